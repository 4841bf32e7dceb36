"""Columns converted by name, and the table that says how."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from compose.errors import ConversionError, DimensionError, UnknownUnitError
from compose.units import ConversionGraph
from compose.units.values.frames import convert_columns

ROWS = [
    {"volume": 250, "heat": 32.0, "name": "a"},
    {"volume": None, "heat": 212.0, "name": "b"},
    {"volume": 3, "heat": 98.6, "name": "c"},
]
TABLE = {name: [row[name] for row in ROWS] for name in ROWS[0]}
WANTED = {"volume": ("mL", "L"), "heat": ("degF", "degC")}

MAKERS = {
    "pandas": lambda: pd.DataFrame(TABLE).astype({"volume": "Int64"}),
    "polars": lambda: pl.DataFrame(TABLE),
    "pyarrow": lambda: pa.table(TABLE),
    "dict": lambda: dict(TABLE),
    "rows": lambda: [dict(row) for row in ROWS],
}


def as_rows(frame):
    if isinstance(frame, pd.DataFrame):
        return frame.astype(object).where(frame.notna(), None).to_dict("records")
    if isinstance(frame, pl.DataFrame):
        return frame.to_dicts()
    if isinstance(frame, pa.Table):
        return frame.to_pylist()
    if isinstance(frame, dict):
        return [dict(zip(frame, row, strict=True)) for row in zip(*frame.values(), strict=True)]
    return frame


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_every_kind_of_frame_is_converted_in_kind(make):
    frame = make()
    before = as_rows(make())
    converted, provenance = convert_columns(frame, WANTED)
    assert type(converted) is type(provenance) is type(frame)
    assert as_rows(frame) == before
    assert as_rows(converted) == [
        {"volume": 0.25, "heat": 0.0, "name": "a"},
        {"volume": None, "heat": 100.0, "name": "b"},
        {"volume": 0.003, "heat": 37.0, "name": "c"},
    ]
    volume, heat = as_rows(provenance)
    expected = {"column": "volume", "from": "mL", "to": "L", "factor": "1/1000", "kind": "exact"}
    assert expected.items() <= volume.items()
    assert (volume["rows"], volume["missing"], heat["missing"]) == (3, 1, 0)
    assert heat["factor"] == "5/9 · x − 160/9"
    assert "milliliter" in volume["definition"]


def test_facts_of_ones_own_stand_in_the_table():
    graph = ConversionGraph()
    graph.add("bottle", "mL", 750, note="as ordered", source="price list")
    graph.add("L", "kg", "0.789", of="ethanol", date=date(2024, 1, 1))
    table = {"stock": [4, None], "spirit": [10, 20]}
    wanted = {"stock": ("bottle", "L"), "spirit": ("L", "kg", {"of": "ethanol"})}
    converted, provenance = convert_columns(table, wanted, graph=graph)
    assert converted == {"stock": [3.0, None], "spirit": [7.89, 15.78]}
    assert "price list" in provenance["definition"][0]
    assert "as ordered" in provenance["notes"][0]
    assert provenance["factor"] == ["3/4", "789/1000"]


def test_options_hold_for_all_columns():
    wanted = {"economy": ("mile/gallon", "L/100km")}
    converted, provenance = convert_columns({"economy": [30.0]}, wanted, reciprocal=True)
    assert converted["economy"] == [pytest.approx(7.8404861, rel=1e-7)]
    assert "x" in provenance["factor"][0]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_column_that_is_not_there_is_refused_with_the_nearest(make):
    with pytest.raises(ConversionError, match=r"no column 'volum'; did you mean 'volume'\?"):
        convert_columns(make(), {"volum": ("mL", "L")})


def test_errors_say_which_column_it_was():
    for pair, error in ((("mL", "kg"), DimensionError), (("mL", "litr"), UnknownUnitError)):
        with pytest.raises(error) as caught:
            convert_columns(dict(TABLE), {"volume": pair})
        assert "'volume'" in caught.value.__notes__[0]
    with pytest.raises(ConversionError) as caught:
        convert_columns(MAKERS["pandas"](), {"name": ("mL", "L")})
    assert "'name'" in caught.value.__notes__[0]


@pytest.mark.parametrize("pair", ["mL", ("mL",), ("mL", "L", "ethanol")])
def test_a_pair_that_is_none_is_refused(pair):
    with pytest.raises(ConversionError, match="state two units"):
        convert_columns(dict(TABLE), {"volume": pair})


def test_what_is_no_frame_is_refused():
    for thing in (pl.LazyFrame(TABLE), "volume", 3):
        with pytest.raises(ConversionError, match="no frame"):
            convert_columns(thing, WANTED)
    double = pd.DataFrame([[1, 2]], columns=["volume", "volume"])
    with pytest.raises(ConversionError, match="2 columns 'volume'"):
        convert_columns(double, {"volume": ("mL", "L")})


def test_what_has_no_rows_is_refused():
    with pytest.raises(ConversionError, match=r"columns is \[\('a', 'mL', 'L'\)\]; state two"):
        convert_columns({"a": [1]}, [("a", "mL", "L")])
    with pytest.raises(ConversionError, match="the column 'a' is 5, which has no rows"):
        convert_columns({"a": 5}, {"a": ("mL", "L")})
    with pytest.raises(ConversionError, match="which has no rows"):
        convert_columns({"a": np.array(1.0)}, {"a": ("mL", "L")})
    with pytest.raises(ConversionError, match="each of its rows is a dict, and one is none"):
        convert_columns([{"a": 1}, 5], {"a": ("mL", "L")})


def test_no_columns_give_an_empty_table():
    converted, provenance = convert_columns(MAKERS["polars"](), {})
    assert converted.equals(MAKERS["polars"]())
    assert provenance.height == 0


def test_rows_without_the_entry_stay_without():
    converted, provenance = convert_columns([{"volume": 1}, {"name": "b"}], {"volume": ("L", "mL")})
    assert converted == [{"volume": 1000.0}, {"name": "b"}]
    assert provenance[0]["missing"] == 1


def test_no_library_of_frames_loads_for_lists():
    program = """
import sys
from compose.units.values.frames import convert_columns
convert_columns({"v": [1, 2.0]}, {"v": ("mL", "L")})
print(sorted({"numba", "pandas", "polars", "pyarrow"} & sys.modules.keys()))
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"
