"""Every row of the table against complex steps, finite differences and autograd."""

from __future__ import annotations

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as autograd_grad

from compose.rules import RULES, elementwise
from compose.trace import Variable, grad, variable
from tests.rules.checking import check_row

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
    np.fmod: [ANYWHERE, POSITIVE],
    np.power: [POSITIVE, ANYWHERE],
    np.remainder: [ANYWHERE, POSITIVE],
    np.float_power: [POSITIVE, ANYWHERE],
    np.reciprocal: [POSITIVE],
    np.sqrt: [POSITIVE],
    np.tan: [(-1.4, 1.4)],
    np.true_divide: [ANYWHERE, POSITIVE],
}
ROWS = sorted(elementwise.ROWS, key=lambda row: row.function.__name__)
NAMES = [row.function.__name__ for row in ROWS]


def rows(*, but=()):
    return [pytest.param(row, id=row.function.__name__) for row in ROWS if row.function not in but]


# NumPy's own complex versions of these are not analytic, or do not exist.
NOT_COMPLEX = {
    np.absolute,
    np.arctan2,
    np.cbrt,
    np.copysign,
    np.deg2rad,
    np.degrees,
    np.fabs,
    np.fmax,
    np.fmin,
    np.fmod,
    np.hypot,
    np.logaddexp,
    np.logaddexp2,
    np.maximum,
    np.minimum,
    np.rad2deg,
    np.radians,
    np.remainder,
}
# autograd has no rule for these.
NOT_IN_AUTOGRAD = {np.cbrt, np.copysign, np.float_power, np.fmod, np.positive}


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
    *(np.fmax, np.fmin, np.remainder, np.fmod, np.copysign),
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
        "floor": np.floor,
        "trunc": np.trunc,
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


def drawn(function, *shapes, dtype=np.float64, seed=11):
    """Arguments inside the function's domain, of these shapes."""
    random = np.random.default_rng(seed)
    domains = DOMAINS.get(function, [ANYWHERE] * function.nin)
    pairs = zip(domains, shapes, strict=False)
    return [random.uniform(*domain, shape).astype(dtype) for domain, shape in pairs]


@pytest.mark.parametrize("row", rows())
@pytest.mark.parametrize("shapes", [((3, 4), (3, 4)), ((2, 1, 4), (3, 1)), ((4,), ()), ((0, 2), 2)])
def test_rows_move_arrays_and_broadcast(row, shapes):
    check_row(row.function, *drawn(row.function, *shapes))
    check_row(row.function, *drawn(row.function, *reversed(shapes)))


@pytest.mark.parametrize("row", rows(but=NOT_COMPLEX))
def test_rows_of_analytic_functions_hold_for_complex_numbers(row):
    real, imaginary = (drawn(row.function, (3, 4), (4,), seed=seed) for seed in (1, 2))
    check_row(row.function, *(a + 1j * b for a, b in zip(real, imaginary, strict=True)))


# float_power answers in float64, whatever it is given.
@pytest.mark.parametrize("row", rows(but=[np.float_power]))
@pytest.mark.parametrize("beside", ["an array", "a number"])
def test_float32_stays_float32(row, beside):
    arguments = drawn(row.function, 5, 5, dtype=np.float32)
    if beside == "a number":
        arguments = [arguments[0], *(float(other[0]) for other in arguments[1:])]
    answer = row.function(*arguments)
    for place, argument in enumerate(arguments):
        moving = np.ones(5, np.float32)
        if not isinstance(argument, float):
            assert row.push(place, moving, answer, arguments, {}).dtype == answer.dtype
            assert row.pull(place, moving, answer, arguments, {}).dtype == argument.dtype
    assert answer.dtype == np.float32


@pytest.mark.parametrize("row", rows())
def test_plain_floats_have_the_locals_of_arrays(row):
    for arguments in points(row.function):
        for which, partial in enumerate(row.partials):
            found = partial.local(float(row.function(*arguments)), *arguments)
            assert float(found) == pytest.approx(local(row, which, arguments), rel=1e-15)


@pytest.mark.parametrize("kind", [float, np.float64, np.array])
def test_a_whole_power_of_a_negative_number_does_not_warn(kind):
    by_base, by_exponent = grad(np.power, (0, 1))(kind(-2.0), kind(3.0))
    assert by_base == 12.0
    assert np.isnan(by_exponent)
