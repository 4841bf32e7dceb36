"""Every row of the table against complex steps, finite differences and autograd."""

from __future__ import annotations

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as autograd_grad

from compose.rules import RULES
from compose.trace import Variable, variable

ANYWHERE = (-3.0, 3.0)
POSITIVE = (0.1, 5.0)
INSIDE = (-0.95, 0.95)

DOMAINS = {
    np.arccos: [INSIDE],
    np.arccosh: [(1.1, 5.0)],
    np.arcsin: [INSIDE],
    np.arctanh: [INSIDE],
    np.cbrt: [POSITIVE],
    np.log: [POSITIVE],
    np.log10: [POSITIVE],
    np.log1p: [(-0.9, 5.0)],
    np.log2: [POSITIVE],
    np.power: [POSITIVE, ANYWHERE],
    np.float_power: [POSITIVE, ANYWHERE],
    np.reciprocal: [POSITIVE],
    np.sqrt: [POSITIVE],
    np.tan: [(-1.4, 1.4)],
    np.true_divide: [ANYWHERE, POSITIVE],
}
ROWS = sorted(RULES.values(), key=lambda row: row.function.__name__)
NAMES = [row.function.__name__ for row in ROWS]


def rows(*, but=()):
    return [pytest.param(row, id=row.function.__name__) for row in ROWS if row.function not in but]


# NumPy's own complex versions of these are not analytic, or do not exist.
NOT_COMPLEX = {
    np.absolute,
    np.arctan2,
    np.cbrt,
    np.deg2rad,
    np.degrees,
    np.fabs,
    np.hypot,
    np.logaddexp,
    np.logaddexp2,
    np.maximum,
    np.minimum,
    np.rad2deg,
    np.radians,
}
# autograd has no rule for these.
NOT_IN_AUTOGRAD = {np.cbrt, np.float_power, np.hypot, np.positive}


def points(function, count=40):
    random = np.random.default_rng(7)
    domains = DOMAINS.get(function, [ANYWHERE] * function.nin)
    return [[float(random.uniform(*domain)) for domain in domains] for _ in range(count)]


def local(row, which, arguments):
    arguments = [np.float64(argument) for argument in arguments]
    return float(row.partials[which].local(row.function(*arguments), *arguments))


def nudged(function, which, arguments, step):
    moved = list(arguments)
    moved[which] = moved[which] + step
    return function(*moved)


@pytest.mark.parametrize("row", rows())
def test_a_row_has_one_partial_for_each_argument(row):
    assert len(row.partials) == row.function.nin
    assert RULES[row.function] is row


