from __future__ import annotations

import builtins
import csv
import os

import numpy as np
import pytest

from compose import nn
from compose.errors import FormatError, MissingExtraError, NetworkError
from compose.nn.datasets.tables import column_names

PLANTS = [["height", "colour", "sort"], *[["1.5", "red", "a"], ["2.5", "blue", "b"]] * 5]


@pytest.fixture
def written(tmp_path):
    """Write a CSV file and give its path."""

    def written(rows, divider=",", encoding="utf-8"):
        file = tmp_path / "table.csv"
        with file.open("w", newline="", encoding=encoding) as stream:
            csv.writer(stream, delimiter=divider).writerows(rows)
        return file

    return written


def of(*columns):
    """Lay columns side by side."""
    return [list(row) for row in zip(*columns, strict=True)]


def numbers(name, count=20, seed=0):
    values = np.random.default_rng(seed).normal(size=count)
    return [name, *map(repr, values.tolist())]


def test_digits_are_those_of_scikit_learn():
    from sklearn.datasets import load_digits

    shipped, data = load_digits(), nn.digits()
    assert np.array_equal(data.x * 16, shipped.data)
    assert np.array_equal(data.labels, shipped.target)
    assert data.y.sum(axis=1).tolist() == [1.0] * 1797
    assert len(data.inputs) == 64
    assert "".join(data.classes) == "0123456789"


def test_digits_without_scikit_learn_name_the_extra(monkeypatch):
    found = builtins.__import__

    def missing(name, *rest):
        if name.startswith("sklearn"):
            raise ImportError(name)
        return found(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtraError, match=r"scikit-learn.*\[examples\]"):
        nn.digits()


def test_moons_are_half_circles():
    data = nn.moons(101, noise=0.0)
    upper, lower = data.x[data.labels == 0], data.x[data.labels == 1]
    assert (len(upper), len(lower)) == (51, 50)
    assert np.allclose(np.hypot(*upper.T), 1)
    assert np.allclose(np.hypot(lower[:, 0] - 1, lower[:, 1] - 0.5), 1)
    assert upper[:, 1].min() > -1e-12
    assert lower[:, 1].max() < 0.5 + 1e-12


def test_noise_has_the_deviation_that_was_asked_for():
    noise = nn.moons(4000, noise=0.2, seed=3).x - nn.moons(4000, noise=0.0).x
    assert noise.std(axis=0) == pytest.approx([0.2, 0.2], rel=0.05)
    assert abs(noise.mean()) < 0.01


