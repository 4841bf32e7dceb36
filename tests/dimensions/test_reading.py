"""Text to exact products: against Python's own arithmetic, and against hostile text."""

from __future__ import annotations

import ast
import contextlib
import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.dimensions.reading import read, split_number
from compose.errors import ConversionError

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def python_value(text):
    """Evaluate by Python's parser, with every number a fraction."""

    def value(node):
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.UnaryOp):
            inner = value(node.operand)
            return -inner if isinstance(node.op, ast.USub) else inner
        return Fraction(ast.get_source_segment(text, node))

    return value(ast.parse(text, mode="eval").body)


numbers = st.sampled_from(["1", "2", "7", "0.25", "1e-3", "3.5e2", ".5", "12."])
sums = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", "*", " / "]), inner).map("".join),
        st.tuples(st.sampled_from(["-", "+"]), inner).map("".join),
        st.tuples(inner, st.sampled_from(["2", "-1", " -+2"])).map("({0[0]})**{0[1]}".format),
        inner.map("({})".format),
    ),
    max_leaves=12,
)


@given(sums)
def test_arithmetic_is_that_of_python(text):
    try:
        expected = python_value(text)
    except ZeroDivisionError:
        with pytest.raises(ValueError, match="zero"):
            read(text)
        return
    exact = read(text)
    assert exact.is_rational
    assert exact.coefficient == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a / b c", "a * b ** -1 * c"),
        ("a/(b c)", "a * b ** -1 * c ** -1"),
        ("2 ** 3 ** 2 a", "512 * a"),
        ("-2 ** 2", "-4"),
        ("(a b) ** 2 / a", "a * b ** 2"),
        ("a ** 0.5 * a ** 0.5", "a"),
        ("3 (2 a)", "6 * a"),
        ("a - 3 a", "-2 * a"),
        ("a ^ 2", "a ** 2"),
        ("(4 a) ** 0.5", "2 * a ** (1/2)"),
    ],
)
def test_products_of_names(text, expected):
    assert str(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "empty"),
        ("a *", "missing"),
        ("* a", "stands where"),
        ("(a", "parenthesis"),
        ("a)", "parenthesis"),
        ("()", "parenthesis"),
        ("a + b", "cannot be added"),
        ("a ** b", "no exponent"),
        ("1 / 0", "zero"),
        ("(-2) ** 0.5", "no power"),
        ("0 ** 0.5", "no power"),
        ("a, b", "not understood"),
        ("a @ b", "not understood"),
        ("a; import os", "not understood"),
        ("9**9**9**9", "no exponent"),
        ("7 ** 5000 ** 1 * 7 ** 4999 ** 1 ** 2 * (7 ** 4000) ** 4000", "too many digits"),
        ("1e999999999", "too large an exponent"),
        ("2 ** 0.000000000000000000001 ** 9 ** 9 ** 9", "no exponent"),
    ],
)
def test_what_is_no_product_is_refused_at_once(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        read(text)


def test_depth_is_no_limit():
    depth = 20_000
    assert str(read("(" * depth + "a" + ")" * depth)) == "a"
    assert str(read("-" * depth + "a")) == "a"


@given(st.text("ab12.*/^()+- e,@²µ", max_size=30))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(ValueError):
        assert str(read(text))


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("12.5 mL/mm", 12.5, "mL/mm"),
        ("3 mL", 3, "mL"),
        ("3.0 mL", 3.0, "mL"),
        ("1/3 mL", Fraction(1, 3), "mL"),
        ("1.5/3 mL", 0.5, "mL"),
        ("-2e3m", -2000.0, "m"),
        ("5", 5, ""),
        ("5/s", 5, "1 /s"),
        ("5 * m", 5, " m"),
        ("5eV", 5, "eV"),
        ("  +7 m ", 7, "m"),
    ],
)
def test_a_quantity_is_split_as_it_is_written(text, number, unit):
    found, rest = split_number(text)
    assert (found, type(found), rest) == (number, type(number), unit)


@pytest.mark.parametrize("text", ["12,5 mL", "1,000 mL", "mL", "", "x 3", "1/0 mL"])
def test_what_is_no_quantity_is_refused(text):
    with pytest.raises(ConversionError):
        split_number(text)
