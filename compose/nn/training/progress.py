"""What a person sees while a network learns: epochs, rate, loss, and the time that is left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from compose.nn.training.history import History
from compose.nn.training.stages import Stage

__all__ = ["Shown", "Told", "shown_progress"]

Told: TypeAlias = Callable[[Stage], None]
"""Is called after each epoch."""

Shown: TypeAlias = bool | Callable[[History], None] | None
"""Whether there is a bar, or what is told of each epoch instead."""


@contextmanager
def shown_progress(
    epochs: int, first: Stage, done: Callable[[], float], *, show: Shown = None
) -> Iterator[Told]:
    """Show a bar on the standard error stream while training goes on.

    Parameters
    ----------
    epochs : int
        How many there are to be.
    first : Stage
        Where training begins.
    done : callable
        Gives how much of the running epoch is done, from 0 to 1; asked some times a second, so
        that the loop of training need not say.
    show : bool or callable, optional
        Whether to; by default if the stream is a terminal. A function is given the history after
        each epoch instead.

    Yields
    ------
    callable
        To be called with the stage after each epoch.

    Examples
    --------
    >>> from compose.nn import MLP, SGD
    >>> from compose.nn.training.stages import first_stage
    >>> with shown_progress(3, first_stage(MLP([2, 1]), SGD()), lambda: 0.0, show=False) as tell:
    ...     tell(first_stage(MLP([2, 1]), SGD()))
    """
    if callable(show):
        yield lambda stage: show(stage.history)
        return
    if not (sys.stderr.isatty() if show is None else show):
        yield lambda stage: None  # noqa: ARG005 - nobody looks
        return
    with _bar(epochs, first, done) as tell:
        yield tell


@contextmanager
def _bar(epochs: int, first: Stage, done: Callable[[], float]) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    class Growing(Progress):
        """A bar that asks how far things are whenever it is drawn."""

        def get_renderables(self) -> Any:
            for task in self.tasks:
                # Between two epochs `done` may be behind for a moment.
                reached = max(task.completed, task.fields["epochs"] + done())
                self.update(task.id, completed=min(reached, epochs))
            return super().get_renderables()

    columns = (
        TextColumn("epoch {task.fields[epochs]}/{task.total:.0f}"),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[numbers]}"),
        TimeRemainingColumn(),
    )
    with Growing(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(
            "", total=epochs, completed=first.epoch, epochs=first.epoch, numbers=_numbers(first)
        )

        def tell(stage: Stage) -> None:
            bar.update(task, completed=stage.epoch, epochs=stage.epoch, numbers=_numbers(stage))

        yield tell


def _numbers(stage: Stage) -> str:
    if not stage.epoch:
        return ""
    last = stage.history[-1]
    told = {"rate": "rate", "loss": "loss", "validation_loss": "validation"}
    return "  ".join(f"{text} {last[name]:.4g}" for name, text in told.items() if name in last)
