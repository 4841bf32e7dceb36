"""What is shown of a training: its settings, its epochs, and what the network learnt."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from compose.cli.screen import Screen, counted
from compose.engine.show.figures import figure

if TYPE_CHECKING:
    from compose.cli.learnt import Learnt
    from compose.cli.lessons import Lesson
    from compose.nn import Fit, History

__all__ = ["Epochs", "show_lesson", "show_scores"]

_LINES = 10
_WIDEST_MATRIX = 16
_WIDEST_LABEL = 4
_MISTAKES = 3
_COLUMNS = ("loss", "validation_loss", "validation_accuracy")


def show_lesson(screen: Screen, lesson: Lesson) -> None:
    """Say what is going to be learnt, and how.

    Parameters
    ----------
    screen : Screen
    lesson : Lesson
    """
    data, parts, model = lesson.data, lesson.parts, lesson.model
    wanted = counted(len(data.classes), "class", "classes") if data.classes else "a number"
    activations = [layer.activation.__name__.replace("_", " ") for layer in model.layers]
    numbers = sum(part.size for layer in model.parameters for part in layer.values())
    epochs = counted(lesson.epochs, "epoch", "epochs")
    rows = {
        "data": f"{data.name}: {len(data.x)} examples, {model.sizes[0]} inputs, {wanted}",
        "parts": f"{len(parts.training)} for training, {len(parts.validation)} for validation, "
        f"{len(parts.test)} for testing",
        "network": f"{'-'.join(map(str, model.sizes))}, {', '.join(activations)}: "
        f"{numbers} weights and biases",
        "cost": lesson.cost.replace("-", " ").replace("cross ", "cross-"),
        "steps": f"{lesson.optimiser}, rate {lesson.rate:g}, batches of {lesson.batch}, {epochs}, "
        f"seed {lesson.seed}",
    }
    screen.lines(f"{name:<7}  {text}" for name, text in rows.items())


class Epochs:
    """A table of some epochs, written as they end.

    Parameters
    ----------
    screen : Screen
    epochs : int
        How many there may be.
    keeps_best : bool
        Whether the best of them is kept, and not the last.

    Examples
    --------
    >>> from compose.nn import History
    >>> table = Epochs(Screen(), 10)
    >>> table(History(loss=(0.5, 0.25), rate=(0.1, 0.1)))
    Training ───────────────────────────────────────────────────────────────────────
    epoch      loss
        1       0.5
        2      0.25
    """

    def __init__(self, screen: Screen, epochs: int, *, keeps_best: bool = False) -> None:
        self._screen = screen
        self._epochs = epochs
        self._keeps_best = keeps_best
        self._every = _round_up(epochs / _LINES)
        self._seen = 0

    def __call__(self, history: History) -> None:
        """Write what has not been written yet."""
        if not self._seen and len(history):
            self._screen.section("Training")
            self._screen.lines([_cells("epoch", _heads(history))])
        for epoch in range(self._seen + 1, len(history) + 1):
            if epoch == 1 or epoch % self._every == 0:
                self._write(history, epoch)
        self._seen = len(history)

    def end(self, fit: Fit) -> None:
        """Write the last epoch as well, why it was the last, and which one is kept."""
        epochs = len(fit.history)
        self(fit.history)
        if epochs > 1 and epochs % self._every:
            self._write(fit.history, epochs)
        if epochs < self._epochs:
            self._screen.lines([f"stopped: {fit.stopped}"])
        if self._keeps_best:
            self._screen.lines([f"kept: epoch {fit.best_epoch}, the lowest validation loss"])

    def _write(self, history: History, epoch: int) -> None:
        numbers = history[epoch - 1]
        texts = [
            _percent(numbers[name]) if "accuracy" in name else f"{numbers[name]:.4g}"
            for name in _COLUMNS
            if name in numbers
        ]
        self._screen.lines([_cells(str(epoch), zip(_heads(history), texts, strict=True))])


def _heads(history: History) -> list[str]:
    return [name.replace("_", " ") for name in _COLUMNS if getattr(history, name)]


def _cells(first: str, others: Any) -> str:
    """Write a line: below a head, each text as wide as that."""
    pairs = [(other, other) if isinstance(other, str) else other for other in others]
    return "  ".join([f"{first:>5}", *(f"{text:>{max(len(head), 8)}}" for head, text in pairs)])


def _round_up(number: float) -> int:
    """Give the next of 1, 2, 5, 10, 20, 50 and so on."""
    size = 10 ** math.floor(math.log10(max(number, 1)))
    return next(int(size * step) for step in (1, 2, 5, 10) if size * step >= number)


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def show_scores(screen: Screen, learnt: Learnt) -> None:
    """Say how the network does on what it has not seen.

    Parameters
    ----------
    screen : Screen
    learnt : Learnt
    """
    screen.section("Test")
    if learnt.lesson.data.classes:
        _show_classes(screen, learnt)
    else:
        _show_numbers(screen, learnt)


def _show_classes(screen: Screen, learnt: Learnt) -> None:
    data, matrix = learnt.lesson.data, learnt.confusion
    right, count = int(matrix.trace()), int(matrix.sum())
    common = int(data.y[learnt.lesson.parts.training].sum(axis=0).argmax())
    guessed = f"always {data.classes[common]}: {_percent(float(matrix[common].sum() / count))}"
    screen.lines([f"accuracy {_percent(right / count)}: {right} of {count} right ({guessed})", ""])
    if len(matrix) <= _WIDEST_MATRIX:
        screen.lines(_matrix(matrix, data.classes))
    mistakes = _mistakes(matrix, data.classes)
    if len(matrix) > 2 and mistakes:  # noqa: PLR2004 - two classes have two kinds of mistakes
        screen.lines([*([""] if len(matrix) <= _WIDEST_MATRIX else []), f"mistakes: {mistakes}"])


def _matrix(matrix: Any, classes: Sequence[str]) -> Iterator[str]:
    short = max(map(len, classes)) <= _WIDEST_LABEL
    heads = list(classes) if short else [str(place) for place in range(1, len(classes) + 1)]
    names = (
        heads if short else [f"{head} {name}" for head, name in zip(heads, classes, strict=True)]
    )
    edge = max(map(len, [*names, "wanted"]))
    wide = max(len(text) for text in [*heads, str(matrix.max())]) + 2
    yield f"{'':<{edge}}  answered"
    yield f"{'wanted':<{edge}}" + "".join(f"{head:>{wide}}" for head in heads)
    for name, row in zip(names, matrix, strict=True):
        yield f"{name:<{edge}}" + "".join(f"{count or '.':>{wide}}" for count in row)


def _mistakes(matrix: Any, classes: Sequence[str]) -> str:
    """Name the mistakes made most often."""
    wrong = [
        (-int(count), wanted, answered)
        for wanted, row in enumerate(matrix)
        for answered, count in enumerate(row)
        if count and wanted != answered
    ]
    return ", ".join(
        f"{classes[wanted]} taken for {classes[answered]} ({-count})"
        for count, wanted, answered in sorted(wrong)[:_MISTAKES]
    )


def _show_numbers(screen: Screen, learnt: Learnt) -> None:
    target, mean = learnt.lesson.data.target, learnt.lesson.scaling.target_mean
    off, apart = learnt.answers - learnt.wanted, learnt.wanted - mean
    error, spread = (math.sqrt(float((part**2).mean())) for part in (off, apart))
    screen.lines([f"{target!r} is off by {figure(error).text} (root mean square)"])
    if spread:
        guessed = f"always {figure(mean).text}, the mean, is off by {figure(spread).text}"
        explained = _percent(1 - (error / spread) ** 2)
        screen.lines([guessed, f"{explained} of the variance is explained"])
