"""What backpropagation works out at one layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from compose.nn.data import Array
from compose.nn.insight.health import LayerHealth

__all__ = ["Equation", "LayerEquations"]


@final
@dataclass(frozen=True, eq=False)
class Equation:
    """One equation at one layer.

    Attributes
    ----------
    number : int
        Which of the four, from 1.
    left : ndarray
        What the engine's sweep gives.
    right : ndarray
        What the formula gives.
    difference : float
        The largest difference of the two, as a part of the largest number on the left.
    """

    number: int
    left: Array
    right: Array
    difference: float


@final
@dataclass(frozen=True, eq=False)
class LayerEquations:
    """All that backpropagation works out at one layer.

    Attributes
    ----------
    number : int
        Which layer, from 1.
    activation : str
    z, a : ndarray
        Weighted inputs and activations, shape (n, neurons), or (neurons,) for one example.
    slope : ndarray
        σ′(z) of the same shape; with one axis more, ∂a/∂z of each example, where the activation
        takes the neurons together, as softmax does.
    delta : ndarray
        δ = ∂C/∂z, of the shape of z, as all derivatives from the engine.
    dw, db : ndarray
        ∂C/∂w of shape (neurons, inputs) and ∂C/∂b of shape (neurons,).
    equations : tuple of Equation
        (1) at the last layer, or (2) at the others; then (3) and (4).
    health : LayerHealth
    together : bool
        Whether the activation takes the neurons of a layer together.
    direct : bool
        Whether the cost is computed from z of this layer, so that δ is its gradient.
    """

    number: int
    activation: str
    z: Array
    a: Array
    slope: Array
    delta: Array
    dw: Array
    db: Array
    equations: tuple[Equation, ...]
    health: LayerHealth
    together: bool
    direct: bool
