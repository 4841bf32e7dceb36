"""What is learnt and how: the examples that were named, and a network and training for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from compose.nn import MLP, Dataset, Fit, Parts, Scaling

__all__ = [
    "COSTS",
    "HIDDEN",
    "OPTIMISERS",
    "TASKS",
    "Lesson",
    "Wishes",
    "lesson_of",
    "read_data",
]

HIDDEN = ["sigmoid", "tanh", "relu", "leaky-relu", "softplus"]
"""The activations of hidden layers, as typed."""

OPTIMISERS = ["sgd", "momentum", "adam"]
"""The optimisers, as typed."""

COSTS = ["quadratic", "mean-squared-error", "binary-cross-entropy", "softmax-cross-entropy"]
"""The costs, as typed."""

TASKS = ["classes", "number"]
"""What a column may be learnt as, as typed."""

_RATES = {"sgd": 0.5, "momentum": 0.05, "adam": 0.01}
_MOMENTUM = 0.9
_SHIPPED = ("digits", "moons")


@dataclass(frozen=True)
class Wishes:
    """What was asked for; None where nothing was."""

    layers: tuple[int, ...] | None = None
    hidden: tuple[int, ...] | None = None
    activation: str | None = None
    cost: str | None = None
    epochs: int | None = None
    batch: int | None = None
    optimiser: str | None = None
    rate: float | None = None
    patience: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class _Recipe:
    """What is done where nothing was asked for."""

    hidden: tuple[int, ...]
    epochs: int
    batch: int
    optimiser: str
    patience: int = 0
    activation: str = "tanh"


_RECIPES = {
    "digits": _Recipe((30,), epochs=30, batch=10, optimiser="sgd"),
    "moons": _Recipe((16, 16), epochs=100, batch=20, optimiser="adam"),
}
_OWN = _Recipe((16,), epochs=200, batch=20, optimiser="adam", patience=20)


@dataclass(frozen=True)
class Lesson:
    """Examples, a network, and how it is trained on them.

    Parameters
    ----------
    data : Dataset
    model : MLP
        Before training.
    cost, optimiser : str
        As typed.
    rate : float
    epochs, batch, patience, seed : int
    """

    data: Dataset
    model: MLP
    cost: str
    optimiser: str
    rate: float
    epochs: int
    batch: int
    patience: int
    seed: int

    @cached_property
    def parts(self) -> Parts:
        """Which examples are for what; always the same, whatever the seed."""
        return self.data.parts()

    @cached_property
    def scaling(self) -> Scaling:
        """What brings the training part to one scale."""
        return self.data.scaling(self.parts.training)

    def train(self, checkpoint: Path, *, resume: bool, told: Callable[[Any], None] | None) -> Fit:
        """Train, and keep a checkpoint after every epoch.

        Parameters
        ----------
        checkpoint : pathlib.Path
        resume : bool
            Go on from it.
        told : callable, optional
            Given the history after every epoch; a bar is shown on a terminal without it.

        Returns
        -------
        Fit
        """
        from compose import nn

        x, y = self.scaling.inputs(self.data.x), self.scaling.targets(self.data.y)
        training, validation = self.parts.training, self.parts.validation
        return nn.fit(
            self.model,
            x[training],
            y[training],
            cost=self.cost,
            optimiser=self._optimiser(),
            epochs=self.epochs,
            batch_size=self.batch,
            validation=(x[validation], y[validation]),
            seed=self.seed,
            patience=self.patience or None,
            checkpoint=checkpoint,
            resume=resume,
            progress=told,
        )

    def _optimiser(self) -> Any:
        from compose import nn

        if self.optimiser == "adam":
            return nn.Adam(self.rate)
        return nn.SGD(self.rate, momentum=_MOMENTUM if self.optimiser == "momentum" else 0.0)


def read_data(
    data: str, *, target: str | None, task: Any = None, without: tuple[str, ...] | None = None
) -> Dataset:
    """Give the examples that were named.

    Parameters
    ----------
    data : str
        ``digits``, ``moons``, or a CSV file.
    target, task, without : optional
        What belongs to a CSV file.

    Returns
    -------
    Dataset

    Raises
    ------
    click.UsageError
        If a CSV file has no target, or others have one.
    click.ClickException
        If there is nothing of that name.

    Examples
    --------
    >>> read_data("moons", target=None).x.shape
    (400, 2)
    """
    from compose.nn import datasets
    from compose.nn.datasets.tables import column_names, read_table

    if data in _SHIPPED:
        if target or task or without:
            raise click.UsageError(f"--target, --task and --without go with a file, not {data}")
        return datasets.digits() if data == "digits" else datasets.moons()
    _check_exists(data)
    if target is None:
        raise click.UsageError(f"say what to learn: --target {' or '.join(column_names(data))}")
    return read_table(data, target, task=task, without=without or ())


def _check_exists(data: str) -> None:
    close = get_close_matches(data, _SHIPPED, n=1)
    if close and not Path(data).exists():
        raise click.ClickException(
            f"{data!r} is neither a data set nor a file; did you mean {close[0]!r}?"
        )


def lesson_of(data: Dataset, wishes: Wishes) -> Lesson:
    """Choose a network for some examples, and how to train it.

    Parameters
    ----------
    data : Dataset
    wishes : Wishes

    Returns
    -------
    Lesson

    Raises
    ------
    click.UsageError
        If the layers do not fit the examples, or the cost does not fit the target.

    Examples
    --------
    >>> from compose.nn.datasets.bundled import moons
    >>> lesson_of(moons(), Wishes(hidden=(8,))).model
    <MLP 2-8-2: tanh, softmax>
    """
    from compose import nn

    recipe = _RECIPES.get(data.name, _OWN)
    optimiser = wishes.optimiser or recipe.optimiser
    cost = wishes.cost or ("softmax-cross-entropy" if data.classes else "mean-squared-error")
    model = nn.MLP(
        _sizes(data, wishes, recipe.hidden),
        (wishes.activation or recipe.activation).replace("-", "_"),
        output=_output(data, cost),
        seed=wishes.seed,
    )
    return Lesson(
        data,
        model,
        cost,
        optimiser,
        rate=_RATES[optimiser] if wishes.rate is None else wishes.rate,
        epochs=wishes.epochs or recipe.epochs,
        batch=wishes.batch or recipe.batch,
        patience=recipe.patience if wishes.patience is None else wishes.patience,
        seed=wishes.seed,
    )


def _sizes(data: Dataset, wishes: Wishes, hidden: tuple[int, ...]) -> tuple[int, ...]:
    ends = data.x.shape[1], data.y.shape[1]
    if wishes.layers and wishes.hidden:
        raise click.UsageError("--layers names all sizes and --hidden those between; give one")
    sizes = wishes.layers or (ends[0], *(wishes.hidden or hidden), ends[1])
    if len(sizes) < 2 or (sizes[0], sizes[-1]) != ends:  # noqa: PLR2004 - inputs and outputs
        wanted = ",".join(map(str, [ends[0], *(sizes[1:-1] or hidden), ends[1]]))
        kind = "classes" if data.classes else "output"
        raise click.UsageError(
            f"--layers {','.join(map(str, sizes))}: {data.name} has {ends[0]} inputs and "
            f"{ends[1]} {kind}; write --layers {wanted}"
        )
    return sizes


def _output(data: Dataset, cost: str) -> str:
    """Choose what the last layer does: a cross-entropy has its own, numbers are left alone."""
    if not data.classes:
        if "entropy" in cost:
            raise click.UsageError(f"--cost {cost} is for classes; {data.target!r} is a number")
        return "identity"
    return "softmax" if cost == "softmax-cross-entropy" else "sigmoid"
