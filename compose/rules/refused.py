"""The functions without a local derivative: those that only look, and those that are refused."""

from __future__ import annotations

import numpy as np

__all__ = ["IDENTITY", "PREDICATES", "REFUSED"]

PREDICATES: frozenset[np.ufunc] = frozenset(
    {
        np.greater,
        np.greater_equal,
        np.isfinite,
        np.isinf,
        np.isnan,
        np.less,
        np.less_equal,
        np.signbit,
    }
)
"""Functions that answer yes or no; they look at the value and leave no trace."""

IDENTITY: frozenset[np.ufunc] = frozenset({np.equal, np.not_equal})
"""Functions that ask whether it is the same variable, as ``==`` and ``!=`` do."""

_STEP = (
    "is flat between its jumps, so no derivative flows through it; "
    "apply it to .value if a constant is meant"
)
_JUMPING = (
    "jumps, so its derivative is ambiguous; apply it to .value if a constant is meant, "
    "or write the smooth part with + - * /"
)
_PARTS = "takes a float apart and has no derivative; apply it to .value"
_LOGIC = "is about truth values or integers, and a variable is a real number; apply it to .value"
_ARRAYS = "is about arrays, and a variable holds one float; write it with * and +"
_IGNORES_NAN = "leaves NaN out; use np.maximum or np.minimum"
_COMPLEX = "is about complex numbers, and a variable is real; leave it out"
_DATES = "is about dates, and a variable is a real number; leave it out"

REFUSED: dict[np.ufunc, str] = {
    **dict.fromkeys(
        (np.floor, np.ceil, np.trunc, np.rint, np.sign, np.heaviside, np.floor_divide), _STEP
    ),
    **dict.fromkeys((np.remainder, np.fmod, np.divmod, np.modf, np.copysign), _JUMPING),
    **dict.fromkeys((np.frexp, np.ldexp, np.nextafter, np.spacing), _PARTS),
    **dict.fromkeys(
        (
            np.bitwise_and,
            np.bitwise_count,
            np.bitwise_or,
            np.bitwise_xor,
            np.gcd,
            np.invert,
            np.lcm,
            np.left_shift,
            np.logical_and,
            np.logical_not,
            np.logical_or,
            np.logical_xor,
            np.right_shift,
        ),
        _LOGIC,
    ),
    **dict.fromkeys((np.fmax, np.fmin), _IGNORES_NAN),
    np.conjugate: _COMPLEX,
    np.isnat: _DATES,
    # The last three came with NumPy 2.0 and 2.2.
    **{
        function: _ARRAYS
        for name in ("matmul", "vecdot", "matvec", "vecmat")
        if (function := getattr(np, name, None)) is not None
    },
}
"""Functions that a variable refuses, with the reason and what to do instead."""
