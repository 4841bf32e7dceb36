"""Training: epoch after epoch, until all are made or nothing gets better."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, final

import numpy as np

from compose.errors import CheckpointError, NetworkError, shown
from compose.nn.costs import Cost, cost_named
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP
from compose.nn.optimisers import SGD, Optimiser
from compose.nn.preparing import Data, prepared, set_apart
from compose.nn.steps import training_step
from compose.nn.training.archive import PathLike
from compose.nn.training.checkpoints import read_stage, write_stage
from compose.nn.training.epochs import Run, next_stage
from compose.nn.training.history import History
from compose.nn.training.judging import has_classes
from compose.nn.training.progress import Shown, shown_progress
from compose.nn.training.settings import (
    check_metrics,
    check_patience,
    check_settings,
    counted,
    settings_of,
)
from compose.nn.training.stages import Stage, first_stage

__all__ = ["Fit", "fit"]

_PLAIN: Final = SGD()
_TOLD: Final = ("loss", "validation_loss", "accuracy", "validation_accuracy")


@final
@dataclass(frozen=True, eq=False, repr=False)
class Fit:
    """A trained model, and how it came about; made by `fit`.

    Attributes
    ----------
    model : MLP
        With the parameters that were learnt.
    history : History
        What each epoch was like.
    stopped : str
        Why training ended.
    best_epoch : int
        Which epoch, from 1, had the lowest validation loss, or without validation the lowest
        loss; 0 before the first.

    Examples
    --------
    >>> trained = fit(MLP([1, 1], seed=0), [0.0, 1.0], [1.0, 3.0], optimiser=SGD(0.5), epochs=200)
    >>> trained.stopped, trained.parameters[0]["w"].round(3), trained.parameters[0]["b"].round(3)
    ('all epochs', array([[2.]]), array([1.]))
    """

    model: MLP
    history: History
    stopped: str
    best_epoch: int

    @property
    def parameters(self) -> Parameters:
        """The parameters of the model."""
        return self.model.parameters

    def __repr__(self) -> str:
        last = self.history[-1] if len(self.history) else {}
        told = [f"{name.replace('_', ' ')} {last[name]:.4g}" for name in _TOLD if name in last]
        made = f"{counted(len(self.history), 'epoch')} ({self.stopped})"
        sizes = "-".join(map(str, self.model.sizes))
        return f"<Fit of {sizes}: {', '.join([made, *told])}>"


def fit(
    model: MLP,
    x: Any,
    y: Any,
    *,
    cost: str | Cost = "quadratic",
    optimiser: Optimiser = _PLAIN,
    epochs: int = 10,
    batch_size: int = 32,
    validation: tuple[Any, Any] | float | None = None,
    seed: int = 0,
    patience: int | None = None,
    checkpoint: PathLike | None = None,
    resume: bool = False,
    progress: Shown = None,
    metrics: str | Sequence[str] | None = None,
) -> Fit:
    """Train a model on examples, in batches that are shuffled anew in each epoch.

    Parameters
    ----------
    model : MLP
        What to train; it stays as it is.
    x : array_like
        Shape (n, inputs), one row an example; (n,) for one input.
    y : array_like
        What is wanted: shape (n, outputs); (n,) for one output; whole numbers of shape (n,), the
        classes from 0, for several.
    cost : str or callable
        What to make small: a name in `COSTS`, or a function of the answers and what is wanted
        that is averaged over the examples.
    optimiser : SGD or Adam
        How, with its learning rate or schedule.
    epochs : int
        How often every example comes, at most.
    batch_size : int
        How many examples there are to a step; the last of an epoch may have fewer.
    validation : tuple of array_like, or float, optional
        Examples (x, y) that are not trained with, or the share of those given that is set apart
        for this, drawn at random.
    seed : int
        Says which order the examples come in. The same arguments give the same bits.
    patience : int, optional
        Stop after so many epochs without a lower validation loss, and give the parameters of the
        epoch with the lowest, also where all epochs were made.
    checkpoint : str or path, optional
        A file, written after every epoch. It is replaced whole or not at all, so that whatever
        happens one whole epoch can be gone on from.
    resume : bool
        Whether to go on from the checkpoint, if it is there: the result is then, bit for bit, that
        of training that was never cut off. There may be more epochs than before; whatever else
        decides about the numbers is the same.
    progress : bool or callable, optional
        Whether to show a bar on the standard error stream; by default if that is a terminal. A
        function is given the history after each epoch instead.
    metrics : str or sequence of str, optional
        What else the history records: ``"accuracy"`` on the examples of the training, after each
        epoch, and ``"steps"``, the loss of every batch.

    Returns
    -------
    Fit
        The trained model, the history, and why training stopped.

    Raises
    ------
    NetworkError
        If the examples do not fit the model, or a setting is none.
    TrainingError
        If the loss or a parameter is no finite number any more; names epoch, batch, and the first
        operation that gave such a number.
    CheckpointError
        If the checkpoint to go on from belongs to another training, or is no checkpoint.
    OSError
        If the checkpoint cannot be written.

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> model = MLP([2, 4, 1], "tanh", output="sigmoid", seed=1)
    >>> trained = fit(
    ...     model,
    ...     x,
    ...     [0, 1, 1, 0],
    ...     cost="binary cross-entropy",
    ...     optimiser=SGD(1.0),
    ...     epochs=300,
    ...     batch_size=4,
    ...     metrics="accuracy",
    ... )
    >>> trained.history[-1]["accuracy"]
    1.0
    >>> trained.model(x).round().ravel()
    array([0., 1., 1., 0.])
    """
    check_settings(model, optimiser, epochs, batch_size, seed)
    named = (metrics,) if isinstance(metrics, str) else tuple(metrics or ())
    measure = cost_named(cost)
    data, apart = _both(model, measure, x, y, validation, seed)
    classes = has_classes(measure, data.y)
    check_metrics(named, classes=classes)
    check_patience(patience, apart)
    step = training_step(model, measure, optimiser)
    flags = classes, patience is not None
    run = Run(model, measure, optimiser, data, apart, batch_size, seed, named, *flags, step)
    first = first_stage(model, optimiser)
    keep, stage = _kept(run, first, checkpoint, epochs, resume=resume)

    def is_over(stage: Stage) -> bool:
        return patience is not None and stage.waited >= patience

    losses: list[float] = []
    with shown_progress(epochs, stage, lambda: len(losses) / run.batches, show=progress) as tell:
        while stage.epoch < epochs and not is_over(stage):
            stage = next_stage(run, stage, losses)
            keep(stage)
            tell(stage)
    waited = f"no better validation loss for {counted(patience or 0, 'epoch')}"
    return Fit(
        _learnt(model, stage),
        stage.history,
        waited if is_over(stage) else "all epochs",
        stage.best.epoch,
    )


def _learnt(model: MLP, stage: Stage) -> MLP:
    return (
        model.with_parameters(stage.best.parameters or stage.parameters) if stage.epoch else model
    )


def _both(
    model: MLP, cost: Cost, x: Any, y: Any, validation: Any, seed: int
) -> tuple[Data, Data | None]:
    data = prepared(model, cost, x, y)
    if validation is None:
        return data, None
    if isinstance(validation, (float, np.floating)):
        return set_apart(data, float(validation), seed)
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:  # noqa: PLR2004 - x and y
        raise NetworkError(
            f"validation is (x, y), or a share between 0 and 1, not {shown(validation)}"
        )
    inputs, wanted = validation
    return data, prepared(model, cost, inputs, wanted, of=" of the validation")


def _kept(
    run: Run, first: Stage, path: PathLike | None, epochs: int, *, resume: bool
) -> tuple[Callable[[Stage], None], Stage]:
    """Say how a stage is kept in the file, and which one to begin with."""
    if path is None:
        if resume:
            raise NetworkError("resume=True goes on from a file; name it, in checkpoint=")
        return lambda stage: None, first  # noqa: ARG005 - there is no file
    folder = Path(os.path.realpath(path)).parent
    if not folder.is_dir():
        raise FileNotFoundError(2, "the folder of the checkpoint does not exist", str(folder))
    if not os.access(folder, os.W_OK):
        raise PermissionError(13, "nothing can be written beside the checkpoint", str(folder))
    if Path(path).is_dir():
        raise IsADirectoryError(21, "the checkpoint is a folder; name a file", os.fspath(path))
    settings = settings_of(run)
    stage = read_stage(path, settings, first) if resume and Path(path).exists() else first
    if stage.epoch > epochs:
        raise CheckpointError(
            os.fspath(path),
            f"it holds {counted(stage.epoch, 'epoch')}, and {epochs} are asked for; ask for as "
            "many or more",
        )
    return lambda stage: write_stage(path, settings, stage), stage