def test_the_seed_decides_about_the_noise():
    one, same, other = (nn.moons(seed=seed).x for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("settings", [(1,), (10, -0.1), (10, float("nan"))])
def test_moons_that_are_none(settings):
    with pytest.raises(NetworkError, match="moons"):
        nn.moons(*settings)


def test_parts_share_nothing_and_leave_out_nothing():
    parts = nn.digits().parts()
    rows = parts.training, parts.validation, parts.test
    assert sorted(np.concatenate(rows).tolist()) == list(range(1797))
    assert all(np.all(np.diff(part) > 0) for part in rows)


def test_every_class_is_divided_alike():
    data = nn.digits()
    parts = data.parts()
    counted = np.bincount(data.labels)
    for part, share, off in ((parts.training, 7, 2), (parts.validation, 1, 1), (parts.test, 2, 1)):
        assert np.all(np.abs(np.bincount(data.labels[part]) - share * counted / 10) < off)


def test_parts_depend_on_their_seed_alone():
    one, same, other = (nn.digits().parts(seed).test for seed in (0, 0, 1))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("count", range(10, 31))
def test_no_part_of_ten_examples_or_more_is_empty(count):
    parts = nn.moons(count).parts()
    assert min(len(parts.training), len(parts.validation), len(parts.test)) >= 1


def test_too_few_examples():
    with pytest.raises(NetworkError, match="moons has 9 examples, and 10"):
        nn.moons(9).parts()


def test_scaling_comes_from_the_rows_it_is_given(written):
    data = nn.read_table(written(of(numbers("a"), numbers("b", seed=1))), "b")
    rows = np.arange(0, 20, 2)
    scaling = data.scaling(rows)
    scaled, wanted = scaling.inputs(data.x)[rows], scaling.targets(data.y)[rows]
    for column in (scaled, wanted):
        assert column.mean() == pytest.approx(0, abs=1e-12)
        assert np.mean(column**2) == pytest.approx(1)
    assert np.allclose(scaling.answers(scaling.targets(data.y)), data.y)


def test_what_is_the_same_on_the_training_part_is_not_divided_by_nothing():
    data = nn.Dataset(
        "two", np.array([[1.0], [1.0], [5.0]]), np.zeros((3, 1)), ("a",), "b", measured=(True,)
    )
    scaling = data.scaling(np.array([0, 1]))
    assert scaling.inputs(data.x).tolist() == [[0.0], [0.0], [4.0]]
    assert scaling.target_deviation == 1.0


@pytest.mark.parametrize("sizes", [[3, 1], [3, 4, 1], [3, 4, 4, 1]])
def test_a_network_absorbs_its_scaling(sizes):
    rng = np.random.default_rng(0)
    scaling = nn.Scaling(rng.normal(size=3) * 50, rng.uniform(1, 90, 3), 1000.0, 77.0)
    model, x = nn.MLP(sizes, "tanh", seed=2), rng.normal(size=(9, 3)) * 60
    expected = model((x - scaling.mean) / scaling.deviation) * 77.0 + 1000.0
    assert np.allclose(scaling.absorbed(model)(x), expected, rtol=1e-12)


def test_no_scaling_changes_no_bit():
    data, model = nn.moons(), nn.MLP([2, 3, 2], seed=1)
    absorbed = data.scaling(data.parts().training).absorbed(model)
    assert np.array_equal(absorbed(data.x), model(data.x))


@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_columns_of_numbers_and_of_texts(written, divider):
    data = nn.read_table(written(PLANTS, divider), "sort")
    assert data.inputs == ("height", "colour=blue", "colour=red")
    assert data.measured == (True, False, False)
    assert data.classes == ("a", "b")
    assert data.x[:2].tolist() == [[1.5, 0.0, 1.0], [2.5, 1.0, 0.0]]
    assert data.y[:2].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert data.name == "table.csv"


def test_the_mark_that_spreadsheets_put_in_front(written):
    assert column_names(written(PLANTS, encoding="utf-8-sig")) == ("height", "colour", "sort")


def test_empty_lines_and_spaces_say_nothing(tmp_path):
    file = tmp_path / "table.csv"
    lines = ["", " a , b ", "", *["1, x", "2, y"] * 5, "", " "]
    file.write_text("\r\n".join(lines), encoding="utf-8")
    data = nn.read_table(file, "b")
    assert data.inputs == ("a",)
    assert data.x.ravel().tolist() == [1.0, 2.0] * 5


@pytest.mark.parametrize(
    ("cells", "task", "classes"),
    [
        (["0", "1"] * 10, None, ("0", "1")),
        (["10", "9", "-1"] * 10, None, ("-1", "9", "10")),
        (["1.0", "2"] * 10, None, ("1", "2")),
        (["0.5", "1.5"] * 10, None, ()),
        (["0.5", "1.5"] * 10, "classes", ("0.5", "1.5")),
        (["0", "1"] * 10, "number", ()),
        ([str(n) for n in range(20)], None, ()),
        ([str(n % 5) for n in range(20)], None, ()),
        ([str(n % 4) for n in range(20)], None, ("0", "1", "2", "3")),
    ],
)
def test_what_the_target_is(written, cells, task, classes):
    data = nn.read_table(written(of(numbers("a", len(cells)), ["b", *cells])), "b", task=task)
    assert data.classes == classes
    if classes:
        assert [float(data.classes[label]) for label in data.labels] == list(map(float, cells))
    else:
        assert data.y.ravel().tolist() == list(map(float, cells))


def test_a_column_that_says_nothing_is_left_out_with_a_note(written):
    rows = of(numbers("a"), ["one", *["1.0", "1"] * 10], ["where", *["here"] * 20], numbers("b"))
    data = nn.read_table(written(rows), "b")
    assert data.inputs == ("a",)
    assert len(data.notes) == 2
    assert "'one'" in data.notes[0]
    assert "'where'" in data.notes[1]


def test_columns_left_out_may_hold_anything(written):
    rows = of(numbers("a"), ["id", *[""] * 20], ["name", *map(str, range(20))], numbers("b"))
    assert nn.read_table(written(rows), "b", without=["id", "name"]).inputs == ("a",)


def with_cell(cell, line=7):
    cells = ["a", *map(str, range(20))]
    cells[line - 1] = cell
    return of(cells, numbers("b"))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("", "is empty"),
        ("NA", "'NA', which is no value"),
        ("nan", "'nan', which is no value"),
        ("?", "'?', which is no value"),
        ("12cm", "'12cm'; a number stands"),
        ("1_000", "'1_000'; a number stands"),
        ("inf", "'inf'; a number stands"),
        ("3,5", "'3,5'; a number has a decimal point"),
        ("1e999", "'1e999', which no float can hold"),
    ],
)
def test_a_cell_that_is_wrong_is_named_by_line_and_column(written, cell, said):
    with pytest.raises(FormatError) as error:
        nn.read_table(written(with_cell(cell)), "b")
    assert "table.csv, line 7: column 'a' " in str(error.value)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_lines_are_counted_as_an_editor_does(tmp_path):
    file = tmp_path / "table.csv"
    cells = ['"two\nlines",1', "", *["x,2"] * 9, "y,"]
    file.write_text("\n".join(["a,b", *cells]), encoding="utf-8")
    with pytest.raises(FormatError, match="line 14: column 'b' is empty"):
        nn.read_table(file, "b")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["a", "b"], ["1", "2"], ["1"]], "line 3: it has 1 cell, and the head line has 2"),
        ([["a", "b"], ["1", "2", "3"]], "line 2: it has 3 cells, and the head line has 2"),
        ([["a", "b"]], "no examples"),
        ([], "no examples"),
        ([["a", ""], ["1", "2"]], "line 1: column 2 has no name"),
        ([["b", "b"], ["1", "2"]], "line 1: 2 columns are named 'b'"),
        ([["1", "2"], ["3", "4"]], "line 1: the first line holds numbers"),
        ([["a", "bb"], ["3", "4"]], "no column 'b'; did you mean 'bb'?"),
        ([["x", "y"], ["3", "4"]], "no column 'b'; there are x, y"),
        ([["a", "b"], *[["1", "2"], ["2", "2"]] * 9], "'b' is '2' on every line"),
        ([["a", "b"], *[["1", "2"], ["1", "3"]] * 9], "no column but 'b' says anything"),
        (of(["a", *"xy" * 10], ["b", *"abcdefghijklmnopqrst"]), "20 classes on 20 lines"),
        (
            of(["a", *[f"n{n}" for n in range(60)]], ["b", *"01" * 30]),
            r"60 different texts, .* without=\['a'\]",
        ),
        (of(["a", *"xy" * 10], ["b", *"12" * 9, "1", "no"]), "line 21: column 'b' holds 'no'"),
    ],
)
def test_a_table_that_teaches_nothing(written, rows, said):
    with pytest.raises(FormatError, match=said) as error:
        nn.read_table(written(rows), "b")
    assert "\n" not in str(error.value)


def test_a_target_of_texts_is_no_number(written):
    with pytest.raises(FormatError, match="line 2: column 'sort' holds 'a', and a number"):
        nn.read_table(written(PLANTS), "sort", task="number")


def test_names_of_several_lines_are_written_on_one(written):
    rows = of(["a\nb", *"12" * 10], ["c", *["one\ntwo", "three"] * 10])
    data = nn.read_table(written(rows), "c")
    assert data.inputs == (r"a\nb",)
    assert data.classes == (r"one\ntwo", "three")


def test_an_unknown_column_to_leave_out(written):
    with pytest.raises(FormatError, match="no column 'color'; did you mean 'colour'"):
        nn.read_table(written(PLANTS), "sort", without=["color"])


def test_bytes_that_are_no_text(tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes("a,b\n1,2\nsüß,1\n".encode("latin-1"))
    with pytest.raises(FormatError, match="line 3: a byte is no UTF-8"):
        nn.read_table(file, "b")


def test_a_quote_that_never_ends(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text('a,b\n1,2\n"1,2\n', encoding="utf-8")
    with pytest.raises(FormatError, match="line 3: this is no line of CSV"):
        nn.read_table(file, "b")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        nn.read_table(os.fspath(tmp_path / "nothing.csv"), "b")
