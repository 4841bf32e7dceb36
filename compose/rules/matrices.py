"""Words for stacks of matrices, in NumPy calls that can be traced.

A cotangent is paired with a tangent by the real part of the plain sum of their products. So the
cotangent of X in A X B is Aᵀ G Bᵀ, and that of X in Xᴴ is Gᴴ, for real and complex matrices alike.
"""

from __future__ import annotations

import numpy as np

from compose.rules.rule import Value

__all__ = [
    "adjoint",
    "columns",
    "completed",
    "conjugated",
    "divided_by_gaps",
    "folded",
    "halved",
    "identity_like",
    "is_complex",
    "on_diagonal",
    "over_matrix",
    "transposed",
]


def is_complex(x: Value) -> bool:
    """Say whether an array holds complex numbers.

    Examples
    --------
    >>> import numpy as np
    >>> is_complex(np.ones(2)), is_complex(1j * np.ones(2))
    (False, True)
    """
    return bool(np.iscomplexobj(x))


def transposed(x: Value) -> Value:
    """Swap the last two axes.

    Examples
    --------
    >>> import numpy as np
    >>> transposed(np.ones((4, 2, 3))).shape
    (4, 3, 2)
    """
    return np.swapaxes(x, -1, -2)


def conjugated(x: Value) -> Value:
    """Conjugate an array; one of real numbers is itself.

    Examples
    --------
    >>> import numpy as np
    >>> conjugated(np.array([1j]))
    array([0.-1.j])
    """
    return np.conj(x) if is_complex(x) else x


def adjoint(x: Value) -> Value:
    """Conjugate and swap the last two axes.

    Examples
    --------
    >>> import numpy as np
    >>> adjoint(np.array([[0.0, 1j]]))
    array([[0.-0.j],
           [0.-1.j]])
    """
    return conjugated(transposed(x))


def halved(x: Value) -> Value:
    """Keep the lower triangle, and one half of the diagonal.

    Examples
    --------
    >>> import numpy as np
    >>> halved(np.ones((2, 2)))
    array([[0.5, 0. ],
           [1. , 0.5]])
    """
    return np.tril(x) * (1.0 - 0.5 * identity_like(x))


def completed(x: Value, *, upper: bool = False) -> Value:
    """Make the Hermitian matrix that has this triangle, as LAPACK reads it.

    Examples
    --------
    >>> import numpy as np
    >>> completed(np.array([[1.0, 9.0], [2.0, 3.0]]))
    array([[1., 2.],
           [2., 3.]])
    """
    half = halved(adjoint(x) if upper else x)
    return half + adjoint(half)


def folded(cotangent: Value, *, upper: bool = False) -> Value:
    """Pull a cotangent of a Hermitian matrix back to the triangle it was completed from.

    Examples
    --------
    >>> import numpy as np
    >>> folded(np.array([[1.0, 5.0], [3.0, 4.0]]))
    array([[1., 0.],
           [8., 4.]])
    """
    both = halved(cotangent + adjoint(cotangent))
    return adjoint(both) if upper else both


def columns(x: Value) -> Value:
    """Stand numbers along the last axis side by side as the factors of a matrix's columns.

    Examples
    --------
    >>> import numpy as np
    >>> np.ones((2, 2)) * columns(np.array([1.0, 3.0]))
    array([[1., 3.],
           [1., 3.]])
    """
    return np.expand_dims(x, -2)


def over_matrix(x: Value) -> Value:
    """Give a number per matrix two axes of length one.

    Examples
    --------
    >>> import numpy as np
    >>> over_matrix(np.ones(3)).shape
    (3, 1, 1)
    """
    return np.expand_dims(x, (-2, -1))


def divided_by_gaps(x: Value, values: Value) -> Value:
    """Divide the entry at i, j by ``values[j] - values[i]``, with zeros along the diagonal.

    Where two values are equal this is infinite or NaN, as the derivative is.

    Examples
    --------
    >>> import numpy as np
    >>> divided_by_gaps(np.ones((2, 2)), np.array([1.0, 3.0]))
    array([[ 0. ,  0.5],
           [-0.5,  0. ]])
    """
    gaps = columns(values) - np.expand_dims(values, -1)
    # The diagonal is divided by one: a zero there would leave NaN behind in second derivatives.
    safe = gaps + identity_like(gaps)
    return on_diagonal(0.0, x / safe)


def on_diagonal(x: Value, elsewhere: Value) -> Value:
    """Take the diagonal from one matrix and the rest from another.

    Examples
    --------
    >>> import numpy as np
    >>> on_diagonal(0.0, np.ones((2, 2)))
    array([[0., 1.],
           [1., 0.]])
    """
    return np.where(np.eye(np.shape(elsewhere)[-1], dtype=bool), x, elsewhere)


def identity_like(x: Value) -> Value:
    """Give the identity matrix as long as the last axis of an array, in its dtype.

    Examples
    --------
    >>> import numpy as np
    >>> identity_like(np.ones((3, 2), np.float32))
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """
    return np.eye(np.shape(x)[-1], dtype=x.dtype)
