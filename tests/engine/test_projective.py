"""Maps (a·x + b)/(c·x + d), held to formulas worked out by hand in fractions."""

from __future__ import annotations

import math
import pickle
import sys
from copy import deepcopy
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from compose import Graph
from compose.engine.algebra import COUNTING, EXACT, REAL, Agreement, Slopes, Values
from compose.engine.maps import Affine
from compose.engine.projective import Moebius, projective
from compose.errors import DisagreementError, LocalTypeError, QuestionError
from tests.engine.laws import same_bits

fractions = st.fractions(-5, 5, max_denominator=6)
matrices = st.tuples(fractions, fractions, fractions, fractions).filter(
    lambda m: m[0] * m[3] != m[1] * m[2]
)
PERCENT = Fraction(1, 100)


def by_hand(matrix, x):
    """Apply a matrix to a value; None is the point at infinity, above and below."""
    a, b, c, d = matrix
    above, below = (a, c) if x is None else (a * x + b, c * x + d)
    return Fraction(above) / below if below else None


@given(matrix=matrices, x=fractions)
def test_a_map_is_its_formula(matrix, x):
    expected = by_hand(matrix, x)
    if expected is None:
        with pytest.raises(QuestionError, match="pole"):
            projective(*matrix).apply(x)
    else:
        assert projective(*matrix).apply(x) == expected


@given(matrix=matrices, x=fractions)
def test_the_derivative_is_the_limit_of_difference_quotients(matrix, x):
    a, b, c, d = matrix
    assume(c * x + d)
    step = Fraction(1, 10**30)
    assume(c * (x + step) + d)
    quotient = (by_hand(matrix, x + step) - by_hand(matrix, x)) / step
    exact = projective(*matrix).derivative(x)
    assert abs(quotient - exact) <= Fraction(1, 10**20) * (1 + abs(exact))
    assert exact == (a * d - b * c) / (c * x + d) ** 2


@given(first=matrices, second=matrices, x=fractions)
def test_after_is_one_map_after_the_other(first, second, x):
    there = by_hand(first, x)
    assume(there is not None and by_hand(second, there) is not None)
    both = projective(*second).after(projective(*first))
    assert both.apply(x) == by_hand(second, there)


@given(matrices, matrices, matrices)
def test_composition_is_associative(a, b, c):
    f, g, h = projective(*a), projective(*b), projective(*c)
    assert f.after(g.after(h)) == f.after(g).after(h)


@given(matrices)
def test_an_inverse_undoes_its_map_on_both_sides(matrix):
    step = projective(*matrix)
    assert step.inverse().inverse() == step
    for both in (step.after(step.inverse()), step.inverse().after(step)):
        assert both == Affine(1)


@given(matrix=matrices, first=matrices, x=fractions)
def test_the_chain_rule(matrix, first, x):
    there = by_hand(first, x)
    assume(there is not None and by_hand(matrix, there) is not None)
    f, g = projective(*matrix), projective(*first)
    assert f.after(g).derivative(x) == f.derivative(there) * g.derivative(x)


@given(matrix=matrices, factor=fractions.filter(bool))
def test_equal_maps_have_equal_entries(matrix, factor):
    scaled = tuple(factor * entry for entry in matrix)
    assert projective(*scaled) == projective(*matrix)
    assert hash(projective(*scaled)) == hash(projective(*matrix))


@given(matrix=matrices)
def test_it_is_affine_exactly_where_nothing_is_divided_by_x(matrix):
    assert isinstance(projective(*matrix), Moebius if matrix[2] else Affine)


def test_what_divides_twice_multiplies():
    assert Moebius(0, 6, 1, 0).after(Moebius(0, 3, 1, 0)) == Affine(2)


def test_entries_of_ints_stay_exact():
    assert Moebius(1, 2, 3, 4).apply(1) == Fraction(3, 7)
    assert isinstance(Moebius(2, 4, 2, 3).apply(7), Fraction)


@pytest.mark.parametrize("entries", [(1, 2, 2, 4), (0, 0, 1, 5), (2, 1, 0, 1), (0, 1, 0, 0)])
def test_what_is_no_map_of_this_kind(entries):
    with pytest.raises(QuestionError, match=r"determinant|c is 0"):
        Moebius(*entries)


@pytest.mark.parametrize("entries", [(1, 2, 2, 4), (0, 0, 0, 5), (2, 1, 0, 0)])
def test_what_has_no_inverse_is_no_projective_map(entries):
    with pytest.raises(QuestionError, match="determinant"):
        projective(*entries)


@pytest.mark.parametrize("entry", [math.inf, math.nan, True, 1j, "1", np.float64(1)])
def test_entries_are_finite_numbers(entry):
    with pytest.raises(QuestionError, match="finite numbers"):
        Moebius(0, entry, 1, 0)


