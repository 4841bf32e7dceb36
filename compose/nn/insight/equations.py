"""The four fundamental equations of backpropagation, as numbers, each worked out twice.

The left sides are what the engine's reverse sweep over the traced graph gives. The right sides
are the formulas as they stand in a book, from the cost's own gradient and σ′ backwards. The
formulas are those of M. A. Nielsen, Neural Networks and Deep Learning, chapter 2 (BP1 to BP4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from compose.nn.activations import Value
from compose.nn.costs import Cost
from compose.nn.data import Array
from compose.nn.insight.health import flagged
from compose.nn.insight.layer_equations import Equation, LayerEquations
from compose.nn.insight.passes import COST, LayerPass, Pass, passed
from compose.nn.insight.path_sums import PathSums, path_sums
from compose.nn.insight.relative import difference
from compose.nn.insight.slopes import pulled_back, slope_of, slopes_of_neurons
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP
from compose.trace import grad

__all__ = ["BackpropEquations", "backprop_equations"]


@final
@dataclass(frozen=True, eq=False)
class BackpropEquations:
    """Backpropagation through a network, layer by layer. Prints itself as a table.

    Attributes
    ----------
    layers : tuple of LayerEquations
        In order; ``layers[0]`` is layer 1.
    cost : float
        C.
    measure : str
        What the cost is called.
    examples : int
        How many rows x has; 1 for a single example.
    paths : PathSums or None
        The derivatives once more, as sums over listed paths; None where there are too many.

    Examples
    --------
    >>> e = backprop_equations(MLP([2, 3, 1]), np.ones(2), np.zeros(1))
    >>> [layer.delta.shape for layer in e.layers], e.paths.count
    ([(3,), (1,)], 17)
    >>> e.check < 1e-12
    True
    """

    layers: tuple[LayerEquations, ...]
    cost: float
    measure: str
    examples: int
    paths: PathSums | None

    @property
    def checks(self) -> dict[int, float]:
        """For each of the four equations the largest difference in any layer."""
        every = [equation for layer in self.layers for equation in layer.equations]
        return {
            number: _largest(e.difference for e in every if e.number == number)
            for number in (1, 2, 3, 4)
        }

    @property
    def check(self) -> float:
        """The largest difference of all, that to the listed paths included."""
        by_paths = [] if self.paths is None else [self.paths.difference]
        return _largest([*self.checks.values(), *by_paths])

    @property
    def saturated(self) -> dict[int, tuple[int, ...]]:
        """The saturated neurons by layer, where there are any."""
        found = {layer.number: layer.health.saturated for layer in self.layers}
        return {number: neurons for number, neurons in found.items() if neurons}

    @property
    def dead(self) -> dict[int, tuple[int, ...]]:
        """The dead neurons by layer, where there are any."""
        found = {layer.number: layer.health.dead for layer in self.layers}
        return {number: neurons for number, neurons in found.items() if neurons}

    def __str__(self) -> str:
        from compose.nn.insight.equations_text import text

        return text(self)

    def to_markdown(self) -> str:
        """Write the table as Markdown.

        Returns
        -------
        str
        """
        from compose.nn.insight.equations_text import markdown

        return markdown(self)

    def _repr_html_(self) -> str:
        from compose.nn.insight.equations_text import html

        return html(self)


def backprop_equations(
    model: MLP,
    x: Value,
    y: Value,
    cost: str | Cost = "quadratic",
    parameters: Parameters | None = None,
) -> BackpropEquations:
    """Work out the four equations of backpropagation, and hold them against the engine.

    Parameters
    ----------
    model : MLP
    x : array_like
        Shape (n, inputs), or (inputs,) for one example.
    y : array_like
        What is wanted, shape (n, outputs), or (outputs,); labels and one column as in `fit`.
    cost : str or callable
        A name in `COSTS`, or a function of answers and what is wanted.
    parameters : list of dict, optional
        The model's own by default.

    Returns
    -------
    BackpropEquations
        z, a, δ, ∂C/∂w and ∂C/∂b of every layer, and how far each equation is from holding.

    Raises
    ------
    NetworkError
        If shapes do not fit, or the cost is none.

    Notes
    -----
    With rows as examples, and C averaged over them::

        (1)  δᴸ = ∇ₐC ⊙ σ′(zᴸ)              at the last layer
        (2)  δˡ = ((wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ σ′(zˡ)    at the others
        (3)  ∂C/∂bˡ = Σ δˡ                  added over the examples
        (4)  ∂C/∂wˡ = Σ δˡ (aˡ⁻¹)ᵀ          added over the examples

    softmax is no function of each neuron alone: its Jacobian stands in place of ⊙ σ′. Costs that
    are computed from z of the last layer, as the cross-entropies are, have δᴸ = ∂C/∂zᴸ for (1).

    Examples
    --------
    >>> model = MLP([2, 1], output="relu")
    >>> at = [{"w": np.array([[2.0, -1.0]]), "b": np.array([0.5])}]
    >>> e = backprop_equations(model, [3.0, 1.0], [5.0], parameters=at)
    >>> e.layers[0].z, e.layers[0].delta, e.layers[0].dw, e.check
    (array([5.5]), array([0.5]), array([[1.5, 0.5]]), 0.0)
    """
    taken = passed(model, x, y, cost, parameters)
    swept = _swept(taken)
    layers = tuple(_layers(taken, swept))
    return BackpropEquations(
        layers,
        float(taken.cost.value),
        getattr(taken.measure, "__name__", repr(taken.measure)).replace("_", " "),
        len(np.atleast_2d(taken.x.value)),
        path_sums(taken, swept),
    )


def _swept(taken: Pass) -> dict[str, Array]:
    """Give ∂C of everything by one reverse sweep of the engine."""
    names = [
        variable.name
        for layer in taken.layers
        for variable in (layer.z, layer.w, layer.b)
        if variable.name is not None
    ]
    answers: dict[str, Array] = taken.cost.graph().gradient(COST, names)
    return answers


def _layers(taken: Pass, swept: dict[str, Array]) -> list[LayerEquations]:
    """Apply the formulas from the last layer to the first."""
    found: list[LayerEquations] = []
    delta = None
    behind = [taken.x, *(layer.a for layer in taken.layers)]
    for place in reversed(range(len(taken.layers))):
        layer = taken.layers[place]
        slope = slope_of(layer.activation, layer.z.value)
        last = delta is None
        if last:
            delta = _at_the_end(taken, slope)
        else:
            delta = pulled_back(delta @ taken.layers[place + 1].w.value, slope)
        rights = ((1 if last else 2, delta), *_of_parameters(delta, behind[place].value))
        found.append(_layer(layer, slope, rights, swept, direct=last and taken.direct))
    return found[::-1]


def _at_the_end(taken: Pass, slope: Array) -> Array:
    """Equation (1)."""
    last = taken.layers[-1]
    if taken.direct:
        return np.asarray(grad(taken.measure)(last.z.value, taken.y))
    return pulled_back(grad(taken.measure)(last.a.value, taken.y), slope)


def _of_parameters(delta: Array, a: Array) -> Iterator[tuple[int, Array]]:
    """Equations (3) and (4)."""
    rows = np.atleast_2d(delta)
    yield 3, rows.sum(axis=0)
    yield 4, rows.T @ np.atleast_2d(a)


def _layer(
    layer: LayerPass,
    slope: Array,
    rights: tuple[tuple[int, Array], ...],
    swept: dict[str, Array],
    *,
    direct: bool,
) -> LayerEquations:
    delta, db, dw = (_kept(swept[f"{name}{layer.number}"]) for name in "zbw")
    equations = tuple(
        Equation(number, left, _kept(right), difference(left, right))
        for left, (number, right) in zip((delta, db, dw), rights, strict=True)
    )
    z = _kept(layer.z.value)
    # What the cost takes from z itself passes no slope.
    slopes = np.ones_like(z) if direct else slopes_of_neurons(slope, z)
    return LayerEquations(
        number=layer.number,
        activation=getattr(layer.activation, "__name__", repr(layer.activation)),
        z=z,
        a=_kept(layer.a.value),
        slope=_kept(slope),
        delta=delta,
        dw=dw,
        db=db,
        equations=equations,
        health=flagged(layer.number, layer.activation, np.atleast_2d(slopes)),
        together=slope.ndim > z.ndim,
        direct=direct,
    )


def _kept(array: Any) -> Array:
    """Give a copy that nobody writes to."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy


def _largest(numbers: Any) -> float:
    """Give the largest; NaN if there is one."""
    return float(np.max([0.0, *numbers]))
