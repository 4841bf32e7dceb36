"""Columns brought to one scale, and a network that does so by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compose.nn.data import Array
from compose.nn.mlp import MLP

__all__ = ["Scaling", "spread"]


@dataclass(frozen=True)
class Scaling:
    """What is taken off each column, and by what it is then divided.

    Parameters
    ----------
    mean, deviation : ndarray
        Shape (inputs,); 0 and 1 for a column that stays as it is.
    target_mean, target_deviation : float
        The same for the target; 0 and 1 for classes.

    Examples
    --------
    >>> Scaling(np.array([3.0]), np.array([2.0]), 100.0, 20.0).inputs(np.array([[7.0]]))
    array([[2.]])
    """

    mean: Array
    deviation: Array
    target_mean: float
    target_deviation: float

    def inputs(self, x: Array) -> Array:
        """Scale inputs.

        Parameters
        ----------
        x : ndarray
            Shape (n, inputs).

        Returns
        -------
        ndarray

        Examples
        --------
        >>> scaling = Scaling(np.array([3.0]), np.array([2.0]), 0.0, 1.0)
        >>> scaling.inputs(np.array([[5.0], [3.0]]))
        array([[1.], [0.]])
        """
        scaled: Array = (x - self.mean) / self.deviation
        return scaled

    def targets(self, y: Array) -> Array:
        """Scale what is wanted.

        Parameters
        ----------
        y : ndarray
            Shape (n, outputs).

        Returns
        -------
        ndarray
        """
        scaled: Array = (y - self.target_mean) / self.target_deviation
        return scaled

    def answers(self, a: Array) -> Array:
        """Turn a network's answers back into the target's own numbers.

        Parameters
        ----------
        a : ndarray
            Shape (n, outputs).

        Returns
        -------
        ndarray

        Examples
        --------
        >>> scaling = Scaling(np.zeros(1), np.ones(1), 100.0, 20.0)
        >>> scaling.answers(scaling.targets(np.array([[130.0]])))
        array([[130.]])
        """
        answers: Array = a * self.target_deviation + self.target_mean
        return answers

    def absorbed(self, model: MLP) -> MLP:
        """Make a network of the columns' own numbers out of one of scaled ones.

        Scaling is linear, so the first layer can do it, and the last one can undo the target's.

        Parameters
        ----------
        model : MLP
            Takes scaled inputs. Where the target is scaled, its last layer has the identity.

        Returns
        -------
        MLP

        Examples
        --------
        >>> scaling = Scaling(np.array([3.0]), np.array([2.0]), 100.0, 20.0)
        >>> model = MLP([1, 4, 1], seed=0)
        >>> x = np.array([[5.0], [0.0]])
        >>> np.allclose(scaling.absorbed(model)(x), scaling.answers(model(scaling.inputs(x))))
        True
        """
        first, *others = model.parameters
        w = first["w"] / self.deviation
        layers = [{"w": w, "b": first["b"] - w @ self.mean}, *others]
        last = layers[-1]
        layers[-1] = {
            "w": last["w"] * self.target_deviation,
            "b": last["b"] * self.target_deviation + self.target_mean,
        }
        return model.with_parameters(layers)


def spread(columns: Array) -> Array:
    """Give the deviation of each column, and 1 where nothing deviates.

    Parameters
    ----------
    columns : ndarray
        Shape (n, columns).

    Returns
    -------
    ndarray
        Shape (columns,).

    Examples
    --------
    >>> spread(np.array([[1.0, 5.0], [3.0, 5.0]]))
    array([1., 1.])
    """
    deviation = columns.std(axis=0)
    return np.where(deviation > 0, deviation, 1.0)
