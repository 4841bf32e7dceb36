"""Multilayer perceptrons: dense layers, one behind the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, final

import numpy as np

from compose.errors import NetworkError, shown
from compose.nn.activations import Activation, Value, activation_named
from compose.nn.initialisers import Initialiser
from compose.nn.layers import Dense, Parameters, called
from compose.rules import Traced

__all__ = ["MLP", "check_model"]


@final
@dataclass(frozen=True, init=False, eq=False, repr=False)
class MLP:
    """A network of dense layers, with the parameters that it begins with.

    It never changes: training gives a new one. Two networks are equal if they are the same object.

    Parameters
    ----------
    sizes : iterable of int
        How many inputs there are, then how many neurons each layer has.
    activation : str or callable
        What the hidden layers do to their weighted inputs.
    output : str or callable
        What the last layer does to them.
    initialiser : callable, optional
        How weights are drawn; by default as fits each layer's activation, see `Dense`.
    seed : int
        What the first weights depend on; the same seed gives the same bits.

    Attributes
    ----------
    layers : tuple of Dense
        In order.
    parameters : list of dict
        For each layer ``"w"`` of shape (outputs, inputs) and ``"b"`` of shape (outputs,).

    Raises
    ------
    NetworkError
        If there are fewer than two sizes, one is no count, or an activation is unknown.

    Examples
    --------
    >>> model = MLP([2, 3, 1], activation="tanh", seed=1)
    >>> model(np.array([[0.0, 0.0], [0.0, 1.0]])).shape
    (2, 1)
    >>> [layer["w"].shape for layer in model.parameters]
    [(3, 2), (1, 3)]
    """

    layers: tuple[Dense, ...]
    parameters: list[dict[str, np.ndarray[Any, Any]]]

    def __init__(
        self,
        sizes: Iterable[int],
        activation: str | Activation = "sigmoid",
        *,
        output: str | Activation = "identity",
        initialiser: Initialiser | None = None,
        seed: int = 0,
    ) -> None:
        ends = _neighbours(sizes)
        if not ends:
            raise NetworkError(
                f"a network has inputs and at least one layer, such as [64, 30, 10], not {sizes!r}"
            )
        hidden = activation_named(activation)
        layers = (
            *(Dense(*pair, hidden, initialiser) for pair in ends[:-1]),
            Dense(*ends[-1], output, initialiser),
        )
        rng = _generator(seed)
        self._keep(layers, [layer.initial(rng) for layer in layers])

    def _keep(self, layers: tuple[Dense, ...], parameters: Parameters) -> None:
        self.__dict__.update(layers=layers, parameters=parameters)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of inputs, then of neurons in each layer."""
        return (self.layers[0].inputs, *(layer.outputs for layer in self.layers))

    def with_parameters(self, parameters: Parameters) -> MLP:
        """Make the same network with other parameters.

        Parameters
        ----------
        parameters : list of dict
            As `parameters`. Arrays are copied, so that what is done to them later leaves the
            network as it is.

        Returns
        -------
        MLP

        Raises
        ------
        NetworkError
            If they do not fit the layers.

        Examples
        --------
        >>> model = MLP([2, 1])
        >>> other = model.with_parameters([{"w": np.ones((1, 2)), "b": np.ones(1)}])
        >>> other(np.array([2.0, 3.0]))
        array([6.])
        """
        self._check(parameters)
        made = object.__new__(MLP)
        made._keep(
            self.layers, [{name: _copied(part[name]) for name in ("w", "b")} for part in parameters]
        )
        return made

    def forward(self, parameters: Parameters, x: Value) -> list[tuple[Value, Value]]:
        """Give weighted inputs and activations of every layer.

        Parameters
        ----------
        parameters : list of dict
            As `parameters`; arrays or variables.
        x : array_like
            Shape (n, inputs), or (inputs,) for one example.

        Returns
        -------
        list of tuple
            z and a for each layer.

        Examples
        --------
        >>> model = MLP([2, 3, 1])
        >>> [z.shape for z, a in model.forward(model.parameters, np.ones((5, 2)))]
        [(5, 3), (5, 1)]
        """
        self._check_inputs(x)
        self._check(parameters)
        passed: list[tuple[Value, Value]] = []
        # A table with names of columns would go by its own rules of arithmetic.
        a = x.to_numpy() if hasattr(x, "to_numpy") else x
        for layer, part in zip(self.layers, parameters, strict=True):
            z = layer.weighted(part, a)
            a = layer.activation(z)
            passed.append((z, a))
        return passed

    def apply(self, parameters: Parameters, x: Value) -> Value:
        """Give the answers for other parameters than its own.

        Parameters
        ----------
        parameters : list of dict
            As `parameters`; arrays or variables.
        x : array_like
            Shape (n, inputs), or (inputs,) for one example.

        Returns
        -------
        array_like
            Shape (n, outputs), or (outputs,).

        Raises
        ------
        NetworkError
            If x has not as many columns as the network has inputs, or the parameters do not
            fit the layers.

        Examples
        --------
        >>> import compose
        >>> model = MLP([2, 3, 1])
        >>> gradient = compose.grad(lambda p: np.sum(model.apply(p, np.ones(2))))(model.parameters)
        >>> gradient[1]["b"]
        array([1.])
        """
        return self.forward(parameters, x)[-1][1]

    def __call__(self, x: Value) -> Value:
        """Give the answers of the network."""
        return self.apply(self.parameters, x)

    def _check_inputs(self, x: Value) -> None:
        shape = np.shape(x)
        if len(shape) not in (1, 2) or shape[-1] != self.sizes[0]:
            raise NetworkError(
                f"x has shape {shape}, and the network has {self.sizes[0]} inputs: x is of shape "
                f"(n, {self.sizes[0]}), one row an example, or ({self.sizes[0]},)"
            )

    def _check(self, parameters: Parameters) -> None:
        wanted = [
            {"w": (layer.outputs, layer.inputs), "b": (layer.outputs,)} for layer in self.layers
        ]
        if not isinstance(parameters, (list, tuple)) or len(parameters) != len(wanted):
            given = f"{len(parameters)} parts" if type(parameters) is list else shown(parameters)
            raise NetworkError(
                f"the parameters are a list of {len(wanted)} dicts, one a layer, not {given}"
            )
        for number, (part, shapes) in enumerate(zip(parameters, wanted, strict=True), 1):
            found = _shapes(part)
            if found != shapes:
                raise NetworkError(f"layer {number} has parameters {shapes}, not {shown(found)}")

    def __repr__(self) -> str:
        names = [called(layer.activation) for layer in self.layers]
        sizes = "-".join(map(str, self.sizes))
        return f"<MLP {sizes}: {', '.join(names)}>"


def check_model(model: Any) -> None:
    """Refuse what is no network, such as what training gave along with one.

    Parameters
    ----------
    model : object

    Raises
    ------
    NetworkError
        If it is not an `MLP`.

    Examples
    --------
    >>> check_model(MLP([2, 1]))
    """
    if not isinstance(model, MLP):
        inside = "; pass its .model" if isinstance(getattr(model, "model", None), MLP) else ""
        raise NetworkError(
            f"a model is an MLP, such as MLP([64, 30, 10]), not {shown(model)}{inside}"
        )


def _neighbours(sizes: Any) -> list[tuple[int, int]]:
    return list(pairwise(sizes)) if isinstance(sizes, Iterable) else []


def _shapes(part: Any) -> Any:
    return {name: np.shape(array) for name, array in part.items()} if type(part) is dict else part


def _copied(array: Value) -> Value:
    """Copy an array, and leave what traces as it is."""
    if isinstance(array, Traced):
        return array
    copy = np.array(array)
    return copy if copy.dtype.kind == "f" else copy.astype(float)


def _generator(seed: int) -> np.random.Generator:
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError):
        raise NetworkError(f"the seed is a whole number from 0 on, not {seed!r}") from None
