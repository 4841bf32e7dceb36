"""The table of complex parts: real and imaginary part, conjugate and angle.

A cotangent g of a complex z is paired with a tangent t as the real part of g·t, without a
conjugate. So the real part pulls g back as it is, the imaginary part −i·g, and the conjugate
conj(g); functions with a complex derivative need no word here. The gradient of a real function of
z = x + iy is then ∂f/∂x − i·∂f/∂y.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.rules.arrays import ArrayRule, Composite, linear, smooth
from compose.rules.rule import Value

__all__ = ["ROWS"]

_DEGREES = 180.0 / np.pi


def _real_pull(g: Value, _answer: Value, val: Value) -> Value:
    return g + 0j if np.iscomplexobj(val) else g


def _imag_pull(g: Value, _answer: Value, val: Value) -> Value:
    return g * -1j if np.iscomplexobj(val) else np.zeros_like(g)


def _conjugate_pull(g: Value, _answer: Value, x: Value) -> Value:
    return np.conj(g) if np.iscomplexobj(x) else g


def _dropped(answer: Value, a: Value) -> bool:
    return bool(np.iscomplexobj(a) and not np.iscomplexobj(answer))


def _real_if_close_pull(g: Value, answer: Value, a: Value, tol: float = 100) -> Value:  # noqa: ARG001
    return g + 0j if _dropped(answer, a) else g


def _real_if_close_push(t: Value, answer: Value, a: Value, tol: float = 100) -> Value:  # noqa: ARG001
    # By what was done with the value: the tangent's own imaginary part may be large.
    return np.real(t) if _dropped(answer, a) else t


def _angle(z: Value, deg: Any = False) -> Value:  # noqa: FBT002 - as NumPy has it
    angle = np.arctan2(np.imag(z), np.real(z))
    return angle * _DEGREES if deg else angle


ROWS: tuple[ArrayRule | Composite, ...] = (
    linear(np.real, _real_pull),
    linear(np.imag, _imag_pull),
    linear(np.conjugate, _conjugate_pull),
    smooth(np.real_if_close, (_real_if_close_pull, _real_if_close_push)),
    Composite(np.angle, _angle),
)
