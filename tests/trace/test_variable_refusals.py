"""What a variable refuses, it refuses with what to do instead."""

from __future__ import annotations

import math
import operator
import re

import numpy as np
import pytest

from compose.errors import TraceError
from compose.trace import variable


@pytest.mark.parametrize(
    "value",
    [
        *(
            True,
            np.True_,
            "3",
            b"3",
            None,
            {1.0},
            {"w": 1.0},
            object(),
            [None],
            [[1.0], [2.0, 3.0]],
        ),
        *(np.array([True]), np.array(["3"]), np.array([None]), np.datetime64("2020"), [10**400]),
        *(np.ma.array([1.0]), math.sin),
    ],
)
def test_anything_else_is_refused(value):
    with pytest.raises(TraceError, match="a variable holds a number or an array, not"):
        variable(value)


def test_a_number_too_large_for_a_float_is_refused():
    with pytest.raises(TraceError, match="too large"):
        variable(10**400)


def test_truth_values_are_refused_with_what_to_write():
    with pytest.raises(TraceError, match=r"write 1\.0 or 0\.0"):
        variable(True)  # noqa: FBT003
    with pytest.raises(TraceError, match="make floats of the truth values"):
        variable(np.array([True]))


def test_a_variable_of_a_variable_is_refused():
    with pytest.raises(TraceError, match=r"of type Variable; use it as it is, or its \.value"):
        variable(variable(3.0))
    with pytest.raises(TraceError, match=r"np\.stack makes one variable of several"):
        variable([variable(3.0), 1.0])


@pytest.mark.parametrize(
    "convert",
    [
        *(float, int, complex, round, math.floor, math.ceil, math.trunc, math.sin, math.isnan),
        *(np.asarray, np.array, lambda x: np.array([x, x]), np.float64, math.exp),
    ],
)
def test_conversions_that_would_lose_the_derivative(convert):
    with pytest.raises(TraceError, match=r"lose .*derivative.*\.value"):
        convert(variable(2.0))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda x: pow(x, 2, 5), "no modulus; use x**y"),
        (lambda x: np.add(x, 1.0, dtype=np.float32), "np.add of a variable takes no dtype="),
        (lambda x: np.exp(x, out=np.zeros(1)), "takes no out="),
        (lambda x: np.exp(x, where=np.array([True])), "takes no where="),
        (lambda x: np.sum(x, out=np.zeros(())), "np.sum of a variable takes no out="),
        (lambda x: np.add.at(x, 0, 1.0), "in place; write it with np.where"),
        (lambda x: operator.setitem(x, 0, 1.0), "in place; write np.where(mask, y, x)"),
        (lambda x: operator.delitem(x, 0), "np.delete"),
        (lambda x: x + "1", "not '1' of type str"),
        (lambda x: "1" + x, "not '1' of type str"),
        (lambda x: x * None, "not None of type NoneType"),
        (lambda x: x - {}, "of type dict"),
        (lambda x: x.item(), ".item() of a variable would lose the derivative; use .value"),
        (lambda x: x.tolist(), "use .value"),
        (lambda x: x.fill(0.0), "change it in place"),
        (np.unique, "np.unique picks entries"),
        (np.spacing, "apply it to .value"),
        (range, "use NumPy's functions"),
        (lambda x: [1, 2, 3][x], "use NumPy's functions"),
    ],
)
def test_refusals_name_what_was_refused(ask, message):
    with pytest.raises(TraceError, match=re.escape(message)):
        ask(variable(2.0, "x"))


def test_a_function_unknown_to_the_table_is_named():
    special = pytest.importorskip("scipy.special")
    with pytest.raises(TraceError, match=r"^gamma has no rule .*compose\.define_rule"):
        special.gamma(variable(2.0))


def test_in_place_operators_do_not_write_into_arrays():
    array = np.ones(2)
    with pytest.raises(TraceError):
        array += variable(2.0)
    with pytest.raises(TraceError, match=r"np\.stack"):
        array[:] = variable([2.0, 3.0])
    with pytest.raises(ValueError, match="setting an array element") as caught:
        array[0] = variable(2.0)
    assert isinstance(caught.value.__cause__, TraceError)
    assert array.tolist() == [1.0, 1.0]
