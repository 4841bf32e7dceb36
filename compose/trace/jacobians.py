"""Whole Jacobians and Hessians, row by row or column by column, whichever is cheaper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from compose.errors import TraceError
from compose.trace.nested import flatten
from compose.trace.quantities import magnitude, per
from compose.trace.tracing import Argnums, Run, is_complex, is_number
from compose.trace.transforms import check_callable, grad, like

__all__ = ["hessian", "jacobian"]

F = Callable[..., Any]


def jacobian(f: F, argnums: Argnums = 0, *, mode: str | None = None) -> F:
    """Make the function that gives the whole Jacobian of `f`.

    Parameters
    ----------
    f : callable
        Gives a number, an array, or nested containers of them.
    argnums : int or tuple of int
        By which arguments.
    mode : {None, "forward", "reverse"}
        One sweep for each element of the arguments, or for each element of the answer. By default
        the one that passes fewer edges.

    Returns
    -------
    callable
        Takes what `f` takes; gives an array of shape ``answer.shape + argument.shape``, in the
        containers of the answer and, inside these, of the argument.

    Raises
    ------
    TraceError
        If the mode is none of the three.

    Examples
    --------
    >>> import numpy as np
    >>> from compose import jacobian
    >>> jacobian(lambda x: x[:2] * x[2])(np.array([1.0, 2.0, 3.0]))
    array([[3., 0., 1.],
           [0., 3., 2.]])
    """
    check_callable(f)
    if mode not in (None, "forward", "reverse"):
        raise TraceError(f'mode={mode!r}: say "forward", "reverse", or None for the cheaper one')

    def whole(*args: Any, **kwargs: Any) -> Any:
        run = Run(f, argnums, args, kwargs)
        outputs, rebuild = flatten(run.answer)
        counted = [out for out in outputs if is_number(magnitude(run.value(out)))]
        found = iter((_by_columns if _goes_forward(run, counted, mode) else _by_rows)(run, counted))
        none = [None] * len(run.leaves)
        numbers = set(map(id, counted))
        rows = [next(found) if id(out) in numbers else none for out in outputs]
        return rebuild([run.rebuilt(row) for row in rows])

    return like(whole, f)


def hessian(f: F, argnums: Argnums = 0) -> F:
    """Make the function that gives the matrix of second derivatives of `f`.

    Parameters
    ----------
    f : callable
        Gives one real number.
    argnums : int or tuple of int
        By which arguments.

    Returns
    -------
    callable
        Takes what `f` takes; gives an array of shape ``argument.shape + argument.shape``.

    Examples
    --------
    >>> import numpy as np
    >>> from compose import hessian
    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([3.0, 5.0]))
    array([[10.,  6.],
           [ 6.,  0.]])
    """
    return jacobian(grad(f, argnums), argnums)


def _elements(value: Any) -> Iterator[Any]:
    """Yield the unit vectors of a value's space."""
    value = magnitude(value)
    if type(value) is float:
        yield 1.0
        return
    shape = np.shape(value)
    if not shape and value.dtype == np.float64:
        yield 1.0
        return
    for index in product(*map(range, shape)):
        unit = np.zeros(shape, value.dtype)
        unit[index] = 1.0
        yield unit if shape else unit[()]


def _size(value: Any) -> int:
    return int(np.prod(np.shape(value), dtype=int))


def _goes_forward(run: Run, outputs: Sequence[Any], mode: str | None) -> bool:
    """Choose the mode; where real and complex numbers meet, one of the two loses a part."""
    inputs = [is_complex(leaf) for leaf in run.variables]
    answers = [is_complex(out) for out in outputs if run.owns(out)]
    only_forward = True in answers and False in inputs
    only_reverse = False in answers and True in inputs
    if (only_forward and (only_reverse or mode == "reverse")) or (
        only_reverse and mode == "forward"
    ):
        raise TraceError(
            "the forward mode is for complex answers of real arguments and the reverse mode for "
            "real answers of complex ones; leave out mode=, and ask for the others by themselves"
        )
    if only_forward or only_reverse:
        return only_forward
    return _forward_is_cheaper(run, outputs) if mode is None else mode == "forward"


def _forward_is_cheaper(run: Run, outputs: Sequence[Any]) -> bool:
    """Count the edges that the sweeps would pass, in each direction."""
    inputs = run.variables
    owned = [out for out in outputs if run.owns(out)]
    columns = sum(_size(leaf._value) for leaf in inputs)
    rows = sum(_size(out._value) for out in owned)
    onwards = run.tape.reached([leaf._node for leaf in inputs], forward=True)
    backwards = run.tape.reached([out._node for out in owned], forward=False)
    return columns * onwards < rows * backwards


def _by_rows(run: Run, outputs: Sequence[Any]) -> list[list[Any]]:
    """Pull every element of every output back."""
    answers = []
    for out in outputs:
        value = run.value(out)
        if run.owns(out):
            rows = [run.pulled({out._node: unit}) for unit in _elements(value)]
        else:
            rows = [run.pulled({})] * _size(value)
        columns = zip(*rows, strict=True) if rows else ([] for _ in run.leaves)
        answers.append(
            [
                None
                if leaf is None
                else per(_arranged(list(column), np.shape(value), leaf._value), value, leaf._value)
                for leaf, column in zip(run.leaves, columns, strict=True)
            ]
        )
    return answers


def _arranged(rows: list[Any], shape: tuple[int, ...], value: Any) -> Any:
    """Arrange one gradient for each element as an array of shape ``shape + value.shape``."""
    if not shape:
        return rows[0]
    whole = shape + np.shape(value)
    return np.reshape(np.stack(rows), whole) if rows else np.zeros(whole)


def _by_columns(run: Run, outputs: Sequence[Any]) -> list[list[Any]]:
    """Push every element of every leaf forward."""
    answers: list[list[Any]] = [[] for _ in outputs]
    for leaf in run.leaves:
        if leaf is None:
            columns = []
        else:
            columns = [run.pushed({leaf._node: u}, outputs) for u in _elements(leaf._value)]
        for place, (answer, out) in enumerate(zip(answers, outputs, strict=True)):
            given = [column[place] for column in columns]
            value = run.value(out)
            answer.append(
                None if leaf is None else per(_side_by_side(given, value, leaf), value, leaf._value)
            )
    return answers


def _side_by_side(columns: list[Any], value: Any, leaf: Any) -> Any:
    """Arrange one tangent for each element of a leaf along new last axes."""
    shape = np.shape(leaf._value)
    if not shape:
        return columns[0]
    whole = np.shape(value) + shape
    return np.reshape(np.stack(columns, axis=-1), whole) if columns else np.zeros(whole)
