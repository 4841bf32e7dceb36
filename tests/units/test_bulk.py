"""Converters over arrays, lists and columns: half a unit in the last place, nothing lost."""

from __future__ import annotations

import math
import pickle
import random
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import dask.array
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from numpy.testing import assert_array_equal

from compose import units
from compose.dimensions import Monomial
from compose.engine.maps import Affine
from compose.engine.valued import Exponential, Function, chain
from compose.errors import ConversionError
from compose.units.values import arrays, fused, halves
from compose.units.values.bulk import Converter
from compose.units.values.exact import ExactMap

BOUND = Fraction(50001, 100_000)
LARGE = arrays.LARGE + 7
SPECIAL = [0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, -5e-324, 1.7e308, 1e-250, 3e-308]


def converter(a, b=0, c=0, d=1):
    a, b, c, d = map(Fraction, (a, b, c, d))
    exact = ExactMap(Monomial(a or Fraction(1)), a, b, c, d)
    return Converter(exact, "here", "there")


tenth = converter("1/10")
fahrenheit = converter("9/5", 32)
consumption = converter(0, "235.214583", 1, 0)


def watts():
    local = chain(Exponential(1, 10, 10), Affine(Fraction(1, 1000)))
    return Converter(ExactMap(Monomial(Fraction(1, 1000)), Fraction(1), chain=local), "dBm", "W")


def whole(exact):
    """Write the map in whole numbers, by one common denominator."""
    parts = exact.a, exact.b, exact.c, exact.d
    bottom = math.prod(part.denominator for part in parts)
    return [int(part * bottom) for part in parts]


def miss(found, top, under):
    """Return the error in units of the last place; at most a half where the nearest was found."""
    near = top / under
    if found == near:
        return Fraction(1, 2)
    return abs(Fraction(found) - Fraction(top, under)) / Fraction(math.ulp(near))


def random_cases(chance, kind):
    def number():
        digits = chance.randint(1, 25), chance.randint(1, 25)
        top, bottom = (chance.randint(1, 10**count) for count in digits)
        return Fraction(top, bottom) * chance.choice((1, -1))

    size = Fraction(10) ** chance.choice((0, 0, chance.randint(-320, 320)))
    numbers = {
        "scale": lambda: (number() * size,),
        "affine": lambda: (number(), number()),
        "projective": lambda: (number(), number(), number(), number()),
    }[kind]()
    wide = [chance.uniform(-1, 1) * 10.0 ** chance.randint(-310, 308) for _ in range(30)]
    near = [chance.uniform(-1000, 1000) for _ in range(70)]
    # Beside a zero of the map, digits cancel.
    zero = -numbers[1] / numbers[0] if len(numbers) > 1 else Fraction(0)
    return converter(*numbers), np.array([*wide, *near, float(zero), *SPECIAL])


@pytest.mark.parametrize("flavour", [halves, fused])
@pytest.mark.parametrize(("kind", "count"), [("scale", 1000), ("affine", 200), ("projective", 200)])
def test_an_array_is_within_the_bound(flavour, kind, count, monkeypatch):
    monkeypatch.setattr(arrays, "_filled", flavour.fill)
    chance, worst, compared = random.Random(11), Fraction(0), 0
    for _ in range(count):
        moved, values = random_cases(chance, kind)
        a, b, c, d = whole(moved.map)
        for value, found in zip(values.tolist(), moved(values).tolist(), strict=True):
            n, m = value.as_integer_ratio() if math.isfinite(value) else (0, 0)
            top, under = a * n + b * m, c * n + d * m
            if top and under and abs(top) < abs(under) << 1023:
                worst, compared = max(worst, miss(found, top, under)), compared + 1
            else:
                assert repr(found) == repr(moved(value))
    assert worst <= BOUND
    assert compared > 90 * count


@pytest.mark.parametrize(
    "moved", [converter("5/9"), converter("1e15"), fahrenheit, consumption, watts()]
)
@pytest.mark.parametrize("size", [11, LARGE])
def test_special_values_pass_as_they_do_alone(moved, size):
    values = np.resize(np.array([*SPECIAL, 32.0]), size)
    with np.errstate(all="raise"):
        found = moved(values)
    alone = [moved(value) for value in [*SPECIAL, 32.0]]
    if moved.map.chain is not None:
        np.testing.assert_allclose(found[:11], alone, rtol=1e-14)
    else:
        assert list(map(repr, found.tolist())) == list(map(repr, np.resize(alone, size).tolist()))


