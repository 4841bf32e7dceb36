"""Neurons that no longer learn: saturated ones, and dead ones.

What comes back to a neuron is multiplied by its slope σ′(z). Where that is next to nothing for
every example, the weights of the neuron stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from compose.errors import NetworkError
from compose.nn.activations import Activation, Value, sigmoid, softmax, softplus, tanh
from compose.nn.data import Array
from compose.nn.insight.slopes import slope_of, slopes_of_neurons
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP, check_model

__all__ = ["THRESHOLD", "Health", "LayerHealth", "flagged", "health"]

THRESHOLD = 0.01
"""Below this slope a neuron counts as saturated; that of sigmoid is 0.25 at most, of tanh 1."""

_SMOOTH = frozenset({sigmoid, tanh, softplus, softmax})
_SHOWN = 8


@final
@dataclass(frozen=True, eq=False)
class LayerHealth:
    """What a layer's slopes say.

    Attributes
    ----------
    number : int
        Which layer, from 1.
    activation : str
    slopes : ndarray
        For each neuron the largest |σ′(z)| of all examples, shape (neurons,).
    saturated : tuple of int
        Neurons whose slope is below the threshold for every example, and that are not dead.
    dead : tuple of int
        Neurons whose slope is 0 for every example.
    """

    number: int
    activation: str
    slopes: Array
    saturated: tuple[int, ...]
    dead: tuple[int, ...]


@final
@dataclass(frozen=True, eq=False)
class Health:
    """Which neurons learn nothing from some examples. Prints itself.

    Attributes
    ----------
    layers : tuple of LayerHealth
        In order.
    threshold : float
        Below which a slope counts as none.
    examples : int
        How many were looked at.

    Examples
    --------
    >>> found = health(MLP([2, 3, 1], "tanh"), np.array([[1.0, 2.0], [0.5, -1.0]]))
    >>> found.saturated, found.dead, found.layers[0].slopes.shape
    ({}, {}, (3,))
    """

    layers: tuple[LayerHealth, ...]
    threshold: float
    examples: int

    @property
    def saturated(self) -> dict[int, tuple[int, ...]]:
        """The saturated neurons by layer, where there are any."""
        return {layer.number: layer.saturated for layer in self.layers if layer.saturated}

    @property
    def dead(self) -> dict[int, tuple[int, ...]]:
        """The dead neurons by layer, where there are any."""
        return {layer.number: layer.dead for layer in self.layers if layer.dead}

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def health(
    model: MLP, x: Value, parameters: Parameters | None = None, *, threshold: float = THRESHOLD
) -> Health:
    """Look for neurons that are saturated or dead.

    Parameters
    ----------
    model : MLP
    x : array_like
        Shape (n, inputs); the more examples, the more is meant by "every example".
    parameters : list of dict, optional
        The model's own by default.
    threshold : float
        The size of σ′(z) below which, for every example, a neuron is saturated.

    Returns
    -------
    Health

    Raises
    ------
    NetworkError
        If x does not fit, or holds no example.

    Notes
    -----
    A neuron whose slope is 0 for every example is dead: that of a rectifier whose z is never above
    0. A smooth activation (sigmoid, tanh, softplus, softmax) saturates instead, also where its
    slope rounds to 0. Of softmax the slope is that of each neuron by its own z, a·(1 − a).

    Examples
    --------
    >>> model = MLP([1, 3], output="relu")
    >>> w, b = np.array([[1.0], [1.0], [-1.0]]), np.array([0.0, -5.0, 0.0])
    >>> print(health(model, np.array([[1.0], [2.0]]), [{"w": w, "b": b}]))
    layer  activation  neurons  saturated  dead    slopes
        1  relu              3          0     2  0 to 1
    dead in layer 1: 1, 2
    """
    check_model(model)
    used = model if parameters is None else model.with_parameters(parameters)
    x = np.asarray(x, float)
    passed = used.forward(used.parameters, x)
    if not x.size:
        raise NetworkError(
            f"x has shape {x.shape}, and there is no example in it; give at least one"
        )
    layers = tuple(
        flagged(number, layer.activation, _slopes(layer.activation, z), threshold)
        for number, (layer, (z, _)) in enumerate(zip(used.layers, passed, strict=True), 1)
    )
    return Health(layers, threshold, len(np.atleast_2d(x)))


def flagged(
    number: int, activation: Activation, slopes: Array, threshold: float = THRESHOLD
) -> LayerHealth:
    """Say which neurons of a layer are saturated or dead.

    Parameters
    ----------
    number : int
        Which layer.
    activation : callable
    slopes : ndarray
        σ′(z), one row an example.
    threshold : float

    Returns
    -------
    LayerHealth
    """
    largest = np.max(np.abs(slopes), axis=0)
    dead = np.zeros(len(largest), bool) if activation in _SMOOTH else largest == 0.0
    low = (largest < threshold) & ~dead
    name = getattr(activation, "__name__", repr(activation))
    return LayerHealth(number, name, largest, _places(low), _places(dead))


def _slopes(activation: Activation, z: Array) -> Array:
    return slopes_of_neurons(slope_of(activation, z), z)


def _places(mask: Any) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())


def _lines(found: Health) -> Iterator[str]:
    wide = max(len("activation"), *(len(layer.activation) for layer in found.layers))
    yield f"layer  {'activation':<{wide}}  neurons  saturated  dead  slopes"
    for layer in found.layers:
        yield (
            f"{layer.number:>5}  {layer.activation:<{wide}}  {len(layer.slopes):>7}  "
            f"{len(layer.saturated):>9}  {len(layer.dead):>4}  {_span(layer.slopes)}"
        )
    for word, layers in (("saturated", found.saturated), ("dead", found.dead)):
        for number, neurons in layers.items():
            yield f"{word} in layer {number}: {listed(neurons)}"


def _span(slopes: Array) -> str:
    ends = [f"{end:.3g}" for end in (slopes.min(), slopes.max())]
    return " to ".join(dict.fromkeys(ends))


def listed(neurons: tuple[int, ...]) -> str:
    """Write which neurons, not more than a few of them.

    Parameters
    ----------
    neurons : tuple of int

    Returns
    -------
    str

    Examples
    --------
    >>> listed((1, 4)), listed(tuple(range(20)))
    ('1, 4', '0, 1, 2, 3, 4, 5, 6, 7 and 12 more')
    """
    shown = ", ".join(map(str, neurons[:_SHOWN]))
    more = len(neurons) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
