"""Logarithmic scales, functions and chains, held to decimals, differences and compose.grad."""

from __future__ import annotations

import math
import pickle
from copy import deepcopy
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import compose
from compose import Graph
from compose.dimensions.monomials import Constant
from compose.engine.algebra import LINEAR, REAL, Slopes, Values
from compose.engine.maps import Affine, Dense
from compose.engine.projective import Moebius
from compose.engine.valued import Chain, Exponential, Function, Logarithmic, Valued, chain
from compose.errors import DisagreementError, LocalTypeError, QuestionError
from tests.engine.laws import same_bits

with localcontext(prec=80):
    E = Constant("e", "e", Fraction(Decimal(1).exp()))
DBM = Exponential(1, 10, 10)
LEVELS = [
    Exponential(1, 10, 10),
    Exponential(Fraction(1, 1000), 10, 20),
    Exponential(2, 2, 1),
    Exponential(1, 10, -1),
    Exponential(Fraction(3, 7), E, 1),
    Exponential(1, Fraction(1, 2), 3),
    Exponential(1.5, 2.5, 0.5),
]
levels = st.sampled_from(LEVELS)
readings = st.floats(-40, 40)


def base_of(level):
    return level.base.value if isinstance(level.base, Constant) else level.base


def decimal(number):
    number = Fraction(number)
    return Decimal(number.numerator) / Decimal(number.denominator)


def power(level, reading):
    """Raise to a power in eighty digits."""
    with localcontext(prec=80):
        exponent = decimal(reading) / decimal(level.factor)
        return decimal(level.reference) * decimal(base_of(level)) ** exponent


def logarithm(level, value):
    with localcontext(prec=80):
        ratio = decimal(value) / decimal(level.reference)
        return decimal(level.factor) * ratio.log10() / decimal(base_of(level)).log10()


@given(level=levels, reading=readings)
def test_exponentials_are_rounded_once(level, reading):
    assert same_bits(level.apply(reading), float(power(level, reading)))


@given(level=levels, value=st.floats(1e-300, 1e300))
def test_logarithms_are_rounded_once(level, value):
    assert same_bits(level.inverse().apply(value), float(logarithm(level, value)))


@given(level=levels, bits=st.integers(1, 40), sign=st.sampled_from([-1, 1]))
def test_logarithms_close_to_zero_keep_their_digits(level, bits, sign):
    value = float(level.reference) * (1 + sign * 2.0**-bits)
    assert same_bits(level.inverse().apply(value), float(logarithm(level, value)))


@pytest.mark.parametrize(
    ("level", "reading", "value"),
    [
        (DBM, 0, 1),
        (DBM, 30, 1000),
        (DBM, -20, Fraction(1, 100)),
        (Exponential(Fraction(1, 1000), 10, 10), 30, 1),
        (Exponential(440, 2, 1), -3, 55),
        (Exponential(1, 10, -1), 7, Fraction(1, 10**7)),
        (Exponential(1, Fraction(3, 2), Fraction(1, 2)), 1, Fraction(9, 4)),
    ],
)
def test_whole_powers_are_exact_both_ways(level, reading, value):
    for given_ in (reading, Fraction(reading)):
        assert level.apply(given_) == value
        assert not isinstance(level.apply(given_), float)
    assert level.inverse().apply(Fraction(value)) == reading
    assert not isinstance(level.inverse().apply(Fraction(value)), float)
    assert same_bits(level.apply(float(reading)), float(value))
    assert same_bits(level.inverse().apply(float(value)), float(logarithm(level, float(value))))


def test_what_is_no_whole_power_is_a_float():
    assert isinstance(DBM.apply(3), float)
    assert isinstance(DBM.inverse().apply(3), float)
    assert isinstance(Exponential(1.0, 10, 10).apply(10), float)
    assert Exponential(1, E, 1).apply(0) == 1
    assert same_bits(Exponential(1, E, 1).apply(1), math.e)
    assert DBM.apply(10**6) == Exponential(1, 10, 1).apply(10**5) == math.inf


@pytest.mark.parametrize("value", [0, -1, -0.0, Fraction(-1, 2), -math.inf])
def test_only_positive_numbers_have_a_logarithm(value):
    scale = DBM.inverse()
    for ask in (scale.apply, scale.derivative):
        with pytest.raises(QuestionError, match=f"{value} has no logarithm"):
            ask(value)