@given(x=st.floats(allow_nan=False, allow_infinity=False), matrix=matrices)
@example(x=-0.0, matrix=(1, 0, 1, 3))
@example(x=5e-324, matrix=(0, 1, 1, 0))
@example(x=sys.float_info.max, matrix=(0, Fraction(1, 3), 1, 0))
def test_floats_are_rounded_once(x, matrix):
    assume(matrix[2])
    exact = by_hand(matrix, Fraction(x))
    assume(exact)
    try:
        expected = float(exact)
    except OverflowError:
        expected = math.inf if exact > 0 else -math.inf
    assert same_bits(projective(*matrix).apply(x), expected)


@pytest.mark.parametrize(
    ("matrix", "x", "image"),
    [
        ((0, 1, 1, 0), 0.0, math.inf),
        ((0, 1, 1, 0), -0.0, -math.inf),
        ((0, -1, 1, 0), 0.0, -math.inf),
        ((0, 1, 1, 0), math.inf, 0.0),
        ((0, 1, 1, 0), -math.inf, -0.0),
        ((2, 1, 1, 0), -math.inf, 2.0),
        ((2, 1, 1, 0), math.nan, math.nan),
        ((0, 1, 1, 0), math.nan, math.nan),
        ((1, 1, 1, -3), 3.0, math.inf),
        ((1, -4, 1, -3), 3.0, -math.inf),
        ((1, 0, 1, 3), -0.0, -0.0),
        ((1, 0, 1, -3), -0.0, 0.0),
        ((1, 1, 1, 3), -1.0, 0.0),
    ],
)
def test_poles_zeros_and_infinities_are_as_in_ieee_arithmetic(matrix, x, image):
    step = Moebius(*matrix)
    assert same_bits(step.apply(x), image)
    assert same_bits(step.apply(np.array([x, 1.0]))[0], image)
    assert same_bits(step.apply(np.float64(x)), image)


def test_the_derivative_at_the_pole():
    step = Moebius(0, 1, 1, 0)
    assert step.derivative(0.0) == step.derivative(-0.0) == -math.inf
    assert step.pole == 0
    with pytest.raises(QuestionError, match="pole of 1/x"):
        step.derivative(0)
    assert same_bits(step.derivative(math.inf), -0.0)
    assert math.isnan(step.derivative(math.nan))


def test_arrays_move_element_by_element():
    step = Moebius(Fraction(1, 3), 2, 1, 5)
    x = np.array([[0.5, -2.0], [1e300, 7.0]])
    expected = np.array([[step.apply(float(v)) for v in row] for row in x])
    np.testing.assert_allclose(step.apply(x), expected, rtol=1e-14)
    slopes = np.array([[step.derivative(float(v)) for v in row] for row in x])
    np.testing.assert_allclose(step.derivative(x), slopes, rtol=1e-14)


@given(x=st.floats(0.1, 10), matrix=matrices)
def test_the_derivative_is_that_of_a_complex_step(x, matrix):
    assume(matrix[2] and all(entry > 0 for entry in matrix[2:]))
    step = projective(*matrix)
    moved = step.apply(complex(x, 1e-30))
    assert math.isclose(complex(moved).imag / 1e-30, step.derivative(x), rel_tol=1e-9, abs_tol=1e-9)


def test_a_constant_before_or_behind():
    step = Moebius(1, 2, 1, 3)
    assert step.after(Affine(0, 1)) == Affine(0, Fraction(3, 4))
    assert Affine(0, 7).after(step) == Affine(0, 7)


def test_tolerances_add():
    loose = Moebius(0, 1, 1, 0, PERCENT)
    assert loose.after(loose).tolerance == 2 * PERCENT
    assert loose.after(Affine(2, 1, PERCENT)).tolerance == 2 * PERCENT
    assert Affine(2, 1, PERCENT).after(loose).tolerance == 2 * PERCENT
    assert loose.inverse().tolerance == PERCENT


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (Moebius(0, Fraction(235214583, 10**6), 1, 0), "235.214583/x"),
        (Moebius(1, 2, 3, 4), "((1/3) · x + (2/3))/(x + (4/3))"),
        (Moebius(1, 0, 1, -3), "x/(x - 3)"),
        (Moebius(1, -2, 1, 0), "(x - 2)/x"),
    ],
)
def test_it_is_written_as_a_formula(step, text):
    assert str(step) == text


def test_copies():
    step = Moebius(1, 2, 3, 4, PERCENT)
    assert pickle.loads(pickle.dumps(step)) == step  # noqa: S301 - its own
    assert deepcopy(step) is step


# On graphs.

CONSUMPTION = Moebius(0, Fraction(235214583, 10**6), 1, 0)


def two_ways(second):
    """Miles per gallon to litres per 100 km, directly and over miles per litre."""
    graph = Graph()
    graph.add_edge("mpg", "mpL", Fraction(10**9, 3785411784))
    graph.add_edge("mpL", "L/100km", Moebius(0, Fraction(10**8, 1609344), 1, 0))
    graph.add_edge("mpg", "L/100km", second)
    return graph


