from __future__ import annotations

import datetime as dt
import io
import sqlite3
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pytest

from compose.errors import TableError
from compose.units.tables.sheets import sheet_of


def read(text):
    return sheet_of(io.StringIO(text))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter):
    lines = ["src|dst|factor", "box|bottle|12", "bottle|mL|750"]
    sheet = read("\n".join(lines).replace("|", delimiter))
    assert sheet.rows == [
        (2, {"src": "box", "dst": "bottle", "factor": "12"}),
        (3, {"src": "bottle", "dst": "mL", "factor": "750"}),
    ]


def test_a_delimiter_within_quotes_divides_nothing():
    sheet = read('src;dst;"a, b, c"\n'.replace("a, b, c", "note") + 'box;bottle;"twelve; or 1,2"\n')
    assert sheet.rows[0][1]["note"] == "twelve; or 1,2"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_bytes_with_and_without_a_mark_and_any_line_ends(tmp_path, mark, end):
    path = tmp_path / "facts.csv"
    path.write_bytes(mark + f"src,dst,factor,note{end}Kiste,µL,12,für 20 °C{end}".encode())
    for source in (path, str(path), io.BytesIO(path.read_bytes())):
        assert sheet_of(source).rows == [
            (2, {"src": "Kiste", "dst": "µL", "factor": "12", "note": "für 20 °C"})
        ]


def test_text_that_was_decoded_with_its_mark():
    assert len(read("\ufeffsrc,dst\nbox,bottle\n").rows) == 1


def test_columns_go_by_other_names_in_any_case_and_order():
    head = "Multiply by,To unit,FROM,Substance,Remark,Valid_From,reference,uncertainty"
    sheet = read(f"{head}\n12,bottle,box,wine,dry,2024-01-31,list 3,1%\n")
    assert sheet.rows[0][1] == {
        "factor": "12",
        "dst": "bottle",
        "src": "box",
        "of": "wine",
        "note": "dry",
        "date": "2024-01-31",
        "source": "list 3",
        "tolerance": "1%",
    }


def test_lines_are_counted_as_an_editor_counts_them():
    text = 'src,dst,factor,note\nbox,bottle,12,"two\nlines"\n\nbottle,mL,750,\n,,,\nx,y,z,w\n'
    sheet = read(text)
    assert [number for number, _ in sheet.rows] == [2, 5, 7]
    assert sheet.problems == []
    assert sheet.rows[0][1]["note"] == "two\nlines"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_within_a_cell_stay_as_they_are(tmp_path, end):
    path = tmp_path / "facts.csv"
    path.write_bytes(f'src,dst,note\r\nbox,bottle,"two{end}lines"\r\n'.encode())
    assert sheet_of(path).rows[0][1]["note"] == f"two{end}lines"


def test_empty_cells_are_absent():
    assert read("src,dst,factor,of\nbox,bottle,  ,\n").rows == [
        (2, {"src": "box", "dst": "bottle"})
    ]
    assert read("src,dst,factor,of\nbox,bottle\n").rows == [(2, {"src": "box", "dst": "bottle"})]


@pytest.mark.parametrize(
    ("word", "flag"), [("yes", True), ("TRUE", True), ("0", False), ("No", False)]
)
def test_yes_and_no(word, flag):
    sheet = read(f"src,dst,factor,exact,override\nbox,bottle,12,{word},{word}\n")
    assert (sheet.rows[0][1]["exact"], sheet.rows[0][1]["override"]) == (flag, flag)


def test_every_bad_row_is_told_and_the_others_stay():
    text = (
        "src,dst,factor,exact\n"
        ",bottle,12,\n"
        "box,bottle,12,\n"
        "box,,12,perhaps\n"
        "box,bottle,1,2,3\n"
        "bottle,mL,750,\n"
        ",,1,\n"
    )
    sheet = read(text)
    assert [number for number, _ in sheet.rows] == [3, 6]
    assert [number for number, _ in sheet.problems] == [2, 4, 5, 7, 7]
    assert "'perhaps'" in dict(sheet.problems)[4]
    assert "5 cells" in dict(sheet.problems)[5]


def test_a_quote_that_is_never_closed():
    sheet = read('src,dst,note\nbox,bottle,ok\nbox,bottle,"never\nclosed,a,b\n')
    assert len(sheet.rows) == 1
    assert [number for number, _ in sheet.problems] == [3]


@pytest.mark.parametrize(
    ("text", "line", "parts"),
    [
        ("", 0, ["no rows"]),
        (" \n\n", 0, ["no rows"]),
        ("src,dst,factr\n", 1, ["'factr' is no column", "'factor'"]),
        ("src,dst,qqqq\n", 1, ["'qqqq' is no column", "src, dst, factor"]),
        ("\nsrc,factor\n", 2, ["no column 'dst'"]),
        ("src,dst,from\n", 1, ["'src' stands there twice"]),
        ("box,bottle,12\n", 1, ["'box' is no column", "'bottle' is no column", "'src'"]),
    ],
)
def test_a_head_line_that_is_none(text, line, parts):
    with pytest.raises(TableError) as caught:
        read(text)
    assert {number for number, _ in caught.value.problems} == {line}
    assert [part for part in parts if part not in str(caught.value)] == []