@pytest.mark.parametrize(
    ("step", "value", "image"),
    [
        (DBM, math.inf, math.inf),
        (DBM, -math.inf, 0.0),
        (DBM, math.nan, math.nan),
        (DBM, 1e6, math.inf),
        (DBM, -1e6, 0.0),
        (Exponential(1, 10, -1), math.inf, 0.0),
        (Exponential(1, 10, -1), -math.inf, math.inf),
        (Exponential(1, Fraction(1, 2), 1), math.inf, 0.0),
        (DBM.inverse(), math.inf, math.inf),
        (DBM.inverse(), math.nan, math.nan),
        (Logarithmic(1, 10, -1), math.inf, -math.inf),
    ],
)
def test_infinities_go_where_ieee_arithmetic_sends_them(step, value, image):
    assert same_bits(step.apply(value), image)
    assert same_bits(step.apply(np.array([value]))[0], image)


def test_arrays_have_no_error_for_what_has_no_logarithm():
    found = DBM.inverse().apply(np.array([-1.0, 0.0, 100.0]))
    assert same_bits(found, [math.nan, -math.inf, 20.0])
    assert same_bits(Logarithmic(1, 10, -1).apply(np.array([0.0])), [math.inf])


@pytest.mark.parametrize("level", LEVELS)
def test_arrays_are_close_to_what_decimals_say(level):
    x = np.linspace(-37.3, 41.9, 301)
    expected = np.array([float(power(level, v)) for v in x.tolist()])
    np.testing.assert_allclose(level.apply(x), expected, rtol=6e-16)
    back = level.inverse().apply(expected)
    np.testing.assert_allclose(back, x, rtol=1e-13, atol=1e-13)
    assert level.apply(x.astype(np.float32)).dtype == np.float32
    np.testing.assert_allclose(
        level.derivative(x), [level.derivative(v) for v in x.tolist()], 1e-15
    )


@given(level=levels, reading=st.floats(-20, 20))
def test_derivatives_are_differences_in_decimals(level, reading):
    step, reading = Fraction(1, 10**20), Fraction(reading)
    with localcontext(prec=80):
        quotient = (power(level, reading + step) - power(level, reading - step)) / decimal(2 * step)
    assert math.isclose(level.derivative(reading), float(quotient), rel_tol=1e-14)
    value = Fraction(level.apply(reading))
    with localcontext(prec=80):
        rise = logarithm(level, value * (1 + step)) - logarithm(level, value * (1 - step))
        quotient = rise / decimal(2 * step * value)
    assert math.isclose(level.inverse().derivative(value), float(quotient), rel_tol=1e-14)


@pytest.mark.parametrize(
    "parts",
    [
        (0, 10, 10),
        (-1, 10, 10),
        (1, 1, 10),
        (1, 0, 1),
        (1, 10, 0),
        (math.inf, 10, 1),
        (1, 10, math.nan),
    ],
)
def test_what_is_no_logarithmic_scale(parts):
    for kind in (Exponential, Logarithmic):
        with pytest.raises(QuestionError, match="logarithmic scale"):
            kind(*parts)


@given(level=levels, x=st.floats(0.2, 9))
def test_derivatives_are_those_of_a_complex_step(level, x):
    for step in (level, level.inverse()):
        moved = complex(step.apply(np.complex128(complex(x, 1e-30))))
        assert math.isclose(moved.imag / 1e-30, step.derivative(x), rel_tol=1e-13)


# Functions.

CUBE = Function(lambda x: x**3, lambda x: 3 * x**2, lambda y: y ** (1 / 3), name="cube")
SQUARE = Function(math.sqrt, lambda x: 0.5 / math.sqrt(x), name="root", domain=(0, 100))


def test_a_function_and_its_inverse():
    assert (CUBE.apply(2), CUBE.derivative(2)) == (8, 12)
    back = CUBE.inverse()
    assert math.isclose(back.apply(8.0), 2.0)
    assert math.isclose(back.derivative(8.0), 1 / 12)
    assert back.inverse() == CUBE
    assert str(back) == "inverse of cube"
    partner = Function(lambda y: y ** (1 / 3), lambda y: y ** (-2 / 3) / 3)
    assert Function(CUBE.apply, CUBE.derivative, partner).inverse() is partner
    assert same_bits(CUBE.apply(np.array([1.0, 2.0])), [1.0, 8.0])


def test_a_function_without_an_inverse_says_so():
    with pytest.raises(QuestionError, match="undo the map 'root'"):
        SQUARE.inverse()


def test_outside_its_domain_a_function_is_not_asked():
    for value in (-1, 101.0):
        with pytest.raises(QuestionError, match=r"outside the domain of 'root', from 0 to 100"):
            SQUARE.apply(value)
    assert Function(abs, abs, abs, domain=(-4, 1)).inverse().domain == (1, 4)


