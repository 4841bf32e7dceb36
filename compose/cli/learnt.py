"""What a network learnt: its answers on what it has not seen, and the worst of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from compose.cli.lessons import Lesson
from compose.engine.show.figures import figure

if TYPE_CHECKING:
    from compose.nn import MLP, Fit, History
    from compose.nn.data import Array

__all__ = ["Learnt"]


@dataclass(frozen=True)
class Learnt:
    """What came of a lesson.

    Parameters
    ----------
    lesson : Lesson
    fit : Fit
    """

    lesson: Lesson
    fit: Fit

    @property
    def history(self) -> History:
        """What each epoch was like."""
        return self.fit.history

    @cached_property
    def model(self) -> MLP:
        """The trained network, which takes the data's own numbers."""
        return self.lesson.scaling.absorbed(self.fit.model)

    @property
    def wanted(self) -> Array:
        """What is wanted for the test part, shape (n, outputs)."""
        return self.lesson.data.y[self.lesson.parts.test]

    @cached_property
    def answers(self) -> Array:
        """What the network says to the test part, shape (n, outputs)."""
        answers: Array = self.model(self.lesson.data.x[self.lesson.parts.test])
        return answers

    @property
    def confusion(self) -> Array:
        """How many of the test part are taken for which, wanted by answered."""
        from compose.nn import confusion_matrix

        return confusion_matrix(self.wanted, self.answers, len(self.lesson.data.classes))

    @cached_property
    def _worst(self) -> int:
        return int(((self.answers - self.wanted) ** 2).sum(axis=1).argmax())

    @property
    def worst(self) -> tuple[Array, Array]:
        """The example of the test part that is answered worst, scaled as in training."""
        x: Array = self.lesson.data.x[self.lesson.parts.test[self._worst]]
        y: Array = self.wanted[self._worst]
        return self.lesson.scaling.inputs(x), self.lesson.scaling.targets(y)

    @property
    def worst_said(self) -> str:
        """That example in words."""
        wanted, answer = self.wanted[self._worst], self.answers[self._worst]
        example = f"example {self.lesson.parts.test[self._worst] + 1}"
        classes = self.lesson.data.classes
        if not classes:
            texts = [figure(float(row[0])).text for row in (wanted, answer)]
            return f"{example}, {texts[0]} taken for {texts[1]}"
        right, taken = (classes[int(row.argmax())] for row in (wanted, answer))
        told = "right but least sure" if right == taken else f"taken for {taken}"
        return f"{example}, {right} {told}"
