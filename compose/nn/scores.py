"""Scores of classes: how many answers are right, and which are taken for which."""

from __future__ import annotations

from typing import Any

import numpy as np

from compose.errors import NetworkError
from compose.nn.data import Array

__all__ = ["accuracy", "classes_of", "confusion_matrix"]


def classes_of(answers: Any, level: float = 0.5) -> Array:
    """Give the class that each row of answers stands for.

    Parameters
    ----------
    answers : array_like
        Shape (n, outputs): the class is the place of the largest, and for one output it is 1
        from `level` on and 0 below. Shape (n,): labels already.
    level : float
        Where the one output changes from class 0 to class 1; 0 for weighted inputs.

    Returns
    -------
    ndarray of int
        Shape (n,).

    Raises
    ------
    NetworkError
        If it is of another shape, labels are no whole numbers, or an answer is NaN.

    Examples
    --------
    >>> classes_of([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]])
    array([1, 0])
    >>> classes_of([[0.2], [0.5]])
    array([0, 1])
    """
    rows = np.asarray(answers)
    _check_numbers(rows)
    if rows.ndim == 1 and np.array_equal(rows, np.round(rows)):
        return rows.astype(int)
    if rows.ndim != 2 or not rows.shape[1]:  # noqa: PLR2004 - rows and columns
        raise NetworkError(
            f"classes are a row of whole numbers, or answers of shape (n, outputs), not an array "
            f"of shape {rows.shape} and type {rows.dtype}"
        )
    return np.argmax(rows, axis=1) if rows.shape[1] > 1 else (rows[:, 0] >= level).astype(int)


def _check_numbers(rows: Array) -> None:
    if rows.dtype.kind not in "fiub":
        raise NetworkError(
            f"classes are whole numbers, or answers that are numbers, not {rows.dtype}; number the "
            "classes from 0"
        )
    if np.any(np.isnan(rows)):
        place = np.argwhere(np.isnan(rows))[0].tolist()
        raise NetworkError(f"the answer at {place} is NaN, which stands for no class")


def accuracy(wanted: Any, answered: Any, level: float = 0.5) -> float:
    """Give the share of the examples whose class is right.

    Parameters
    ----------
    wanted, answered : array_like
        Labels, shape (n,), or rows of answers, shape (n, outputs); see `classes_of`.
    level : float
        Where one output changes from class 0 to class 1, in `answered`.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    NetworkError
        If they are not of the same length, or there are none.

    Examples
    --------
    >>> accuracy([1, 0, 2], [[0.1, 0.8, 0.1], [0.7, 0.2, 0.1], [0.6, 0.1, 0.3]])
    0.6666666666666666
    """
    right, given = _pair(wanted, answered, level)
    return float(np.mean(right == given))


def confusion_matrix(
    wanted: Any, answered: Any, classes: int | None = None, level: float = 0.5
) -> Array:
    """Count which classes are taken for which.

    Parameters
    ----------
    wanted, answered : array_like
        Labels, shape (n,), or rows of answers, shape (n, outputs); see `classes_of`.
    classes : int, optional
        How many there are; by default as many as were seen.
    level : float
        Where one output changes from class 0 to class 1, in `answered`.

    Returns
    -------
    ndarray of int
        Shape (classes, classes): in row i and column j stands how many examples of class i were
        answered with j. What is right stands on the diagonal.

    Raises
    ------
    NetworkError
        If they are not of the same length, there are none, or a label is no class.

    Examples
    --------
    >>> confusion_matrix([0, 0, 1, 1], [0, 1, 1, 1])
    array([[1, 1],
           [0, 2]])
    """
    right, given = _pair(wanted, answered, level)
    count = 1 + int(max(right.max(), given.max())) if classes is None else classes
    for labels in (right, given):
        if labels.min() < 0 or labels.max() >= count:
            raise NetworkError(
                f"there are {count} classes, 0 to {count - 1}, and one label is "
                f"{labels.min() if labels.min() < 0 else labels.max()}"
            )
    return np.bincount(right * count + given, minlength=count * count).reshape(count, count)


def _pair(wanted: Any, answered: Any, level: float) -> tuple[Array, Array]:
    right, given = classes_of(wanted), classes_of(answered, level)
    if len(right) != len(given) or not len(right):
        raise NetworkError(
            f"{len(right)} examples are wanted and {len(given)} answered: give one answer for "
            "each example, and at least one example"
        )
    return right, given
