"""Formulas are read as Python would, and refused at the column where they go wrong."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose.errors import FormulaError, TraceError
from compose.trace import read_formulas
from compose.trace.formula import FUNCTIONS

AT = {"w": -2.0, "x": 5.0, "b": 3.0}
PYTHON = {name: getattr(np, name, None) for name in FUNCTIONS} | {
    "abs": abs,
    "acos": np.arccos,
    "asin": np.arcsin,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "e": math.e,
    "max": max,
    "min": min,
    "pi": math.pi,
}


def read(expression, at=AT):
    return read_formulas(f"f = {expression}", at)["f"]


def test_the_example():
    known = read_formulas("g = w*x; f = g + b", {"w": -2, "x": 5, "b": 3})
    assert list(known) == ["w", "x", "b", "g", "f"]
    assert all(variable.name == name for name, variable in known.items())
    f = known["f"]
    assert f.value == -7.0
    assert list(f.graph().nodes) == ["w", "x", "g", "b", "f"]
    assert f.graph().gradient("f") == {"w": 5.0, "x": -2.0, "b": 1.0}


def test_compound_sides_make_numbered_nodes():
    graph = read_formulas("f = w*x + b", AT)["f"].graph()
    assert list(graph.nodes) == ["w", "x", "v1", "b", "f"]
    assert graph.node("f").label == "v1 + b"


@pytest.mark.parametrize("separator", [";", "\n", " ; ", "\r\n", ";;\n\n", ";\t"])
def test_separators(separator):
    assert read_formulas(f"{separator}g = w{separator}f = g*x{separator}", AT)["f"].value == -10.0


@pytest.mark.parametrize(
    "expression",
    [
        "w + x * b",
        "w - x - b",
        "w / x / b",
        "w / x * b",
        "2 ** b ** 2",
        "-x ** 2",
        "(-x) ** 2",
        "2 ** -b",
        "2 ** -b * 3",
        "2 ** -b ** 2",
        "- - -x",
        "+x - +b",
        "w * -x",
        "w - -x",
        "-w * -x / -b",
        "w ** 2 * x ** 3",
        "x ** -1 ** 2 * w",
        "((w)) + (x)",
        "2*pi*x",
        "e ** w",
        "exp(w) * sin(x) - sqrt(x) / log(b)",
        "max(w, min(x, b))",
        "abs(w) + abs(-x)",
        "atan2(w, x) + arctan2(w, x) - hypot(w, b)",
        "exp(-(x - b) ** 2 / (2 * b ** 2))",
        "-exp(w) ** 2",
        "exp(w) ** -2",
        "tanh(w*x + b)",
        "1e3 * x + .5 - 2. + 1.5e-3",
        "maximum(w, x)*minimum(b, 0)",
        "-2 ** 2 + 0 * x",
    ],
)
def test_values_are_pythons(expression):
    expected = eval(expression, PYTHON, dict(AT))  # noqa: S307
    assert read(expression).value == pytest.approx(float(expected), rel=1e-15)


atoms = st.sampled_from(["w", "x", "b", "2", "0.5", "pi"])


def larger(inner):
    pair = st.tuples(inner, st.sampled_from([" + ", "-", "*", " / ", " - "]), inner).map("".join)
    return (
        pair
        | inner.map("({})".format)
        | inner.map("-{}".format)
        | inner.map("sin({})".format)
        | inner.map("({})**2".format)
        | st.tuples(inner, inner).map(lambda two: f"max({two[0]}, {two[1]})")
    )


@given(st.recursive(atoms, larger, max_leaves=12))
def test_random_expressions_have_pythons_value(expression):
    try:
        expected = float(eval(expression, PYTHON, dict(AT)))  # noqa: S307
    except ZeroDivisionError:
        return
    assert read(expression).value == pytest.approx(expected, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_can_be_called(name):
    function = FUNCTIONS[name]
    arguments = ", ".join("uv"[: function.nin])
    found = read_formulas(f"f = {name}({arguments})", {"u": 0.5, "v": 0.25})["f"]
    with np.errstate(all="ignore"):
        expected = float(function(*(0.5, 0.25)[: function.nin]))
    assert found.value == pytest.approx(expected, nan_ok=True)


def test_a_formula_without_variables_is_an_input():
    known = read_formulas("c = 2 * pi; f = c * x", AT)
    assert known["c"].is_leaf
    assert known["f"].gradient().by_name() == {"c": 5.0, "x": 2 * math.pi}


def test_a_formula_that_repeats_a_name_is_a_node_of_its_own():
    known = read_formulas("g = w*x; f = (g)", AT)
    assert known["f"] is not known["g"]
    assert known["g"].name == "g"
    assert known["f"].derivative(known["g"]) == 1.0


def test_inputs_that_no_formula_uses_are_kept():
    known = read_formulas("f = w", AT)
    assert known["f"].derivative(known["x"]) == 0.0


def test_what_is_not_finite_is_shown_without_warnings():
    assert read("1 / (x - 5)").value == math.inf
    assert math.isnan(read("log(w)").value)
    assert math.isnan(read("w ** 0.5").value)
    assert read("2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2 + x").value == math.inf


def test_names_in_any_script():
    known = read_formulas("größe = α*x_1", {"α": 2.0, "x_1": 3.0})
    assert known["größe"].value == 6.0


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("", 1, "there is no formula"),
        (" ;\n; ", 1, "there is no formula"),
        ("w*x", 1, "begins with its name"),
        ("f", 1, "begins with its name"),
        ("= w", 1, "begins with its name"),
        ("3 = w", 1, "begins with its name"),
        ("f == w", 4, "a value is missing before '='"),
        ("f = ", 5, "a value is missing before the end"),
        ("f = w +", 8, "a value is missing before the end"),
        ("f = w + ; g = x", 9, "a value is missing before the end"),
        ("f = * w", 5, "a value is missing before '*'"),
        ("f = w * / x", 9, "a value is missing before '/'"),
        ("f = ()", 6, "a value is missing before ')'"),
        ("f = 2x", 6, "an operator is missing before 'x'; write *"),
        ("f = w x", 7, "an operator is missing before 'x'"),
        ("f = 2(x)", 6, "an operator is missing before '('"),
        ("f = (w)(x)", 8, "an operator is missing before '('"),
        ("f = w = x", 7, "an operator is missing before '='"),
        ("f = 1.2.3", 8, "an operator is missing before '.3'"),
        ("f = w^2", 6, "'^' means nothing in a formula; use **"),
        ("f = w − x", 7, "use -"),
        ("f = w·x", 6, "use *"),
        ("f = x²", 5, "'²' means nothing in a formula; use **2"),
        ("f = w @ x", 7, "'@' means nothing in a formula; remove it"),
        ("f = x.real", 6, "'.' means nothing"),
        ("f = w[0]", 6, "'[' means nothing"),
        ("f = 'w'", 5, '"\'" means nothing'),
        ("f = (w", 5, "this '(' is never closed"),
        ("f = exp(w", 8, "this '(' is never closed"),
        ("f = w)", 6, "')' stands outside"),
        ("f = w, x", 6, "',' stands outside"),
        ("f = (w, x)", 7, "',' stands outside"),
        ("f = exp(w, x)", 5, "exp takes 1 argument, not 2"),
        ("f = max(w)", 5, "max takes 2 arguments, not 1"),
        ("f = max(w,)", 11, "a value is missing before ')'"),
        ("f = exp()", 9, "a value is missing before ')'"),
        ("f = exp", 5, "'exp' is a function; write exp(…)"),
        ("f = exp * w", 5, "'exp' is a function; write exp(…)"),
        ("f = sine(w)", 5, "'sine' is no function; did you mean 'sin'?"),
        ("f = w(x)", 5, "'w' is no function"),
        ("f = pi(x)", 5, "'pi' is no function"),
        ("f = __import__('os')", 16, '"\'" means nothing'),
        ("f = __import__(x)", 5, "'__import__' is no function"),
        ("f = y", 5, "no value for 'y'; give it one, as in --at y=1"),
        ("rate = x; f = rat", 15, "did you mean 'rate'?"),
        ("f = g; g = x", 5, "'g' is used before it is known; put its formula first"),
        ("f = f + x", 5, "'f' is used before it is known"),
        ("f = x; f = w", 8, "'f' has a value already"),
        ("w = x", 1, "'w' has a value already"),
        ("exp = x", 1, "'exp' is a function; choose another name"),
        ("pi = 3", 1, "'pi' is a constant; choose another name"),
        ("f = 1e999", 5, "too large for a float"),
        ("f = x if w else b", 7, "an operator is missing before 'if'"),
        ("f = lambda: x", 11, "':' means nothing"),
        ("f = x # square", 7, "'#' means nothing"),
    ],
)
def test_errors_point_at_the_column(text, column, problem):
    with pytest.raises(FormulaError) as caught:
        read_formulas(text, AT)
    assert problem in caught.value.problem
    assert caught.value.column == column
    assert caught.value.formula == text
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ({"pi": 3.0}, "'pi' is a constant"),
        ({"exp": 3.0}, "'exp' is a function"),
        ({"a b": 3.0}, "'a b' is no name"),
        ({"": 3.0}, "'' is no name"),
    ],
)
def test_inputs_have_names_that_formulas_can_use(at, problem):
    with pytest.raises(FormulaError, match=problem):
        read_formulas("f = 1", at)


@pytest.mark.parametrize("value", [True, "3", None, {}])
def test_inputs_are_numbers(value):
    with pytest.raises(TraceError, match="a variable holds a number or an array, not"):
        read_formulas("f = x", {"x": value})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(" * 10_000 + "x" + ")" * 10_000, 5.0),
        ("-" * 10_000 + "x", 5.0),
        ("exp(log(" * 5_000 + "x" + "))" * 5_000, 5.0),
        (" + ".join(["x"] * 20_000), 100_000.0),
        ("1 ** " * 20_000 + "x", 1.0),
        ("x * 1" + "0" * 300, 5e300),
        ("x" + " " * 100_000, 5.0),
    ],
)
def test_depth_and_length_cost_no_stack(expression, expected):
    assert read(expression).value == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("bad", ["(" * 100_000, "x+" * 20_000, ")" * 1000, "x" * 100_000])
def test_long_nonsense_is_refused_in_an_orderly_way(bad):
    with pytest.raises(FormulaError):
        read(bad)


def column_of_refusal(text):
    try:
        read_formulas(text, AT)
    except FormulaError as refusal:
        return refusal.column
    return None


@given(st.text(alphabet="fgwx=+-*/(),;. \n12eπ^_", max_size=40))
def test_any_text_is_read_or_refused_with_a_column_in_it(text):
    column = column_of_refusal(text)
    assert column is None or 1 <= column <= len(text) + 1