def test_infinities_pass_among_ordinary_numbers():
    values = np.full(LARGE, 2.0)
    values[[5, 9]] = math.inf, -math.inf
    found = converter("5/9")(values)
    assert found[[4, 5, 9]].tolist() == [10 / 9, math.inf, -math.inf]


# A tenth as a float is a factor of one multiplication, though none in float32.
@pytest.mark.parametrize("moved", [tenth, converter(0.1), fahrenheit, consumption])
@pytest.mark.parametrize("size", [100, LARGE])
@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_short_floats_are_rounded_once_more(moved, size, kind):
    values = np.random.default_rng(5).uniform(0.5, 9, size).astype(kind)
    found = moved(values)
    assert found.dtype == kind
    assert_array_equal(found, moved(values.astype(np.float64)).astype(kind))


@pytest.mark.parametrize("size", [100, LARGE])
@pytest.mark.parametrize(("kind", "top"), [("i8", 2**63 - 1), ("u8", 2**64 - 1), ("i2", 2**15 - 1)])
def test_whole_numbers_are_converted_from_all_their_digits(size, kind, top):
    values = np.random.default_rng(5).integers(top // 2, top, size, dtype=kind, endpoint=True)
    values[0] = top
    for moved in (tenth, converter(3), converter("1/3", 1), consumption):
        found = moved(values)
        assert found.dtype == np.float64
        assert found[:50].tolist() == [moved(value) for value in values[:50].tolist()]


def test_shapes_and_layouts_stay():
    cube = np.arange(24.0).reshape(2, 3, 4)
    expected = np.array([tenth(value) for value in range(24)]).reshape(2, 3, 4)
    for view in (cube, cube.T, cube[:, ::2], cube[::-1], cube.transpose(1, 0, 2), cube[:0]):
        base = {id(cube): expected}.get(id(view))
        assert tenth(view).shape == view.shape
        assert_array_equal(tenth(view), np.vectorize(tenth, otypes=[float])(view))
        assert base is None or np.array_equal(base, tenth(view))
    assert tenth(np.array(3.0)).shape == ()
    assert tenth(np.array(3.0)) == 0.3
    assert tenth(np.array([3.0], dtype=">f8")).tolist() == [0.3]
    assert_array_equal(tenth(np.broadcast_to(3.0, (2, 2))), np.full((2, 2), 0.3))


@pytest.mark.parametrize("moved", [tenth, converter(3), fahrenheit, consumption, watts()])
@pytest.mark.parametrize("size", [10, LARGE])
def test_the_answer_goes_where_it_is_wanted(moved, size):
    values = np.random.default_rng(6).uniform(1, 2, size)
    values[3] = 1e-300
    expected = moved(values)
    out = np.empty(size)
    assert moved(values, out=out) is out
    assert_array_equal(out, expected)
    spread = np.empty(2 * size)[::2]
    assert_array_equal(moved(values, out=spread), expected)
    shifted = np.concatenate([values, [0.0]])
    moved(shifted[:-1], out=shifted[1:])
    assert_array_equal(shifted[1:], expected)
    assert moved(values, out=values) is values
    assert_array_equal(values, expected)


def test_what_does_not_fit_is_refused():
    values = np.ones(3)
    frozen = np.ones(3)
    frozen.flags.writeable = False
    assert tenth(frozen).tolist() == [0.1] * 3
    for out in (np.empty(4), np.empty(3, np.float32), [0.0] * 3, frozen):
        with pytest.raises(ConversionError, match="out"):
            tenth(values, out=out)
    with pytest.raises(ConversionError, match="out"):
        tenth(3.0, out=np.empty(()))
    with pytest.raises(ConversionError, match="out"):
        tenth([3.0], out=np.empty(1))


@pytest.mark.parametrize(
    "bad",
    [
        np.array([True]),
        np.array([1j]),
        np.array(["1"]),
        np.array(["2020"], dtype="M8[D]"),
        np.zeros(2, dtype=[("a", float)]),
        ["1"],
        [True],
        {"a": 1},
        pd.Series([True]),
        pd.Series(["a"]),
        pd.Series(pd.to_datetime(["2020-01-01"])),
        pd.Series([1, 2], dtype="category"),
        pd.MultiIndex.from_tuples([(1, 2)]),
        pl.Series(["a"]),
        pl.Series([True]),
        pl.Series([[1]]),
        pl.LazyFrame({"a": [1]}),
        pa.array(["a"]),
    ],
)
def test_what_holds_no_real_numbers_is_refused(bad):
    with pytest.raises(ConversionError):
        tenth(bad)


def test_masks_and_objects_stay():
    masked = np.ma.masked_array([3.0, 1e300, 5.0], mask=[False, True, False])
    found = tenth(masked)
    assert found.tolist() == [0.3, None, 0.5]
    found.mask[0] = True
    assert masked.tolist() == [3.0, None, 5.0]
    objects = np.array([[Fraction(3), Decimal(3)], [None, 3]], dtype=object)
    assert tenth(objects).tolist() == [[Fraction(3, 10), Decimal("0.3")], [None, 0.3]]


def test_lists_stay_lists():
    assert tenth([3, (1.5, None), [Fraction(1)]]) == [0.3, (0.15, None), [Fraction(1, 10)]]
    assert tenth(()) == ()
    endless = []
    endless.append(endless)
    with pytest.raises(ConversionError, match="deep"):
        tenth(endless)


@pytest.mark.parametrize(
    ("column", "kind", "expected"),
    [
        (pd.Series([3, 1]), "float64", [0.3, 0.1]),
        (pd.Series([3, None], dtype="Int64"), "Float64", [0.3, pd.NA]),
        (pd.Series([2**53 + 1, None], dtype="Int64"), "Float64", [(2**53 + 1) / 10, pd.NA]),
        (pd.Series([3, None], dtype="Float64"), "Float64", [0.3, pd.NA]),
        (pd.Series([3, None], dtype="Float32"), "Float32", [float(np.float32(0.3)), pd.NA]),
        (pd.Series([3, None], dtype="int64[pyarrow]"), "double[pyarrow]", [0.3, pd.NA]),
        (pd.Series([3, None], dtype=object), "object", [0.3, None]),
        (pd.Series([], dtype=float), "float64", []),
    ],
)
def test_missing_values_of_pandas_survive(column, kind, expected):
    found = tenth(column)
    assert (str(found.dtype), found.tolist()) == (kind, expected)


def test_pandas_keeps_its_labels():
    series = pd.Series([3.0, math.nan], index=["p", "q"], name="volume")
    series.attrs["from"] = "a test"
    found = tenth(series)
    assert (found.name, list(found.index), found.attrs) == ("volume", ["p", "q"], series.attrs)
    assert math.isnan(found["q"])
    frame = tenth(pd.DataFrame({"a": [3, 1], "b": pd.array([None, 3], "Int64")}))
    assert list(frame["a"]) == [0.3, 0.1]
    assert list(frame["b"]) == [pd.NA, 0.3]
    index = tenth(pd.Index([3, 1], name="depth"))
    assert (list(index), index.name) == ([0.3, 0.1], "depth")
    assert tenth(pd.array([3, None], dtype="Int64")).tolist() == [0.3, pd.NA]


@pytest.mark.parametrize(
    ("column", "kind", "expected"),
    [
        (pl.Series("a", [3, None]), pl.Float64, [0.3, None]),
        (pl.Series("a", [2**53 + 1, None]), pl.Float64, [(2**53 + 1) / 10, None]),
        (pl.Series("a", [3.0, None, math.inf]), pl.Float64, [0.3, None, math.inf]),
        (pl.Series("a", [3], dtype=pl.Float32), pl.Float32, [float(np.float32(0.3))]),
        (pl.Series("a", [None, None]), pl.Float64, [None, None]),
        (pl.Series("a", [Decimal("3.00"), None]), pl.Float64, [0.3, None]),
        (pl.Series("a", [], dtype=pl.Int8), pl.Float64, []),
    ],
)
def test_missing_values_of_polars_survive(column, kind, expected):
    found = tenth(column)
    assert (found.dtype, found.to_list(), found.name) == (kind, expected, "a")


def test_an_expression_of_polars_is_within_the_bound_too():
    rows = {"v": [3, None, 7], "w": pl.Series([3, 1, 7], dtype=pl.Float32), "g": [1, 1, 2]}
    frame = pl.DataFrame(rows)
    lazy = frame.lazy().with_columns(third=converter("1/3")(pl.col("v")), w=tenth(pl.col("w")))
    assert lazy.collect_schema()["third"] == pl.Float64
    assert lazy.collect_schema()["w"] == pl.Float32
    assert lazy.collect()["third"].to_list() == [1.0, None, 7 / 3]
    grouped = frame.group_by("g").agg(tenth(pl.col("v")).sum()).sort("g")
    assert grouped["v"].to_list() == [0.3, 0.7]
    assert tenth(frame.select("v"))["v"].to_list() == [0.3, None, 0.7]


def test_arrow_and_dask_answer_in_kind():
    assert tenth(pa.array([3, None])).to_pylist() == [0.3, None]
    assert tenth(pa.chunked_array([[3.0], [None, 1.0]])).to_pylist() == [0.3, None, 0.1]
    lazy = tenth(dask.array.from_array(np.arange(10), chunks=3))
    assert isinstance(lazy, dask.array.Array)
    assert lazy.dtype == np.float64
    assert_array_equal(lazy.compute(), tenth(np.arange(10)))


def test_a_function_for_single_numbers_is_called_for_each():
    root = Function(math.sqrt, lambda x: 0.5 / math.sqrt(x), lambda y: y * y, name="root")
    moved = Converter(ExactMap(Monomial(Fraction(1)), Fraction(1), chain=root), "raw", "fine")
    assert moved(np.array([[4.0, 9.0]])).tolist() == [[2.0, 3.0]]
    assert moved.derivative(np.array([4.0])).tolist() == [0.25]
    assert moved.inverse()(3.0) == 9.0


def test_derivatives_of_arrays_are_those_of_their_numbers():
    values = np.array([1.0, 4.0])
    for moved in (tenth, fahrenheit, consumption, watts()):
        alone = [moved.derivative(value) for value in values]
        np.testing.assert_allclose(moved.derivative(values), alone, rtol=1e-15)


def test_a_converter_travels():
    copy = pickle.loads(pickle.dumps(fahrenheit))  # noqa: S301 - our own bytes
    assert copy == fahrenheit
    assert copy(np.array([37.0])).tolist() == [98.6]
    assert repr(copy) == "Converter('here' → 'there')"
    assert (copy.inverse().src, copy.inverse()(98.6)) == ("there", 37.0)


def test_a_converter_knows_its_factor():
    assert tenth.factor == Fraction(1, 10)
    for moved in (fahrenheit, consumption, watts()):
        with pytest.raises(ConversionError, match="no factor"):
            assert moved.factor


def test_no_library_loads_before_its_values_come():
    program = """
import sys
from fractions import Fraction
import numpy as np
from compose.dimensions import Monomial
from compose.units.values.exact import ExactMap
by = ExactMap.scaling(Monomial(Fraction(1, 3)))
by([1.0, 2]), by(np.arange(5))
print(sorted({"numba", "pandas", "polars", "dask", "pyarrow"} & sys.modules.keys()))
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"


@pytest.mark.parametrize(
    ("src", "dst", "kind"),
    [
        ("turn", "radian", "irrational"),
        ("parsec", "m", "conventional"),
        ("bohr", "m", "measured"),
        ("vacuum_permittivity", "F/m", "measured"),
    ],
)
def test_a_factor_that_is_no_fraction_knows_its_class(src, dst, kind):
    made = units.converter(src, dst)
    assert made.factor == units.factor(src, dst)
    assert made.factor.kind == made.inverse().factor.kind == kind
    assert pickle.loads(pickle.dumps(made)).factor.kind == kind  # noqa: S301 - our own bytes
    assert made.factor * made.inverse().factor == 1


def test_a_rational_factor_is_a_fraction():
    assert units.converter("mile", "km").factor == Fraction(25146, 15625)
    assert type(units.converter("mile", "km").inverse().factor) is Fraction