def test_errors_of_a_function_come_out_with_the_name_of_the_map():
    with pytest.raises(ZeroDivisionError) as caught:
        Function(lambda x: 1 / x, lambda x: -1 / x**2, name="reciprocal").apply(0)
    assert caught.value.__notes__ == ["in the map 'reciprocal', at 0"]


@pytest.mark.parametrize("parts", [(3, abs), (abs, None)])
def test_functions_are_called(parts):
    with pytest.raises(QuestionError, match="cannot be called"):
        Function(*parts)


def test_copies():
    for step in (DBM, Logarithmic(1, E), chain(DBM, Affine(2)), Function(math.exp, math.exp)):
        back = pickle.loads(pickle.dumps(step))  # noqa: S301 - its own
        assert back == step
        assert hash(back) == hash(step)
        assert deepcopy(step) is step


# Chains.

STEPS = [
    Affine(Fraction(1, 2), 3),
    Affine(2),
    Moebius(0, 5, 1, 0),
    Exponential(1, 10, 10),
    Logarithmic(1, 10, 10),
    Logarithmic(1, 2, 1),
    Function(math.exp, math.exp, math.log),
]
steps = st.lists(st.sampled_from(STEPS), min_size=1, max_size=6)


def through(maps, value):
    """Move a value and its derivative by hand."""
    slope = 1
    for step in maps:
        slope, value = step.derivative(value) * slope, step.apply(value)
    return value, slope


def reasonable(maps, value):
    try:
        moved, slope = through(maps, value)
    except (ArithmeticError, ValueError):
        assume(condition=False)
    assume(1e-6 < abs(slope) < 1e6 and abs(moved) < 1e6)
    return moved, slope


@given(maps=steps, value=st.floats(0.5, 5))
def test_a_chain_does_its_maps_one_after_another(maps, value):
    moved, slope = reasonable(maps, value)
    whole = chain(*maps)
    assert math.isclose(whole.apply(value), moved, rel_tol=1e-8, abs_tol=1e-8)
    assert math.isclose(whole.derivative(value), slope, rel_tol=1e-8, abs_tol=1e-8)


@given(maps=steps, cut=st.integers(0, 6), value=st.floats(0.5, 5))
def test_composition_is_associative(maps, cut, value):
    moved, _ = reasonable(maps, value)
    halves = chain(*maps[cut:]), chain(*maps[:cut])
    for whole in (halves[0].after(halves[1]), chain(halves[1], halves[0])):
        assert math.isclose(whole.apply(value), moved, rel_tol=1e-8, abs_tol=1e-8)


@given(maps=steps, value=st.floats(0.5, 5))
def test_an_inverse_undoes_its_chain(maps, value):
    moved, _ = reasonable(maps, value)
    back = chain(*maps).inverse()
    assert math.isclose(back.apply(moved), value, rel_tol=1e-6, abs_tol=1e-6)


def test_neighbours_become_one_map():
    assert chain() == chain(Affine(1), Affine(1)) == Affine(1)
    assert chain(Affine(2), Affine(3)) == Affine(6)
    assert chain(Affine(2), Moebius(0, 1, 1, 0)) == Moebius(0, Fraction(1, 2), 1, 0)
    assert chain(Affine(2), DBM, Affine(Fraction(1, 2)), Affine(2)) == Chain((Affine(2), DBM))
    assert chain(DBM) is DBM


def test_levels_over_values_are_shifts():
    dbw = Logarithmic(1, 10, 10)
    assert chain(DBM, Affine(Fraction(1, 1000)), dbw) == Affine(1, -30)
    assert chain(DBM, dbw.inverse().inverse()) == Affine(1)
    assert chain(DBM, Logarithmic(1, 10, 20)) == Affine(2)
    assert chain(DBM, Affine(2), dbw).links[0] == DBM
    assert chain(Logarithmic(1, 10, 10), Affine(1, 30), DBM) == Affine(1000)
    assert chain(Logarithmic(5, E), Exponential(5, E)) == Affine(1)
    assert chain(Logarithmic(0.1), Exponential(0.1)) == Affine(1)


def test_what_only_looks_undone_stays():
    assert len(chain(DBM, Affine(1, 1), DBM.inverse()).links) == 3
    assert len(chain(DBM, Affine(-1), DBM.inverse()).links) == 3
    assert len(chain(DBM, Affine(1, 0, Fraction(1, 100)), DBM.inverse()).links) == 3
    assert len(chain(Logarithmic(1, 10), Exponential(1, 2)).links) == 2
    assert len(chain(CUBE, CUBE.inverse()).links) == 2


