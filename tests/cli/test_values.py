from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.cli.values import assignments, merged, names, number


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9, places=9))
def test_decimals_are_read_exactly(decimal):
    assert number(str(decimal)).value == Fraction(decimal)


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**30))
def test_fractions_are_read_exactly(over, under):
    assert number(f"{over}/{under}").value == Fraction(over, under)


@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False))
def test_a_float_within_bounds_is_read_as_what_it_prints(value):
    if not value or abs(Decimal(repr(value)).adjusted()) <= 307:
        assert float(number(repr(value)).value) == value


def test_what_is_not_finite():
    assert number("-inf").value == -math.inf
    assert math.isnan(number("nan").value)


@pytest.mark.parametrize("text", ["", "-", "x", "1,5", "1/2/3", "0x10", "1e", "1e308", "1e-400"])
def test_what_is_no_number(text):
    with pytest.raises(click.BadParameter, match="no number"):
        number(text)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text):
    for read in (number, names, assignments):
        try:
            read(text)
        except click.BadParameter as error:
            assert error.message  # noqa: PT017 - either outcome will do


def test_names_and_assignments():
    assert names("a,b c") == ("a", "b c")
    assert assignments("w=-2,x=1/4") == (("w", -2.0), ("x", 0.25))
    assert merged([assignments("w=1"), assignments("x=2,y=3")]) == {"w": 1.0, "x": 2.0, "y": 3.0}
