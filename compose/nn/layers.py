"""Dense layers: every output is a weighted sum of every input, and then activated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias, final

import numpy as np

from compose.errors import NetworkError
from compose.nn.activations import (
    Activation,
    Value,
    activation_named,
    identity,
    leaky_relu,
    relu,
    softplus,
)
from compose.nn.initialisers import Initialiser, he, xavier
from compose.nn.ranges import count

__all__ = ["Dense", "Parameters", "called"]

Parameters: TypeAlias = Any
"""Arrays in plain dicts and lists."""

_RECTIFIERS = (relu, leaky_relu, softplus)


@final
@dataclass(frozen=True, init=False, repr=False)
class Dense:
    """A layer: z = w·a + b, and σ(z) comes out. With one output it is a neuron.

    Parameters
    ----------
    inputs, outputs : int
        How many numbers go in, and come out.
    activation : str or callable
        A name such as ``"sigmoid"``, or a function of z.
    initialiser : callable, optional
        How the first weights are drawn; `he` for rectifiers, `xavier` for others. Biases begin
        at 0.

    Raises
    ------
    NetworkError
        If there are no inputs or outputs, no such activation, or the initialiser is no function.

    Examples
    --------
    >>> neuron = Dense(2, 1, "relu")
    >>> neuron.apply({"w": np.array([[1.0, -2.0]]), "b": np.array([0.5])}, np.array([3.0, 1.0]))
    array([1.5])
    """

    inputs: int
    outputs: int
    activation: Activation
    initialiser: Initialiser

    def __init__(
        self,
        inputs: int,
        outputs: int,
        activation: str | Activation = identity,
        initialiser: Initialiser | None = None,
    ) -> None:
        activated = activation_named(activation)
        drawn = (he if activated in _RECTIFIERS else xavier) if initialiser is None else initialiser
        if not callable(drawn):
            raise NetworkError(
                "an initialiser is a function of a generator, inputs and outputs, such as "
                f"compose.nn.he, not {drawn!r}"
            )
        self.__dict__.update(
            inputs=count("the number of inputs of a layer", inputs),
            outputs=count("the number of outputs of a layer", outputs),
            activation=activated,
            initialiser=drawn,
        )

    def initial(self, rng: np.random.Generator) -> dict[str, np.ndarray[Any, Any]]:
        """Draw the first parameters.

        Parameters
        ----------
        rng : numpy.random.Generator
            Where the numbers come from.

        Returns
        -------
        dict
            ``"w"`` of shape (outputs, inputs), ``"b"`` of shape (outputs,).

        Raises
        ------
        NetworkError
            If the initialiser gives weights of another shape.
        """
        w = np.asarray(self.initialiser(rng, self.inputs, self.outputs), float)
        if w.shape != (self.outputs, self.inputs):
            raise NetworkError(
                f"the initialiser gave weights of shape {w.shape} to a layer of "
                f"{self.inputs} inputs and {self.outputs} outputs, which has "
                f"{(self.outputs, self.inputs)}"
            )
        return {"w": w, "b": np.zeros(self.outputs)}

    def weighted(self, parameters: Parameters, a: Value) -> Value:
        """Give the weighted inputs z = w·a + b.

        Parameters
        ----------
        parameters : dict
            ``"w"`` and ``"b"``.
        a : array_like
            Shape (n, inputs), or (inputs,) for one example.

        Returns
        -------
        array_like
            Shape (n, outputs), or (outputs,).
        """
        return a @ parameters["w"].T + parameters["b"]

    def apply(self, parameters: Parameters, a: Value) -> Value:
        """Give the activations σ(w·a + b).

        Parameters
        ----------
        parameters : dict
            ``"w"`` and ``"b"``.
        a : array_like
            Shape (n, inputs), or (inputs,) for one example.

        Returns
        -------
        array_like
            Shape (n, outputs), or (outputs,).
        """
        return self.activation(self.weighted(parameters, a))

    def __repr__(self) -> str:
        names = (called(self.activation), called(self.initialiser))
        return f"Dense({self.inputs}, {self.outputs}, {', '.join(names)})"


def called(function: Any) -> str:
    """Name a function.

    Parameters
    ----------
    function : callable

    Returns
    -------
    str
        Its name, or that of its class.

    Examples
    --------
    >>> called(np.sin), called(xavier)
    ('sin', 'xavier')
    """
    return str(getattr(function, "__name__", type(function).__name__))
