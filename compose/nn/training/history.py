"""What training was like: numbers for each epoch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Final, TypeAlias, final

__all__ = ["History"]

_ENDS: Final = 5
_LONGEST: Final = 12
_WIDTH: Final = 10

Column: TypeAlias = tuple[float, ...]


@final
@dataclass(frozen=True)
class History:
    """What training was like, one number for each epoch.

    Two histories are equal if all but the seconds are. Printed, it is a table.

    Attributes
    ----------
    loss : tuple of float
        The mean over the examples, each as it was when its batch came.
    rate : tuple of float
        The learning rate of an epoch's first step.
    validation_loss : tuple of float
        After each epoch; empty without validation.
    accuracy, validation_accuracy : tuple of float
        The share of examples that are put into the right class, after each epoch; empty where
        nobody asked, or where there are no classes.
    steps : tuple of float
        The loss of every single batch; empty where nobody asked.
    seconds : tuple of float
        How long each epoch took; nan for those made before training went on from a checkpoint.

    Examples
    --------
    >>> history = History(loss=(0.5, 0.25), rate=(0.1, 0.1), seconds=(1.5, 1.5))
    >>> print(history)
    epoch       loss       rate    seconds
        1        0.5        0.1        1.5
        2       0.25        0.1        1.5
    >>> len(history), history[-1]
    (2, {'epoch': 2, 'loss': 0.25, 'rate': 0.1, 'seconds': 1.5})
    """

    loss: Column = ()
    rate: Column = ()
    validation_loss: Column = ()
    accuracy: Column = ()
    validation_accuracy: Column = ()
    steps: Column = ()
    seconds: Column = field(default=(), compare=False)

    def __len__(self) -> int:
        return len(self.loss)

    def __getitem__(self, place: int) -> dict[str, float]:
        """Give the numbers of an epoch; 0 is the first, −1 the last."""
        number = range(len(self))[place] + 1
        return {"epoch": number, **{name: column[place] for name, column in self._columns()}}

    def to_dict(self) -> dict[str, list[float]]:
        """Write what was recorded as lists.

        Returns
        -------
        dict of str to list of float
            Without what is empty.

        Examples
        --------
        >>> History(loss=(0.5,), rate=(0.1,)).to_dict()
        {'loss': [0.5], 'rate': [0.1]}
        """
        steps = [("steps", self.steps)] if self.steps else []
        return {name: list(column) for name, column in [*self._columns(), *steps]}

    def extended(self, *, steps: Column = (), **numbers: float) -> History:
        """Add an epoch.

        Parameters
        ----------
        steps : tuple of float
            The losses of its batches.
        **numbers : float
            Its numbers, by the names of the attributes.

        Returns
        -------
        History

        Examples
        --------
        >>> History().extended(loss=0.5).extended(loss=0.25).loss
        (0.5, 0.25)
        """
        longer = {name: (*getattr(self, name), number) for name, number in numbers.items()}
        return replace(self, steps=self.steps + steps, **longer)

    def without_seconds(self) -> History:
        """Forget how long it took.

        Returns
        -------
        History
            With nan for each epoch.

        Examples
        --------
        >>> History(loss=(0.5,), seconds=(1.5,)).without_seconds().seconds
        (nan,)
        """
        return replace(self, seconds=(math.nan,) * len(self))

    def _columns(self) -> list[tuple[str, Column]]:
        named = ((part.name, getattr(self, part.name)) for part in fields(self))
        return [(name, column) for name, column in named if column and name != "steps"]

    def _lines(self) -> Iterator[str]:
        columns = self._columns()
        heads = [name.replace("_", " ") for name, _ in columns]
        widths = [max(_WIDTH, len(head)) for head in heads]
        yield _line(
            "epoch", [f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)]
        )
        left_out = range(_ENDS, len(self) - _ENDS) if len(self) > _LONGEST else range(0)
        for place in range(len(self)):
            if place not in left_out:
                texts = [
                    f"{column[place]:>{width}.4g}"
                    for (_, column), width in zip(columns, widths, strict=True)
                ]
                yield _line(place + 1, texts)
            elif place == left_out.start:
                yield _line("…", ["…".rjust(width) for width in widths])

    def __str__(self) -> str:
        return "\n".join(self._lines()) if self.loss else "no epochs"


def _line(epoch: object, texts: list[str]) -> str:
    return " ".join([f"{epoch:>5}", *texts])
