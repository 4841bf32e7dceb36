from __future__ import annotations

import csv
import datetime as dt
import errno
import io
import itertools
import os
import random
import stat
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import units
from compose.errors import TableError
from compose.units import ConversionGraph

HEAD = "src,dst,factor,of,exact,tolerance,note,source,date,offset,override\n"
WAREHOUSE = """\
src,dst,factor,of,exact,tolerance,note,source,date,offset
pallet,box,40,,,,,,,
box,bottle,12,,,,supplier sheet,list 3,,
bottle,mL,750,,,,,,,
L,kg,0.789 kg/L,ethanol,,,at 20 °C,CRC,,
L,kg,1.0,water,yes,,,,,
EUR,USD,1.08,,,0.5%,,,2026-03-01,
EUR,USD,1.11,,,0.5%,,,2026-06-01,
raw,degC,1/10,,,,,,,-40
"""


def read(text, **options):
    return ConversionGraph.from_table(io.StringIO(text), **options)


def written(graph):
    stream = io.StringIO()
    graph.to_table(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def warehouse():
    return read(WAREHOUSE)


def test_facts_are_taken_in_their_order(warehouse):
    assert [(fact.src, fact.dst, fact.of) for fact in warehouse.facts] == [
        ("pallet", "box", None),
        ("box", "bottle", None),
        ("bottle", "mL", None),
        ("L", "kg", "ethanol"),
        ("L", "kg", "water"),
        ("EUR", "USD", None),
        ("EUR", "USD", None),
        ("raw", "degC", None),
    ]


def test_facts_answer(warehouse):
    assert warehouse.convert(1, "pallet", "L", exact=True) == 360
    assert warehouse.convert(2, "L", "kg", of="water", exact=True) == 2
    assert warehouse.convert(Fraction(1), "L", "kg", of="ethanol") == Fraction(789, 1000)
    assert warehouse.convert(500, "raw", "degC", exact=True) == 10
    assert warehouse.at(dt.date(2026, 4, 1)).convert(Fraction(100), "EUR", "USD") == 108


def test_decimal_text_has_the_tolerance_of_its_last_place(warehouse):
    tolerances = [fact.tolerance for fact in warehouse.facts]
    assert tolerances[:5] == [0, 0, 0, Fraction(1, 2 * 789), 0]
    assert tolerances[5:] == [Fraction(1, 200), Fraction(1, 200), 0]


def test_details_are_kept(warehouse):
    box, rate = warehouse.facts[1], warehouse.facts[5]
    assert (box.note, box.source, box.date) == ("supplier sheet", "list 3", None)
    assert rate.date == dt.date(2026, 3, 1)


def test_rows_may_come_in_any_order(warehouse):
    head, *rows = WAREHOUSE.splitlines()
    generator = random.Random(4)
    for _ in range(10):
        generator.shuffle(rows)
        shuffled = read("\n".join([head, *rows]))
        assert set(shuffled.facts) == set(warehouse.facts)
        assert shuffled.convert(1, "pallet", "L", exact=True) == 360
        assert shuffled.convert(500, "raw", "degC", exact=True) == 10


def test_a_factor_may_name_the_units_that_its_row_introduces():
    text = "src,dst,factor\ntray,bottle,24 bottle/tray\nbottle,mL,750 mL\n"
    assert read(text).convert(1, "tray", "L", exact=True) == 18
    with pytest.raises(TableError, match=r"line 2: .*'phial'"):
        read(text.replace("24 bottle/", "24 phial/"))


def rows(graph):
    return graph.to_table()


def cells(graph):
    return pd.DataFrame(graph.to_table())


def frame(graph):
    return pl.DataFrame(graph.to_table(), infer_schema_length=None)


def text(graph):
    return io.StringIO(written(graph))


def several():
    graph = ConversionGraph()
    graph.add("unit_a", "base", 12)
    graph.add("unit_c", "base", 0.1, note="a float")
    graph.add("unit_d", "base", Fraction(1, 3), exact=True)
    graph.add("unit_e", "base", Decimal("0.250"))
    graph.add("unit_f", "base", "0.250")
    graph.add("unit_g", "base", "0.250", exact=True)
    graph.add("unit_h", "base", "12", exact=False)
    graph.add("unit_i", "base", "1e3", tolerance="0.5%")
    graph.add("unit_j", "base", np.float32(0.1))
    graph.add("unit_k", "base", np.int64(7), note='a "note", of\ntwo lines', source="=1+1")
    graph.add("bottle", "mL", units.registry.Quantity(0.75, "L"))
    graph.add("L", "kg", "0.789 kg/L", of="ethanol", date="2026-03-01")
    graph.add("L", "kg", units.registry.Quantity("998.2 g/L"), of="water; pure", tolerance=1e-3)
    graph.add("raw", "degC", "1.25", offset="-273.15")
    graph.add("sensor", "degC", 2, offset=Fraction(1, 3))
    return graph


@pytest.mark.parametrize("form", [rows, cells, frame, text])
def test_what_is_written_is_read_back(form, warehouse):
    for graph in (warehouse, several(), ConversionGraph()):
        if form is frame and not graph.facts:
            continue
        back = ConversionGraph.from_table(form(graph))
        assert back.facts == graph.facts
        assert written(back) == written(graph)


def test_an_overridden_unit_is_written_as_such():
    text = "src,dst,factor,override\nmile,m,2000,yes\n"
    graph = read(text)
    back = read(written(graph))
    assert [row["override"] for row in back.to_table()] == [True]
    assert back.facts == graph.facts
    assert back.convert(1, "mile", "km") == 2.0
    assert units.convert(1, "mile", "km", exact=True) == Fraction("1.609344")


def test_the_columns_written():
    assert written(several()).partition("\n")[0] + "\n" == HEAD
    assert [list(row) for row in several().to_table()] == [HEAD.strip().split(",")] * 15


def test_cells_that_say_what_the_factor_says_are_empty(warehouse):
    by_src = {row["src"]: row for row in warehouse.to_table()}
    assert (by_src["box"]["exact"], by_src["box"]["tolerance"]) == (None, None)
    assert (by_src["EUR"]["exact"], by_src["EUR"]["tolerance"]) == (None, "0.005")
    assert by_src["raw"]["offset"] == "-40"


numbers = st.one_of(
    st.integers(2, 10**6),
    st.fractions(min_value=1, max_value=10**6),
    st.floats(1, 1e6),
    st.decimals("1", 10**6, places=3),
    st.decimals("1", 100, places=2).map(str),
)
prose = st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(st.lists(st.tuples(numbers, prose, prose, st.booleans() | st.none()), max_size=6))
def test_any_facts_are_read_back(facts):
    graph = ConversionGraph()
    for place, (number, note, source, exact) in enumerate(facts):
        graph.add(
            f"unit_{place}", f"unit_{place + 1}", number, note=note, source=source, exact=exact
        )
    assert ConversionGraph.from_table(graph.to_table()).facts == graph.facts
    assert read(written(graph)).facts == graph.facts


def test_bad_rows_are_told_together_with_their_lines():
    table = WAREHOUSE + (
        "crate,box,0,,,,,,,\n"
        "crate,box,minus one,,,,,,,\n"
        "crate,mLL*mLL2,,,,,,,,\n"
        ",box,3,,,,,,,\n"
        'crate,box,"1,5",,,,,,,\n'
        "crate,box,inf,,,,,,,\n"
        "crate,box,4,,,,,,31.12.2025,\n"
        "crate,box,4,,maybe,,,,,\n"
        "crate,box,4,,,110%,,,,\n"
        "m,kg,2 s,,,,,,,\n"
        "crate,box,4,,,,,,,\n"
    )
    with pytest.raises(TableError) as caught:
        read(table)
    error = caught.value
    assert [number for number, _ in error.problems] == [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
    assert error.place == "line"
    message = str(error)
    assert "10 rows cannot be taken" in message
    parts = ["comma", "no src", "'maybe'", "31.12.2025", "110%", "not positive"]
    assert [part for part in parts if part not in message] == []


@pytest.mark.parametrize(
    ("rows", "bad", "against"),
    [
        (["box,bottle,12", "box,bottle,13"], 3, "line 2"),
        (["box,bottle,12", "bottle,L,0.75", "box,L,9", "box,L,10"], 5, "line"),
        (["L,kg,0.789", "L/s,kg/s,1.0"], 3, "line 2"),
        (["mile,km,1.7"], 2, None),
    ],
)
def test_contradictions_are_told_with_both_lines(rows, bad, against):
    table = "\n".join(["src,dst,factor", *rows])
    with pytest.raises(TableError) as caught:
        read(table)
    ((number, problem),) = caught.value.problems
    assert number == bad
    assert against is None or f"(against {against}" in problem


def test_contradictions_are_kept_for_an_audit():
    table = "src,dst,factor\nbox,bottle,12\nbottle,mL,750\nbox,L,10\n"
    graph = read(table, contradictions="keep")
    assert len(graph.facts) == 3
    assert len(graph.audit().mismatches) == 1
    with pytest.raises(TableError, match=r"line 4: .*\(against lines 2, 3\)"):
        read(table)


def test_a_row_that_fails_leaves_nothing_behind():
    table = "src,dst,factor\ncrate,box,0\ncrate,box,4\nbox,bottle,12\nbox,bottle,13\n"
    from compose.units.tables.rows import tried

    graph = ConversionGraph()
    loaded = tried(graph, io.StringIO(table))
    assert [number for number, _ in loaded.problems] == [2, 5]
    assert sorted(loaded.numbers.values()) == [3, 4]
    assert graph.convert(1, "crate", "bottle", exact=True) == 48


def test_many_rows():
    lines = [f"a{place},a{place + 1},{2 - place % 2}" for place in range(20_000)]
    random.Random(1).shuffle(lines)
    graph = read("\n".join(["src,dst,factor", *lines]))
    assert len(graph.facts) == 20_000
    assert graph.convert(1, "a0", "a40", exact=True) == 2**20


class TestFiles:
    def test_a_path(self, tmp_path, warehouse):
        path = tmp_path / "facts.csv"
        warehouse.to_table(path)
        assert ConversionGraph.from_table(path).facts == warehouse.facts
        assert ConversionGraph.from_table(str(path)).facts == warehouse.facts
        assert os.listdir(tmp_path) == ["facts.csv"]  # noqa: PTH208 - names alone
        with path.open(encoding="utf-8", newline="") as stream:
            assert len(list(csv.reader(stream))) == 1 + len(warehouse.facts)

    def test_the_old_table_stays_until_the_new_one_is_complete(
        self, tmp_path, warehouse, monkeypatch
    ):
        path = tmp_path / "facts.csv"
        path.write_text("old", encoding="utf-8")

        def full(_):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match=r"No space left on device: .*facts\.csv"):
            warehouse.to_table(path)
        assert path.read_text(encoding="utf-8") == "old"
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_link_stays_one_and_permissions_are_kept(self, tmp_path, warehouse):
        path, link = tmp_path / "facts.csv", tmp_path / "link.csv"
        path.write_text("old", encoding="utf-8")
        path.chmod(0o640)
        link.symlink_to(path)
        warehouse.to_table(link)
        assert link.is_symlink()
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert ConversionGraph.from_table(path).facts == warehouse.facts

    def test_a_path_that_cannot_be_written(self, tmp_path, warehouse):
        with pytest.raises(IsADirectoryError):
            warehouse.to_table(tmp_path)
        with pytest.raises(FileNotFoundError, match="nowhere"):
            warehouse.to_table(tmp_path / "nowhere" / "facts.csv")


def test_half_a_character_is_refused(tmp_path):
    graph = ConversionGraph()
    graph.add("box", "bottle", 12, note="\ud800")
    with pytest.raises(TableError, match="half a character"):
        graph.to_table(tmp_path / "facts.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_function_is_no_cell():
    from compose.engine.valued import Function

    graph = ConversionGraph()
    graph.add("raw", "degC", Function(lambda x: x * x, lambda x: 2 * x, name="square"))
    with pytest.raises(TableError, match="row 1: raw → degC is a map"):
        graph.to_table()


def test_the_error_is_pickled_and_shows_a_few():
    import pickle

    error = TableError("facts.csv", [(place, "bad") for place in range(2, 102)])
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert str(back) == str(error)
    assert str(error).endswith("\n  and 80 more")
    assert len(error.problems) == 100
    assert isinstance(error, ValueError)


def test_files_of_spreadsheets_in_all_their_forms(tmp_path):
    plain = "src,dst,factor,note\nKiste,Flasche,12,Größe\n"
    forms = itertools.product([b"", b"\xef\xbb\xbf"], ["\n", "\r\n"], ",;\t")
    for mark, end, delimiter in forms:
        text = plain.replace("\n", end).replace(",", delimiter)
        (tmp_path / "facts.csv").write_bytes(mark + text.encode())
        (fact,) = ConversionGraph.from_table(tmp_path / "facts.csv").facts
        assert (fact.src, fact.dst, fact.note, fact.factor.coefficient) == (
            "Kiste",
            "Flasche",
            "Größe",
            12,
        )
