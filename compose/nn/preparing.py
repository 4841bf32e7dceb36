"""Examples as people have them, made into what training takes, or refused before it begins."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from compose.dimensions.protocol import is_quantity
from compose.errors import NetworkError, shown
from compose.nn.costs import LINKS, Cost, softmax_cross_entropy
from compose.nn.data import Array, one_hot
from compose.nn.mlp import MLP

__all__ = ["Data", "arranged", "holds_classes", "prepared", "set_apart"]

_NEAR: Final = 1e-6


class Data(NamedTuple):
    """Inputs of shape (n, inputs), and what is wanted of shape (n, outputs), in float64."""

    x: Array
    y: Array


def prepared(model: MLP, cost: Cost, x: Any, y: Any, of: str = "") -> Data:
    """Check examples, and write labels as rows.

    Parameters
    ----------
    model : MLP
        Says how many inputs and outputs there are.
    cost : callable
        The cross-entropies want probabilities.
    x : array_like
        Shape (n, inputs), or (n,) for one input.
    y : array_like
        Shape (n, outputs); (n,) for one output; labels from 0, shape (n,), for several, also as
        floats.
    of : str
        What errors say that x and y belong to.

    Returns
    -------
    Data

    Raises
    ------
    NetworkError
        If there are none, they do not fit the model or one another, or are no finite numbers.

    Examples
    --------
    >>> from compose.nn import quadratic
    >>> prepared(MLP([1, 2]), quadratic, [0.5, 0.25], [1, 0])
    Data(x=array([[0.5 ], [0.25]]), y=array([[0., 1.], [1., 0.]]))
    """
    names = f"x{of}", f"y{of}"
    examples = _tables(model, names, _array(names[0], x), _array(names[1], y))
    for name, table in zip(names, examples, strict=True):
        _check_finite(name, table)
    _check_probabilities(names[1], examples.y, cost)
    return examples


def arranged(model: MLP, x: Any, y: Any) -> Data:
    """Write examples as arrays that fit a model, whatever numbers are in them.

    Parameters
    ----------
    model : MLP
    x : array_like
        As in `prepared`, or one example of shape (inputs,).
    y : array_like
        As in `prepared`, or for one example of shape (outputs,), or its label.

    Returns
    -------
    Data

    Raises
    ------
    NetworkError
        If there are none, or they do not fit the model or one another.

    Examples
    --------
    >>> arranged(MLP([2, 3]), [0.5, 0.25], 1)
    Data(x=array([0.5 , 0.25]), y=array([0., 1., 0.]))
    """
    inputs, wanted = _array("x", x), _array("y", y)
    if inputs.shape != (model.sizes[0],):
        return _tables(model, ("x", "y"), inputs, wanted)
    single = _tables(model, ("x", "y"), inputs[None], wanted[None])
    return Data(single.x[0], single.y[0])


def _tables(model: MLP, names: tuple[str, str], x: Array, y: Array) -> Data:
    outputs = model.sizes[-1]
    labels = y.ndim == 1 and outputs > 1 and np.array_equal(y, np.round(y))
    wanted = one_hot(y, outputs) if labels else y
    inputs = _table(names[0], x, model.sizes[0], "input")
    answers = _table(names[1], wanted, outputs, "output")
    if len(inputs) != len(answers):
        raise NetworkError(
            f"{names[0]} has {len(inputs)} rows and {names[1]} has {len(answers)}; "
            "each example has one in both"
        )
    return Data(inputs, answers)


def _array(name: str, given: Any) -> Array:
    if is_quantity(given):
        raise NetworkError(
            f"{name} has the unit {given.units}; pass its .magnitude, in fixed units"
        )
    if np.ma.is_masked(given):
        raise NetworkError(f"{name} has masked numbers; leave such examples out, or fill them")
    try:
        array = np.asarray(given)
    except ValueError as error:
        raise NetworkError(f"{name} is no array of numbers: {error}") from None
    _check_text(name, array)
    try:
        array = array.astype(np.float64) if array.dtype.kind in "Of" else array
    except (TypeError, ValueError) as error:
        raise NetworkError(f"{name} is no array of numbers: {error}") from None
    if array.dtype.kind not in "fiub":
        raise NetworkError(f"{name} holds {array.dtype}, not real numbers; write them as floats")
    return array


def _check_text(name: str, array: Array) -> None:
    if array.dtype.kind not in "OUT":
        return
    text = next((thing for thing in array.flat if isinstance(thing, str)), None)
    if text is None:
        return
    classes = f"number the classes, as np.unique({name}, return_inverse=True)[1] does"
    advice = classes if name.startswith("y") else "write numbers"
    raise NetworkError(f"{name} holds text, such as {shown(str(text))}; {advice}")


def _table(name: str, array: Array, columns: int, of: str) -> Array:
    array = array[:, None] if array.ndim == 1 and columns == 1 else array
    if array.ndim != 2 or array.shape[1] != columns:  # noqa: PLR2004 - rows and columns
        raise NetworkError(
            f"{name} has shape {array.shape}, and the network has {columns} {of}"
            f"{'' if columns == 1 else 's'}: {name} is of shape (n, {columns}), one row an example"
            f"{_or_labels(of, columns)}"
        )
    if not len(array):
        raise NetworkError(f"{name} has no rows; give at least one example")
    return np.ascontiguousarray(array, dtype=np.float64)


def _check_finite(name: str, table: Array) -> None:
    if not np.all(np.isfinite(table)):
        row, column = np.argwhere(~np.isfinite(table))[0]
        raise NetworkError(
            f"{name}[{row}, {column}] is {table[row, column]}; leave such examples out, or put "
            "numbers there"
        )


def _or_labels(of: str, columns: int) -> str:
    if of == "input":
        return ""
    return ", or (n,)" if columns == 1 else ", or whole numbers of shape (n,), the classes from 0"


def _check_probabilities(name: str, y: Array, cost: Cost) -> None:
    if cost not in LINKS:
        return
    if np.any((y < 0.0) | (y > 1.0)):
        wrong = y[(y < 0.0) | (y > 1.0)][0]
        raise NetworkError(
            f"{name} holds {shown(float(wrong))}, and this cost wants probabilities from 0 to 1; "
            "write no and yes as 0 and 1, or use quadratic for other numbers"
        )
    if cost is not softmax_cross_entropy:
        return
    if y.shape[1] == 1:
        raise NetworkError(
            "softmax over one output is always 1; give the network an output for each class, or "
            "use binary cross-entropy"
        )
    sums = np.sum(y, axis=1)
    if np.any(np.abs(sums - 1.0) > _NEAR):
        row = int(np.argmax(np.abs(sums - 1.0)))
        raise NetworkError(
            f"row {row} of {name} adds up to {shown(float(sums[row]))}, and the probabilities of "
            "classes add up to 1; use binary cross-entropy where several are right at once"
        )


def holds_classes(y: Array) -> bool:
    """Say whether each row is zeros with a one.

    Parameters
    ----------
    y : ndarray
        Shape (n, outputs).

    Returns
    -------
    bool

    Examples
    --------
    >>> holds_classes(np.eye(3)), holds_classes(np.ones((2, 3)))
    (True, False)
    """
    ones = y == 1.0
    return bool(np.all(ones | (y == 0.0)) and np.all(np.count_nonzero(ones, axis=1) == 1))


def set_apart(examples: Data, share: float, seed: int) -> tuple[Data, Data]:
    """Keep a share of the examples, drawn at random, for validation.

    Parameters
    ----------
    examples : Data
        All of them.
    share : float
        Between 0 and 1.
    seed : int
        Says which.

    Returns
    -------
    tuple of Data
        For training, and for validation, at least one in each.

    Raises
    ------
    NetworkError
        If the share is not between 0 and 1, or leaves nothing to one of them.

    Examples
    --------
    >>> some, apart = set_apart(Data(np.ones((10, 2)), np.ones((10, 1))), 0.2, seed=0)
    >>> len(some.x), len(apart.x)
    (8, 2)
    """
    count = len(examples.x)
    if not 0.0 < share < 1.0:
        raise NetworkError(f"validation is (x, y), or a share between 0 and 1, not {share!r}")
    apart = round(count * share)
    if not 0 < apart < count:
        raise NetworkError(
            f"validation={share} of {count} examples is {apart} of them, which leaves nothing to "
            "train with or nothing to validate with"
        )
    # Epochs count from 1, and have their shuffles from (seed, epoch).
    order = np.random.default_rng((seed, 0)).permutation(count)
    chosen, rest = np.sort(order[:apart]), np.sort(order[apart:])
    return _rows(examples, rest), _rows(examples, chosen)


def _rows(examples: Data, which: Array) -> Data:
    return Data(examples.x[which], examples.y[which])
