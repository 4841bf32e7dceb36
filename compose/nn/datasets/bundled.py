"""Examples to learn from: handwritten digits, two moons, and how any of them are divided.

Files of one's own are read by ``tables.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compose.errors import MissingExtraError, NetworkError
from compose.nn.data import Array, one_hot
from compose.nn.datasets.scaling import Scaling, spread

__all__ = ["Dataset", "Parts", "digits", "moons"]

_PARTS = 10
_TEST = (4, 9)
_VALIDATION = (7,)
_BRIGHTEST = 16.0


@dataclass(frozen=True)
class Parts:
    """Which examples are for what: three lists of rows that share none.

    Parameters
    ----------
    training, validation, test : ndarray of int
        Rows, ascending.

    Examples
    --------
    >>> parts = moons().parts()
    >>> moons().x[parts.training].shape
    (280, 2)
    """

    training: Array
    validation: Array
    test: Array


@dataclass(frozen=True)
class Dataset:
    """Examples, one a row, and what is wanted for each.

    Parameters
    ----------
    name : str
        What it is called.
    x : ndarray
        Shape (n, inputs).
    y : ndarray
        Shape (n, classes) with a one for each example's class, or (n, 1) with numbers.
    inputs : tuple of str
        The names of the columns of x.
    target : str
        The name of what is wanted.
    classes : tuple of str
        The names of the columns of y; none where numbers are wanted.
    measured : tuple of bool, optional
        Which columns of x are in units of their own, so that `scaling` brings them to one scale;
        none by default.
    notes : tuple of str, optional
        What was left out on the way here.

    Examples
    --------
    >>> data = Dataset(
    ...     "and",
    ...     np.array([[0.0, 1.0], [1.0, 1.0]]),
    ...     np.eye(2),
    ...     ("p", "q"),
    ...     "p and q",
    ...     ("no", "yes"),
    ... )
    >>> [data.classes[label] for label in data.labels]
    ['no', 'yes']
    """

    name: str
    x: Array
    y: Array
    inputs: tuple[str, ...]
    target: str
    classes: tuple[str, ...] = ()
    measured: tuple[bool, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def labels(self) -> Array:
        """The number of each example's class, from 0, shape (n,)."""
        labels: Array = np.argmax(self.y, axis=1)
        return labels

    def parts(self, seed: int = 0) -> Parts:
        """Divide the examples: 7 of 10 for training, 1 for validation, 2 for testing.

        Every class is divided so, as nearly as whole examples allow; which of them go where
        depends on the seed alone.

        Parameters
        ----------
        seed : int

        Returns
        -------
        Parts

        Raises
        ------
        NetworkError
            If there are fewer than ten examples.

        Examples
        --------
        >>> parts = moons(20).parts()
        >>> len(parts.training), len(parts.validation), len(parts.test)
        (14, 2, 4)
        """
        count = len(self.x)
        if count < _PARTS:
            raise NetworkError(
                f"{self.name} has {count} examples, and {_PARTS} at least can be divided for "
                "training, validation and testing"
            )
        order = np.random.default_rng(seed).permutation(count)
        if self.classes:
            order = order[np.argsort(self.labels[order], kind="stable")]
        turn = np.arange(count) % _PARTS
        test, validation = np.isin(turn, _TEST), np.isin(turn, _VALIDATION)
        training = ~(test | validation)
        return Parts(*(np.sort(order[part]) for part in (training, validation, test)))

    def scaling(self, rows: Array) -> Scaling:
        """Find what brings the measured columns to mean 0 and deviation 1 on some rows.

        Parameters
        ----------
        rows : ndarray of int
            The training part: what is known of the others must not enter.

        Returns
        -------
        Scaling

        Examples
        --------
        >>> data = Dataset(
        ...     "ages", np.array([[20.0], [40.0]]), np.eye(2), ("age",), "sort", ("a", "b"), (True,)
        ... )
        >>> data.scaling(np.array([0, 1]))
        Scaling(mean=array([30.]), deviation=array([10.]),
                target_mean=0.0, target_deviation=1.0)
        """
        measured = np.array(self.measured or [False] * len(self.inputs))
        mean = np.where(measured, self.x[rows].mean(axis=0), 0.0)
        deviation = np.where(measured, spread(self.x[rows]), 1.0)
        if self.classes:
            return Scaling(mean, deviation, 0.0, 1.0)
        wanted = self.y[rows]
        return Scaling(mean, deviation, float(wanted.mean()), float(spread(wanted)[0]))


def digits() -> Dataset:
    """Give the 1,797 handwritten digits that scikit-learn ships: 8 × 8 pixels from 0 to 1.

    The source is the test part of E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten
    Digits* (UCI Machine Learning Repository, 1998).

    Returns
    -------
    Dataset
        x of shape (1797, 64), y of shape (1797, 10).

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed; the extra ``examples`` brings it.

    Examples
    --------
    >>> digits().x.shape
    (1797, 64)
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        purpose = "the digits data set"
        raise MissingExtraError("scikit-learn", "examples", purpose) from error
    pixels, labels = load_digits(return_X_y=True)
    side = range(8)
    return Dataset(
        name="digits",
        x=pixels / _BRIGHTEST,
        y=one_hot(labels, 10),
        inputs=tuple(f"pixel {row},{column}" for row in side for column in side),
        target="digit",
        classes=tuple("0123456789"),
    )


def moons(examples: int = 400, noise: float = 0.15, seed: int = 0) -> Dataset:
    """Give points on two half circles that reach into each other.

    The upper one is (cos t, sin t), the lower one (1 − cos t, ½ − sin t), with t from 0 to π.

    Parameters
    ----------
    examples : int
        How many points there are; half of them, rounded up, are on the upper one.
    noise : float
        The standard deviation of what is added to every coordinate.
    seed : int
        What the noise depends on.

    Returns
    -------
    Dataset
        x of shape (examples, 2), y of shape (examples, 2).

    Raises
    ------
    NetworkError
        If there is no example for each half circle, or the noise is negative.

    Examples
    --------
    >>> moons(4, noise=0.0).x.round(3)
    array([[ 1. ,  0. ], [-1. ,  0. ], [ 0. ,  0.5], [ 2. ,  0.5]])
    """
    if examples < 2 or not noise >= 0:  # noqa: PLR2004 - two moons
        raise NetworkError(
            f"moons have two examples at least and no negative noise, not {examples!r} examples "
            f"and noise {noise!r}"
        )
    upper, lower = (np.linspace(0.0, np.pi, count) for count in (-(-examples // 2), examples // 2))
    above = np.column_stack([np.cos(upper), np.sin(upper)])
    below = np.column_stack([1.0 - np.cos(lower), 0.5 - np.sin(lower)])
    points = np.concatenate([above, below])
    points += noise * np.random.default_rng(seed).standard_normal(points.shape)
    labels = np.repeat([0, 1], [len(above), len(below)])
    return Dataset(
        name="moons",
        x=points,
        y=one_hot(labels, 2),
        inputs=("x", "y"),
        target="moon",
        classes=("upper", "lower"),
    )