def test_branches_of_reciprocals_agree_exactly():
    exact = Fraction(3785411784, 10**9) * Fraction(10**8, 1609344)
    graph = two_ways(Moebius(0, exact, 1, 0))
    found = graph.derivative("L/100km", "mpg", algebra=Agreement())
    assert found == Moebius(0, exact, 1, 0)
    assert graph.gradient("L/100km", ["mpg"], algebra=Agreement()) == {"mpg": found}
    assert graph.derivative("L/100km", "mpg", algebra=Values(30)) == exact / 30
    assert graph.derivative("L/100km", "mpg", algebra=Slopes(30)) == -exact / 900


def test_a_reciprocal_that_is_off_is_found_with_its_ratio():
    exact = Fraction(3785411784, 10**9) * Fraction(10**8, 1609344)
    with pytest.raises(DisagreementError) as caught:
        two_ways(CONSUMPTION).derivative("L/100km", "mpg", algebra=Agreement())
    assert caught.value.ratio in (exact / CONSUMPTION.b, CONSUMPTION.b / exact)
    with pytest.raises(DisagreementError):
        two_ways(CONSUMPTION).derivative("L/100km", "mpg", algebra=Values(30))
    with pytest.raises(DisagreementError):
        two_ways(235).derivative("L/100km", "mpg", algebra=Agreement())


@pytest.mark.parametrize("other", [(3, 2, 1, 4), (1, 3, 1, 4), (1, 2, 1, 5), (1, 2, 0, 4)])
def test_every_entry_is_compared(other):
    graph = Graph()
    graph.add_edge("x", "y", Moebius(1, 2, 1, 4))
    graph.add_edge("x", "y", projective(*other))
    with pytest.raises(DisagreementError) as caught:
        graph.derivative("y", "x", algebra=Agreement())
    assert caught.value.ratio is None


def test_a_tolerance_covers_what_is_off():
    loose = Moebius(0, CONSUMPTION.b, 1, 0, Fraction(1, 10**8))
    for algebra in (Agreement(), Values(30), Values(30.0), Slopes(30), Slopes(30.0)):
        two_ways(loose).derivative("L/100km", "mpg", algebra=algebra)
    tight = Moebius(0, CONSUMPTION.b, 1, 0, Fraction(1, 10**11))
    for algebra in (Agreement(), Values(30), Slopes(30)):
        with pytest.raises(DisagreementError):
            two_ways(tight).derivative("L/100km", "mpg", algebra=algebra)


def test_equal_values_with_other_derivatives_disagree():
    """The lines x and 4/x cross at 2, where a value alone sees no difference."""
    graph = Graph()
    graph.add_edge("x", "y", 1)
    graph.add_edge("x", "y", Moebius(0, 4, 1, 0))
    assert graph.derivative("y", "x", algebra=Values(2)) == 2
    with pytest.raises(DisagreementError) as caught:
        graph.derivative("y", "x", algebra=Slopes(2))
    assert {caught.value.first_value, caught.value.second_value} == {1, -1}


def test_derivatives_need_a_value():
    graph = Graph()
    graph.add_edge("x", "y", Moebius(0, 1, 1, 0))
    graph.add_edge("y", "z", 2)
    for algebra in (None, REAL, EXACT):
        with pytest.raises(LocalTypeError, match=r"'x' → 'y'.*Slopes"):
            graph.derivative("z", "x", algebra=algebra)
    assert graph.derivative("z", "y") == 2
    assert graph.derivative("z", "x", algebra=COUNTING) == 1
    with pytest.raises(QuestionError, match="travels forward"):
        graph.gradient("z", algebra=Slopes(1))


@given(
    steps=st.lists(matrices, min_size=1, max_size=5),
    x=st.fractions(1, 5, max_denominator=7),
)
def test_slopes_are_central_differences(steps, x):
    graph = Graph()
    graph.add_edges(range(len(steps)), range(1, len(steps) + 1), [projective(*m) for m in steps])
    h = Fraction(1, 10**25)
    ends = []
    for place in (x - h, x, x + h):
        for matrix in steps:
            place = None if place is None else by_hand(matrix, place)  # noqa: PLW2901
        assume(place is not None and abs(place) < 10**4)
        ends.append(place)
    found = graph.derivative(len(steps), 0, algebra=Slopes(x))
    quotient = (ends[2] - ends[0]) / (2 * h)
    assert abs(found - quotient) <= Fraction(1, 10**6) * (1 + abs(found))
    assert graph.derivative(len(steps), 0, algebra=Values(x)) == ends[1]
    whole = graph.derivative(len(steps), 0, algebra=Agreement())
    if isinstance(whole, (Affine, Moebius)):
        assert whole.derivative(x) == found


def test_an_edge_of_shape_takes_no_such_map():
    graph = Graph()
    graph.add_node("x", shape=(2,))
    with pytest.raises(ValueError, match="joins numbers"):
        graph.add_edge("x", "y", Moebius(0, 1, 1, 0))
