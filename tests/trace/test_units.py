"""Formulas do not care in which units their inputs come: that is what these tests ask.

Each function is called with the same lengths in millimetres and in inches. Values and derivatives
must be the same quantities both times, and in one unit the same numbers as without any.
"""

from __future__ import annotations

import numpy as np
import pint
import pytest
from numpy.testing import assert_allclose

from compose import units, variable
from compose.rules import CONSTANT, RULES
from compose.rules.arrays import Composite
from compose.trace.refusals import called
from compose.trace.unit_laws import LAWS

U = units.registry
MM = U.millimeter
SHAPE = (3, 3)
LENGTHS = np.array([[3.0, 0.5, 1.0], [0.7, 4.0, 0.2], [0.3, 1.1, 5.0]])
MASK = LENGTHS > 0.9
LAPLACE = LENGTHS + LENGTHS.T

SHAPES = {
    "reshape": lambda x: np.reshape(x, 9),
    "ravel": np.ravel,
    "transpose": np.transpose,
    "swapaxes": lambda x: x.swapaxes(0, 1),
    "moveaxis": lambda x: np.moveaxis(x, 0, 1),
    "expand_dims": lambda x: np.expand_dims(x, 0),
    "squeeze": lambda x: np.squeeze(x[None]),
    "broadcast_to": lambda x: np.broadcast_to(x, (2, 3, 3)),
    "flip": np.flip,
    "roll": lambda x: np.roll(x, 1),
    "rot90": np.rot90,
    "tile": lambda x: np.tile(x, 2),
    "repeat": lambda x: np.repeat(x, 2),
    "diag": np.diag,
    "tril": np.tril,
    "triu": np.triu,
    "slice": lambda x: x[1:, ::2],
    "integers": lambda x: x[[0, 0, 2]],
    "mask": lambda x: x[MASK],
    "take": lambda x: np.take(x, [0, 2], axis=1),
    "take_along_axis": lambda x: np.take_along_axis(x, np.argsort(x, axis=1), axis=1),
    "concatenate": lambda x: np.concatenate([x, 2.0 * x]),
    "stack": lambda x: np.stack([x[0], x[1]]),
    "vstack": lambda x: np.vstack([x, x]),
    "hstack": lambda x: np.hstack([x, x]),
    "split": lambda x: np.split(x, 3)[1],
    "pad": lambda x: np.pad(x, 1),
    "sort": np.sort,
    "partition": lambda x: np.partition(x, 1),
}
REDUCTIONS = {
    "sum": lambda x: np.sum(x, axis=0),
    "sum.where": lambda x: np.sum(x, where=MASK, initial=0.0),
    "nansum": np.nansum,
    "mean": lambda x: x.mean(axis=1, keepdims=True),
    "nanmean": np.nanmean,
    "average": lambda x: np.average(x, axis=0, weights=[1.0, 2.0, 3.0]),
    "std": lambda x: np.std(x, ddof=1),
    "var": lambda x: np.var(x, axis=0),
    "max": lambda x: np.max(x, axis=0),
    "min": np.min,
    "ptp": lambda x: np.ptp(x, axis=0),
    "median": lambda x: np.median(x, axis=0),
    "quantile": lambda x: np.quantile(x, 0.3, axis=0),
    "prod": lambda x: np.prod(x, axis=0),
    "prod.all": np.prod,
    "cumsum": lambda x: np.cumsum(x, axis=1),
    "trace": np.trace,
    "diff": lambda x: np.diff(x, axis=0),
    "norm": np.linalg.norm,
    "norm.1": lambda x: np.linalg.norm(x, 1, axis=0),
    "vector_norm": np.linalg.vector_norm,
    "trapezoid": lambda x: np.trapezoid(x[0], x[1]),
    "gradient": lambda x: np.gradient(x, axis=0),
}
ELEMENTWISE = {
    "negative": np.negative,
    "positive": np.positive,
    "absolute": np.abs,
    "fabs": np.fabs,
    "square": np.square,
    "cube": lambda x: x**3,
    "root": np.sqrt,
    "cbrt": np.cbrt,
    "power": lambda x: x**-0.5,
    "float_power": lambda x: np.float_power(x, 1.5),
    "reciprocal": np.reciprocal,
    "product": lambda x: x * x[0] / x[1] ** 2,
    "difference": lambda x: x - 0.5 * x[0],
    "maximum": lambda x: np.maximum(x, 2.0 * x[0]),
    "rectifier": lambda x: np.maximum(0.0, x),
    "minimum": lambda x: np.fmin(x, x.T),
    "hypot": lambda x: np.hypot(x, x[0]),
    "arctan2": lambda x: np.arctan2(x, x[0] + x[1]),
    "remainder": lambda x: np.fmod(x, 0.77 * x[0, 1]),
    "where": lambda x: np.where(MASK, x, 0.0),
    "where.both": lambda x: np.where(MASK, x, 2.0 * x),
    "clip": lambda x: np.clip(x, x[1, 0], None),
    "select": lambda x: np.select([MASK], [x], 0.0),
    "exp": lambda x: np.exp(-x / x[0]),
    "logistic": lambda x: 1.0 / (1.0 + np.exp(-x / x[1])),
    "tanh": lambda x: np.tanh(x / x[0, 0]),
    "log": lambda x: np.log(x / x[0, 0]),
    "log1p": lambda x: np.log1p(x / x[0, 0]),
    "sine": lambda x: np.sin(x / x[0, 0]),
    "arcsine": lambda x: np.arcsin(x / (2.0 * np.sum(x))),
    "logaddexp": lambda x: np.logaddexp(x / x[0], x / x[1]),
    "power.ratio": lambda x: (x / x[0, 0]) ** (x / x[1, 1]),
    "cumprod": lambda x: np.cumprod(x / x[0, 0], axis=0),
    "sinc": lambda x: np.sinc(x / x[0, 0]),
    "real": np.real,
    "interp": lambda x: np.interp(x[0] * 0.5, x[1:2, 0] * np.arange(1.0, 4.0), x[2] ** 2),
}
PRODUCTS = {
    "matmul": lambda x: x @ x,
    "matmul.plain": lambda x: LENGTHS @ x,
    "dot": lambda x: np.dot(x, x[0]),
    "inner": lambda x: np.inner(x, x),
    "outer": lambda x: np.outer(x[0], x[1]),
    "vdot": lambda x: np.vdot(x, x),
    "cross": lambda x: np.cross(x[0], x[1]),
    "kron": lambda x: np.kron(x[0], x[1]),
    "tensordot": lambda x: np.tensordot(x, x, axes=2),
    "einsum": lambda x: np.einsum("ij,jk,k->i", x, x, x[0]),
    "multi_dot": lambda x: np.linalg.multi_dot([x, x, x]),
    "convolve": lambda x: np.convolve(x[0], x[1]),
    "inv": np.linalg.inv,
    "pinv": np.linalg.pinv,
    "det": np.linalg.det,
    "slogdet": lambda x: np.linalg.slogdet(x / x[0, 0])[1],
    "solve": lambda x: np.linalg.solve(x, x[0] ** 3),
    "matrix_power": lambda x: np.linalg.matrix_power(x, 3),
    "cholesky": lambda x: np.linalg.cholesky(x @ x.T),
    "eigvalsh": lambda x: np.linalg.eigvalsh(x + x.T),
    "eigh": lambda x: np.linalg.eigh(x + x.T)[0],
    "svd": lambda x: np.linalg.svd(x)[1],
    "svd.values": lambda x: np.linalg.svd(x, compute_uv=False),
    "qr": lambda x: np.linalg.qr(x)[1],
    "cond": np.linalg.cond,
    "lstsq": lambda x: np.linalg.lstsq(x, x[0] ** 2, rcond=None)[0],
    "fft": np.fft.irfft,
}
FUNCTIONS = SHAPES | REDUCTIONS | ELEMENTWISE | PRODUCTS