@pytest.mark.parametrize("row", rows(but=NOT_COMPLEX))
def test_locals_against_complex_steps(row):
    for arguments in points(row.function):
        for which in range(row.function.nin):
            expected = nudged(row.function, which, arguments, 1e-30j).imag / 1e-30
            assert local(row, which, arguments) == pytest.approx(expected, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("row", rows())
def test_locals_against_central_differences(row):
    step = 1e-5
    for arguments in points(row.function):
        for which in range(row.function.nin):
            up = nudged(row.function, which, arguments, step)
            down = nudged(row.function, which, arguments, -step)
            expected = float(up - down) / (2 * step)
            assert local(row, which, arguments) == pytest.approx(expected, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("row", rows(but=NOT_IN_AUTOGRAD))
def test_locals_against_autograd(row):
    theirs = getattr(anp, row.function.__name__)
    for arguments in points(row.function):
        for which in range(row.function.nin):
            expected = autograd_grad(theirs, which)(*arguments)
            assert local(row, which, arguments) == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("row", rows())
def test_a_local_of_variables_is_traced_and_differentiable_again(row):
    step = 1e-5
    for arguments in points(row.function, count=5):
        for which, partial in enumerate(row.partials):
            variables = [variable(argument) for argument in arguments]
            answer = partial.local(row.function(*variables), *variables)
            assert float(getattr(answer, "value", answer)) == pytest.approx(
                local(row, which, arguments), rel=1e-12
            )
            for by, wrt in enumerate(variables):
                up = local(row, which, [a + step * (k == by) for k, a in enumerate(arguments)])
                down = local(row, which, [a - step * (k == by) for k, a in enumerate(arguments)])
                second = answer.derivative(wrt) if isinstance(answer, Variable) else 0.0
                assert second == pytest.approx((up - down) / (2 * step), rel=1e-5, abs=1e-6)


LINEAR = {
    *(np.add, np.subtract, np.negative, np.positive, np.absolute, np.fabs, np.maximum, np.minimum),
    *(np.deg2rad, np.radians, np.rad2deg, np.degrees),
}


@pytest.mark.parametrize("row", rows(but=LINEAR))
def test_only_piecewise_linear_rows_answer_with_constants(row):
    variables = [variable(argument) for argument in points(row.function, count=1)[0]]
    answer = row.function(*variables)
    assert all(isinstance(p.local(answer, *variables), Variable) for p in row.partials)


@pytest.mark.parametrize("row", rows())
def test_locals_work_on_arrays_element_by_element(row):
    columns = np.array(points(row.function)).T
    for which, partial in enumerate(row.partials):
        together = np.broadcast_to(
            partial.local(row.function(*columns), *columns), columns.shape[1:]
        )
        one_by_one = [local(row, which, list(arguments)) for arguments in columns.T]
        np.testing.assert_allclose(together, one_by_one, rtol=1e-14)


@pytest.mark.parametrize("row", rows())
def test_expressions_say_what_the_locals_compute(row):
    meaning = {
        **{name: getattr(np, name) for name in NAMES},
        "step": lambda x: np.heaviside(x, 0.5),
        "sign": np.sign,
        "pi": math.pi,
    }
    for arguments in points(row.function):
        places = dict(zip("xy", arguments, strict=False))
        names = [*places]
        for which, partial in enumerate(row.partials):
            value = eval(partial.written(names), meaning, places)  # noqa: S307
            assert float(value) == pytest.approx(local(row, which, arguments), rel=1e-10, abs=1e-14)
        value = eval(row.written(names), meaning, places)  # noqa: S307
        assert float(value) == pytest.approx(float(row.function(*arguments)), rel=1e-14)


@pytest.mark.parametrize("function", [np.maximum, np.minimum])
@pytest.mark.parametrize("value", [-1.5, 0.0, math.inf])
def test_a_tie_is_shared_in_equal_halves(function, value):
    row = RULES[function]
    assert [local(row, which, [value, value]) for which in (0, 1)] == [0.5, 0.5]
    if math.isfinite(value):
        theirs = getattr(anp, function.__name__)
        assert autograd_grad(theirs, 0)(value, value) == 0.5


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_the_absolute_value_has_no_slope_at_zero(zero):
    assert local(RULES[np.absolute], 0, [zero]) == 0.0
    assert autograd_grad(anp.abs)(zero) == 0.0


@pytest.mark.parametrize("function", [np.absolute, np.maximum, np.minimum, np.sin, np.exp])
def test_nan_stays_nan(function):
    with np.errstate(all="ignore"):
        for which in range(function.nin):
            assert math.isnan(local(RULES[function], which, [math.nan] * function.nin))


@pytest.mark.parametrize(
    ("base", "exponent", "by_base", "by_exponent"),
    [
        (-8.0, 3.0, 192.0, math.nan),
        (-2.0, -1.0, -0.25, math.nan),
        (0.0, 0.0, 0.0, 0.0),
        (0.0, 1.0, 1.0, 0.0),
        (0.0, 2.0, 0.0, 0.0),
        (0.0, 0.5, math.inf, 0.0),
        (0.0, -1.0, -math.inf, -math.inf),
        (3.0, 0.0, 0.0, math.log(3.0)),
        (1.0, 7.0, 7.0, 0.0),
        (math.inf, 0.0, 0.0, math.inf),
    ],
)
def test_the_corners_of_power(base, exponent, by_base, by_exponent):
    row = RULES[np.power]
    with np.errstate(all="ignore"):
        found = [local(row, which, [base, exponent]) for which in (0, 1)]
    assert found == pytest.approx([by_base, by_exponent], nan_ok=True)


@pytest.mark.parametrize(
    ("function", "argument", "expected"),
    [
        (np.sqrt, 0.0, math.inf),
        (np.log, 0.0, math.inf),
        (np.cbrt, 0.0, math.inf),
        (np.tanh, 800.0, 0.0),
        (np.expm1, -40.0, math.exp(-40.0)),
        (np.log1p, 1e-20, 1.0),
        (np.exp, -math.inf, 0.0),
    ],
)
def test_far_ends(function, argument, expected):
    with np.errstate(all="ignore"):
        assert local(RULES[function], 0, [argument]) == pytest.approx(expected, rel=1e-15, abs=0)


def test_dividing_by_a_huge_number_does_not_overflow_on_the_way():
    assert local(RULES[np.true_divide], 1, [1e200, 1e200]) == -1e-200
    assert local(RULES[np.arctan2], 0, [1e-200, 1e200]) == pytest.approx(1e-200, rel=1e-15, abs=0)