def test_only_what_moves_values_is_chained():
    with pytest.raises(QuestionError, match="Dense moves no values"):
        chain(DBM, Dense(np.ones((1, 1)), (1,), (1,)))


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (DBM, "10^(x/10)"),
        (Exponential(Fraction(1, 1000), E), "0.001 · e^x"),
        (Logarithmic(1, 10, -1), "-1 · log(x)/log(10)"),
        (Logarithmic(440, 2), "log(x/440)/log(2)"),
        (chain(DBM, Affine(2, 1), SQUARE), "10^(x/10), then 2 · x + 1, then root"),
    ],
)
def test_they_are_written_as_formulas(step, text):
    assert str(step) == text


# On graphs.


def thermistor():
    """A resistance in kΩ becomes a temperature, by a logarithm and a reciprocal."""
    graph = Graph()
    graph.add_edge("R", "x", Logarithmic(10, E))
    graph.add_edge("x", "1/T", Affine(1 / 3950, 1 / 298.15))
    graph.add_edge("1/T", "T", Moebius(0, 1, 1, 0))
    graph.add_edge("T", "degC", Affine(1, Fraction("-273.15")))
    return graph


def beta(r):
    return 1 / (np.log(r / 10) / 3950 + 1 / 298.15) - 273.15


@given(r=st.floats(0.5, 100))
@settings(max_examples=40)
def test_slopes_are_what_compose_grad_finds(r):
    graph = thermistor()
    assert math.isclose(graph.derivative("degC", "R", algebra=Values(r)), beta(r), abs_tol=1e-9)
    found = graph.derivative("degC", "R", algebra=Slopes(r))
    assert math.isclose(found, float(compose.grad(beta)(r)), rel_tol=1e-10)
    assert math.isclose(found, beta(complex(r, 1e-30)).imag / 1e-30, rel_tol=1e-10)
    assert math.isclose(found, (beta(r + 1e-5) - beta(r - 1e-5)) / 2e-5, rel_tol=1e-5)
    everywhere = graph.sensitivities("R", of=["T", "degC"], algebra=Slopes(r))
    assert everywhere["degC"] == everywhere["T"] == found


def test_branches_agree_in_value_and_slope():
    graph = thermistor()
    slope = compose.grad(beta)
    graph.add_edge("R", "degC", Function(beta, lambda r: float(slope(r)), domain=(0.1, 500)))
    for algebra in (Values(22.0), Slopes(22.0)):
        graph.derivative("degC", "R", algebra=algebra)
    wrong = thermistor()
    wrong.add_edge("R", "degC", Function(beta, lambda r: float(slope(r)) * 1.001))
    wrong.derivative("degC", "R", algebra=Values(22.0))
    with pytest.raises(DisagreementError):
        wrong.derivative("degC", "R", algebra=Slopes(22.0))


def test_a_number_derives_values_not_maps():
    graph = thermistor()
    for algebra in (None, REAL, LINEAR):
        with pytest.raises(LocalTypeError, match=r"'R' → 'x'.*Logarithmic.*Slopes"):
            graph.derivative("degC", "R", algebra=algebra)
    with pytest.raises(QuestionError, match="no logarithm"):
        graph.derivative("degC", "R", algebra=Values(-1))


def test_values_beyond_all_floats():
    graph = Graph()
    graph.add_edges(["dB", "ratio"], ["ratio", "again"], [DBM, DBM.inverse()])
    assert graph.derivative("ratio", "dB", algebra=Values(4000)) == 10**400
    assert graph.derivative("again", "dB", algebra=Values(4000)) == 4000
    assert graph.derivative("again", "ratio", algebra=Values(10**400)) == 4000
    assert graph.derivative("again", "ratio", algebra=Slopes(10**400)) == 0.0
    assert graph.derivative("ratio", "dB", algebra=Slopes(4000)) == math.inf


def test_a_map_of_ones_own():
    class Square(Valued):
        def apply(self, value):
            return value * value

        def derivative(self, value):
            return 2 * value

        def inverse(self):
            raise NotImplementedError

    graph = Graph()
    graph.add_edge("x", "y", Square())
    graph.add_edge("y", "z", Affine(3, 1))
    assert graph.derivative("z", "x", algebra=Values(5)) == 76
    assert graph.derivative("z", "x", algebra=Slopes(5)) == 30