def magnitude(value, unit=None):
    if not isinstance(value, pint.Quantity):
        return value
    return value.to_base_units().magnitude if unit is None else value.m_as(unit)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_unit_of_the_input_does_not_matter(name):
    f = FUNCTIONS[name]
    one, other = variable(LENGTHS * MM), variable((LENGTHS * MM).to("inch"))
    first, second = f(one), f(other)
    assert first.value.dimensionality == second.value.dimensionality
    assert_allclose(magnitude(first.value), magnitude(second.value), rtol=1e-9, atol=1e-15)
    by_one, by_other = first.derivative(one), second.derivative(other)
    assert by_one.dimensionality == by_other.dimensionality
    assert_allclose(magnitude(by_one), magnitude(by_other), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_magnitudes_are_those_without_units(name):
    f = FUNCTIONS[name]
    plain, measured = variable(LENGTHS), variable(LENGTHS * MM)
    value, answer = f(plain).value, f(measured).value
    assert_allclose(answer.magnitude, value, rtol=1e-13, atol=1e-14)
    by_plain, by_measured = f(plain).derivative(plain), f(measured).derivative(measured)
    assert str(by_measured.units) == str(answer.units / MM)
    assert_allclose(by_measured.magnitude, by_plain, rtol=1e-12, atol=1e-13)


def test_every_function_with_a_rule_has_a_law_of_units():
    rows = {f for f, row in RULES.items() if type(row) is not Composite}
    assert not {f for f in rows if called(f).startswith("np.") and f not in LAWS}


def test_no_law_is_about_a_function_that_is_refused():
    rows = {f for f, row in RULES.items() if type(row) is not Composite}
    assert not {f for f in LAWS if f not in rows and f not in CONSTANT}