def test_bytes_that_are_no_utf_8_are_refused_with_their_line(tmp_path):
    path = tmp_path / "latin.csv"
    path.write_bytes("src,dst,note\nbox,bottle,gut\nbox,bottle,für\n".encode("latin-1"))
    with pytest.raises(TableError, match=r"latin\.csv, line 3: it is not UTF-8"):
        sheet_of(path)


ROWS = [
    {"src": "box", "dst": "bottle", "factor": 12, "of": None},
    {"src": "L", "dst": "kg", "factor": "0.789 kg/L", "of": "ethanol"},
]
CELLS = [
    (1, {"src": "box", "dst": "bottle", "factor": 12}),
    (2, {"src": "L", "dst": "kg", "factor": "0.789 kg/L", "of": "ethanol"}),
]


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        tuple(ROWS),
        iter(ROWS),
        pd.DataFrame(ROWS),
        pd.DataFrame(ROWS).astype("object"),
    ],
    ids=["list", "tuple", "iterator", "pandas", "objects"],
)
def test_rows_of_any_kind(rows):
    sheet = sheet_of(rows)
    assert (sheet.place, sheet.rows, sheet.problems) == ("row", CELLS, [])


def test_polars_and_pandas_cells():
    columns = {
        "src": ["box", "crate"],
        "dst": ["bottle", "bottle"],
        "factor": [12.5, None],
        "date": [dt.date(2024, 1, 31), None],
        "exact": [True, None],
    }
    day = (1, {"src": "box", "dst": "bottle", "factor": 12.5, "exact": True})
    day[1]["date"] = dt.date(2024, 1, 31)
    empty = (2, {"src": "crate", "dst": "bottle"})
    assert sheet_of(pl.DataFrame(columns)).rows == [day, empty]
    frame = pd.DataFrame(columns)
    assert sheet_of(frame).rows == [day, empty]
    typed = frame.assign(date=pd.to_datetime(frame["date"])).convert_dtypes()
    assert sheet_of(typed).rows == [day, empty]


def test_numpy_cells_and_fractions():
    rows = [{"src": "a", "dst": "b", "factor": np.float64(0.1), "exact": np.True_}]
    (cells,) = (row for _, row in sheet_of(rows).rows)
    assert type(cells["factor"]) is float
    assert cells["exact"] is True
    rows = [{"src": "a", "dst": "b", "factor": Fraction(1, 3), "offset": float("nan")}]
    assert sheet_of(rows).rows == [(1, {"src": "a", "dst": "b", "factor": Fraction(1, 3)})]


def test_rows_of_a_database():
    base = sqlite3.connect(":memory:")
    base.row_factory = sqlite3.Row
    found = base.execute("select 'box' as src, 'bottle' as dst, 12 as factor, null as of")
    assert sheet_of(found).rows == CELLS[:1]
    base.close()


def test_rows_that_are_none_are_told():
    rows = [*ROWS, ("box", "bottle", 12), {"src": "a", "dst": "b", "facter": 1}, {"src": "a"}]
    sheet = sheet_of(rows)
    assert sheet.rows == CELLS
    assert [number for number, _ in sheet.problems] == [3, 4, 5]
    assert [
        part for part in ("tuple", "'factor'", "no dst") if part not in str(sheet.problems)
    ] == []


def test_a_time_of_day_is_no_date():
    noon = {"src": "a", "dst": "b", "date": dt.datetime(2024, 1, 31, 12, tzinfo=dt.UTC)}
    midnight = {"src": "a", "dst": "b", "date": dt.datetime(2024, 1, 31)}  # noqa: DTZ001 - a day
    sheet = sheet_of([noon, midnight])
    assert sheet.rows == [(2, {"src": "a", "dst": "b", "date": dt.date(2024, 1, 31)})]
    assert "time of day" in sheet.problems[0][1]


@pytest.mark.parametrize("source", [5, {"src": ["a"], "dst": ["b"]}, None])
def test_what_is_no_table(source):
    with pytest.raises(TableError, match="no table"):
        sheet_of(source)


@pytest.mark.parametrize("columns", [["src", "dst", "src"], ["src", "dst", "facter"]])
def test_a_frame_whose_columns_are_none(columns):
    with pytest.raises(TableError, match=r"twice|'factor'"):
        sheet_of(pd.DataFrame([["a", "b", "c"]], columns=columns))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        sheet_of(tmp_path / "nothing.csv")
