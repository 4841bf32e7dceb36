"""How far a long work has come, told now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from time import monotonic
from typing import Final, TypeAlias, TypeVar

__all__ = ["Progress", "Told", "metered"]

Told: TypeAlias = Callable[[int, int | None], object]
"""What a caller gives: it takes what is done, and the total where that is known."""

_Part = TypeVar("_Part", bound=Sized)

_PAUSE: Final = 0.1


class Progress:
    """Tells a caller how far a work has come, at most ten times a second and at its end.

    Parameters
    ----------
    told : callable or None
        Called with what is done and the total; nobody, if None. What it raises ends the work.
    total : int or None
        What there is to do; None where nobody knows.

    Examples
    --------
    >>> progress = Progress(lambda done, total: print(f"{done} of {total}"), 80)
    >>> progress.reach(20)
    20 of 80
    >>> progress.reach(40)
    >>> progress.finish()
    80 of 80
    """

    def __init__(self, told: Told | None, total: int | None) -> None:
        self._told = told
        self._total = total
        self._done = 0
        self._next = 0.0

    def reach(self, done: int) -> None:
        """Tell of what is done, unless the last time was a moment ago."""
        self._done = done
        if self._told is not None and (now := monotonic()) >= self._next:
            self._told(done, self._total)
            self._next = now + _PAUSE

    def advance(self, more: int) -> None:
        """Tell as `reach` does, of so much more."""
        self.reach(self._done + more)

    def finish(self) -> None:
        """Tell that all is done."""
        done = self._done if self._total is None else self._total
        if self._told is not None:
            self._told(done, done)


def metered(
    parts: Iterable[_Part], progress: Progress, place: Callable[[], int] | None = None
) -> Iterator[_Part]:
    """Yield parts, and tell how far one has come when each has been dealt with.

    Parameters
    ----------
    parts : iterable of sized
        What is worked upon.
    progress : Progress
        Who tells.
    place : callable, optional
        Says how far one has come; without it, the lengths of the parts are added up.

    Yields
    ------
    sized
        The parts.
    """
    for part in parts:
        yield part
        if place is None:
            progress.advance(len(part))
        else:
            progress.reach(place())
    progress.finish()
