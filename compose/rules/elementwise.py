"""The table: NumPy's elementwise functions and their local derivatives.

A row reads: the function, its call as text, then for each argument the local derivative as text
and as a function of the answer and the arguments. The functions are NumPy calls and operators, so
that a derivative of a derivative needs no second table; they hold for floats, arrays and
variables.

Where a function has a kink the row takes the middle of its two slopes, as autograd does: at a tie
``maximum``, ``minimum``, ``fmax`` and ``fmin`` give one half to each argument, and ``absolute`` has
derivative 0 at 0 (in their texts ``step`` is 0, 1/2 or 1 below, at and above 0, and ``sign`` is −1,
0 or 1). Where a function jumps the row takes the slope beside the jump. ``power`` has derivative 0
with respect to its exponent at base 0 and exponent ≥ 0, and with respect to its base at base 0 and
exponent 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from compose.rules.rule import Elementwise, Operand, Partial, Value, written

__all__ = ["ROWS"]

_Entry: TypeAlias = tuple[str | Callable[..., str], Callable[..., Value]]
_LN2 = float(np.log(2.0))
_LN10 = float(np.log(10.0))


def _row(function: np.ufunc, text: str, *entries: _Entry) -> Elementwise:
    return Elementwise(function, text, tuple(Partial(*entry) for entry in entries))


def _sign(answer: Value, x: Value) -> Value:
    if type(x) is float:
        return 1.0 if x > 0.0 else -1.0 if x < 0.0 else 0.0 * x
    if x.dtype.kind != "c":
        return np.sign(x)
    # |z| + 1 at 0, where z/|z| would be NaN and the middle of all slopes is 0.
    return np.conjugate(x) / (answer + np.equal(answer, 0.0))


def _share(answer: Value, x: Value, y: Value) -> Value:
    """Return how much of the larger, or the smaller, of two is the first: 0, 1/2 or 1."""
    if type(answer) is float:
        return _share_of_float(answer, x, y)
    # In the answer's own type; 0/0 keeps the NaN of an answer that equals neither.
    one = answer.dtype.type(1.0)
    mine = np.equal(x, answer)
    return mine / (mine + one * np.equal(y, answer))


def _share_of_float(answer: float, x: float, y: float) -> float:
    if x == answer:
        return 0.5 if y == answer else 1.0
    return 0.0 if y == answer else math.nan


def _larger(answer: Value, x: Value, y: Value) -> Value:
    # One pass where the other is a constant, as in a rectifier. ∞ − ∞ would not see the tie.
    if type(answer) is float or type(y) not in (float, int) or not math.isfinite(y):
        return _share(answer, x, y)
    return _share(answer, x, y) if answer.dtype.kind == "c" else np.heaviside(x - y, 0.5)


def _other_share(answer: Value, x: Value, y: Value) -> Value:
    return _share(answer, y, x)


def _power_by_base(_answer: Value, x: Value, y: Value) -> Value:
    if type(y) is float or type(y) is int:
        return _constant_power_by_base(x, y)
    # 0 · 0⁻¹ would be NaN where the derivative of x⁰ is 0.
    return y * (x + (np.equal(x, 0.0) & np.equal(y, 0.0))) ** (y - 1.0)


def _constant_power_by_base(x: Value, power: float) -> Value:
    if power == 2:  # noqa: PLR2004 - the square needs no power
        return 2.0 * x
    if power == 3:  # noqa: PLR2004 - nor does the cube
        return 3.0 * (x * x)
    if power in (0, 1):
        return float(power)
    # Python's power of a negative number may be complex.
    raised = x ** (power - 1.0) if type(x) is float and x > 0.0 else np.power(x, power - 1.0)
    return power * raised


def _power_by_exponent(answer: Value, x: Value, y: Value) -> Value:
    if type(x) is float and x > 0.0:
        return answer * math.log(x)
    # 0ʸ · log 0 would be NaN where 0ʸ stays 0 around y.
    base = x + (np.equal(x, 0.0) & np.greater_equal(y, 0.0))
    # A whole power of a negative number is no reason to warn; its derivative by y is NaN.
    with np.errstate(invalid="ignore"):
        return answer * np.log(base)


def _fmod_by_divisor(answer: Value, x: Value, y: Value) -> Value:
    # x / y itself may round up to the next whole number.
    return -np.rint((x - answer) / y)


def _arcsinh_by(_answer: Value, x: Value) -> Value:
    # hypot does not overflow, and knows real numbers only.
    if type(x) is not float and x.dtype.kind == "c":
        return 1.0 / np.sqrt(x * x + 1.0)
    return 1.0 / np.hypot(x, 1.0)


def _power_by_base_text(x: Operand, y: Operand) -> str:
    if isinstance(y, str) or written(y).isalpha():
        return f"{written(y)} * {written(x)}**({written(y)} - 1)"
    if y in (0.0, 1.0):
        return written(y)
    return f"{written(y)} * {written(x)}" + ("" if y == 2.0 else f"**{written(y - 1.0)}")  # noqa: PLR2004


_POWER: tuple[_Entry, _Entry] = (
    (_power_by_base_text, _power_by_base),
    ("{x}**{y} * log({x})", _power_by_exponent),
)
_ABSOLUTE: _Entry = ("sign({x})", _sign)

ROWS = (
    # arithmetic
    _row(np.add, "{x} + {y}", ("1", lambda *_: 1.0), ("1", lambda *_: 1.0)),
    _row(np.subtract, "{x} - {y}", ("1", lambda *_: 1.0), ("-1", lambda *_: -1.0)),
    _row(np.multiply, "{x} * {y}", ("{y}", lambda _, _x, y: y), ("{x}", lambda _, x, _y: x)),
    _row(
        np.true_divide,
        "{x} / {y}",
        ("1 / {y}", lambda _, _x, y: 1.0 / y),
        ("-{x} / {y}**2", lambda answer, _x, y: -answer / y),
    ),
    _row(np.power, "{x}**{y}", *_POWER),
    _row(np.float_power, "{x}**{y}", *_POWER),
    _row(np.negative, "-{x}", ("-1", lambda *_: -1.0)),
    _row(np.positive, "+{x}", ("1", lambda *_: 1.0)),
    _row(np.absolute, "abs({x})", _ABSOLUTE),
    _row(np.fabs, "fabs({x})", _ABSOLUTE),
    _row(np.reciprocal, "1 / {x}", ("-1 / {x}**2", lambda answer, _: -answer * answer)),
    _row(np.square, "{x}**2", ("2 * {x}", lambda _, x: 2.0 * x)),
    _row(np.sqrt, "sqrt({x})", ("1 / (2 * sqrt({x}))", lambda answer, _: 0.5 / answer)),
    _row(np.cbrt, "cbrt({x})", ("1 / (3 * cbrt({x})**2)", lambda answer, _: 1.0 / (3 * answer**2))),
    # exponentials and logarithms
    _row(np.exp, "exp({x})", ("exp({x})", lambda answer, _: answer)),
    _row(np.exp2, "exp2({x})", ("log(2) * exp2({x})", lambda answer, _: _LN2 * answer)),
    _row(np.expm1, "expm1({x})", ("exp({x})", lambda _, x: np.exp(x))),
    _row(np.log, "log({x})", ("1 / {x}", lambda _, x: 1.0 / x)),
    _row(np.log2, "log2({x})", ("1 / (log(2) * {x})", lambda _, x: 1.0 / (_LN2 * x))),
    _row(np.log10, "log10({x})", ("1 / (log(10) * {x})", lambda _, x: 1.0 / (_LN10 * x))),
    _row(np.log1p, "log1p({x})", ("1 / (1 + {x})", lambda _, x: 1.0 / (1.0 + x))),
    _row(
        np.logaddexp,
        "logaddexp({x}, {y})",
        ("1 / (1 + exp({y} - {x}))", lambda answer, x, _y: np.exp(x - answer)),
        ("1 / (1 + exp({x} - {y}))", lambda answer, _x, y: np.exp(y - answer)),
    ),
    _row(
        np.logaddexp2,
        "logaddexp2({x}, {y})",
        ("1 / (1 + exp2({y} - {x}))", lambda answer, x, _y: np.exp2(x - answer)),
        ("1 / (1 + exp2({x} - {y}))", lambda answer, _x, y: np.exp2(y - answer)),
    ),
    # angles
    _row(np.sin, "sin({x})", ("cos({x})", lambda _, x: np.cos(x))),
    _row(np.cos, "cos({x})", ("-sin({x})", lambda _, x: -np.sin(x))),
    _row(np.tan, "tan({x})", ("1 + tan({x})**2", lambda answer, _: 1.0 + answer**2)),
    _row(
        np.arcsin,
        "arcsin({x})",
        ("1 / sqrt(1 - {x}**2)", lambda _, x: 1.0 / np.sqrt((1.0 - x) * (1.0 + x))),
    ),
    _row(
        np.arccos,
        "arccos({x})",
        ("-1 / sqrt(1 - {x}**2)", lambda _, x: -1.0 / np.sqrt((1.0 - x) * (1.0 + x))),
    ),
    _row(np.arctan, "arctan({x})", ("1 / (1 + {x}**2)", lambda _, x: 1.0 / (1.0 + x**2))),
    _row(
        np.arctan2,
        "arctan2({x}, {y})",
        ("{y} / ({x}**2 + {y}**2)", lambda _, x, y: y / np.hypot(x, y) / np.hypot(x, y)),
        ("-{x} / ({x}**2 + {y}**2)", lambda _, x, y: -x / np.hypot(x, y) / np.hypot(x, y)),
    ),
    _row(
        np.hypot,
        "hypot({x}, {y})",
        ("{x} / hypot({x}, {y})", lambda answer, x, _y: x / answer),
        ("{y} / hypot({x}, {y})", lambda answer, _x, y: y / answer),
    ),
    _row(np.deg2rad, "deg2rad({x})", ("pi / 180", lambda *_: np.pi / 180.0)),
    _row(np.radians, "radians({x})", ("pi / 180", lambda *_: np.pi / 180.0)),
    _row(np.rad2deg, "rad2deg({x})", ("180 / pi", lambda *_: 180.0 / np.pi)),
    _row(np.degrees, "degrees({x})", ("180 / pi", lambda *_: 180.0 / np.pi)),
    # hyperbolic functions
    _row(np.sinh, "sinh({x})", ("cosh({x})", lambda _, x: np.cosh(x))),
    _row(np.cosh, "cosh({x})", ("sinh({x})", lambda _, x: np.sinh(x))),
    _row(np.tanh, "tanh({x})", ("1 - tanh({x})**2", lambda answer, _: 1.0 - answer**2)),
    _row(np.arcsinh, "arcsinh({x})", ("1 / sqrt({x}**2 + 1)", _arcsinh_by)),
    _row(
        np.arccosh,
        "arccosh({x})",
        ("1 / sqrt({x}**2 - 1)", lambda _, x: 1.0 / (np.sqrt(x - 1.0) * np.sqrt(x + 1.0))),
    ),
    _row(
        np.arctanh, "arctanh({x})", ("1 / (1 - {x}**2)", lambda _, x: 1.0 / ((1.0 - x) * (1.0 + x)))
    ),
    # the larger and the smaller
    _row(
        np.maximum,
        "maximum({x}, {y})",
        ("step({x} - {y})", _larger),
        ("step({y} - {x})", _other_share),
    ),
    _row(
        np.minimum,
        "minimum({x}, {y})",
        ("step({y} - {x})", _share),
        ("step({x} - {y})", _other_share),
    ),
    _row(
        np.fmax,
        "fmax({x}, {y})",
        ("step({x} - {y})", _share),
        ("step({y} - {x})", _other_share),
    ),
    _row(
        np.fmin,
        "fmin({x}, {y})",
        ("step({y} - {x})", _share),
        ("step({x} - {y})", _other_share),
    ),
    # remainders and signs
    _row(
        np.remainder,
        "remainder({x}, {y})",
        ("1", lambda *_: 1.0),
        ("-floor({x} / {y})", lambda _, x, y: -np.floor_divide(x, y)),
    ),
    _row(np.fmod, "fmod({x}, {y})", ("1", lambda *_: 1.0), ("-trunc({x} / {y})", _fmod_by_divisor)),
    _row(
        np.copysign,
        "copysign({x}, {y})",
        ("sign({x}) * copysign(1, {y})", lambda answer, x, _y: np.sign(x) * np.sign(answer)),
        ("0", lambda *_: 0.0),
    ),
)
