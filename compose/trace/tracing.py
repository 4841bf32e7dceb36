"""One run of a function under a tape: what every transform begins with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from reprlib import repr as shortened
from typing import Any, final

import numpy as np

from compose.engine.tape import Tape
from compose.errors import TraceError
from compose.trace.answers import separate, shaped_like, zeros_of
from compose.trace.apply import made
from compose.trace.given import held
from compose.trace.nested import flatten
from compose.trace.quantities import accept_quantities, per
from compose.trace.recorders import Closed, enter, leave
from compose.trace.variable import Variable

__all__ = ["Argnums", "Run", "is_complex", "is_number", "places_of"]

_SINGLE = frozenset({float, Variable})

Argnums = int | tuple[int, ...]


@final
class Run:
    """A function that has been run on variables, and the tape that it left.

    Parameters
    ----------
    function : callable
        The function.
    argnums : int or tuple of int
        Which arguments are variables; the others are constants.
    args, kwargs : tuple and dict
        What it is called with.

    Attributes
    ----------
    tape : Tape
        What was recorded.
    leaves : list of Variable or None
        The variables, None where an argument holds something that is no number.
    answer : object
        What the function gave, variables included.
    """

    __slots__ = ("_rebuild", "answer", "leaves", "tape")

    def __init__(
        self, function: Callable[..., Any], argnums: Argnums, args: Sequence[Any], kwargs: Any
    ) -> None:
        accept_quantities(Variable)
        self.tape = Tape()
        self.leaves: list[Variable | None] = []
        self._rebuild: Callable[[list[Any]], Any] = _only
        if len(args) == 1 and argnums == 0 and type(args[0]) in _SINGLE:
            # One number: the short way for gradients inside of loops.
            given = self.leaves = [self._leaf(args[0])]
        else:
            given = self._taken_apart(function, argnums, args)
        token = enter(self.tape)
        try:
            self.answer = self._lowered(function(*given, **kwargs))
        finally:
            leave(self.tape, token)

    def _taken_apart(self, function: Any, argnums: Argnums, args: Sequence[Any]) -> list[Any]:
        """Give the arguments with variables in the places of their numbers."""
        given = list(args)
        rebuilds: dict[int, Any] = {}
        places = places_of(argnums, len(args), function)
        for place in places:
            if place not in rebuilds:
                given[place], rebuilds[place] = self._opened(args[place])
        if isinstance(argnums, int) and self.leaves and not self.variables:
            raise TraceError(
                f"argument {argnums} is {shortened(args[argnums])}, which holds no number to "
                "differentiate by; change argnums"
            )
        together = [rebuilds[place] for place in places]
        self._rebuild = together[0] if isinstance(argnums, int) else _together(together)
        return given

    def _opened(self, argument: Any) -> tuple[Any, Any]:
        """Make variables of the numbers in an argument."""
        parts, put_together = flatten(argument)
        begin = len(self.leaves)
        self.leaves += [self._leaf(part) for part in parts]
        end = len(self.leaves)
        pairs = zip(self.leaves[begin:], parts, strict=True)
        opened = put_together([part if leaf is None else leaf for leaf, part in pairs])
        return opened, lambda answers: put_together(answers[begin:end])

    def _leaf(self, part: Any) -> Variable | None:
        if type(part) is not Variable:
            if part is None or callable(part) or _holds_no_numbers(part):
                return None
            part = held(part)
        elif part.dtype.kind in "biu":
            part = part.astype(np.float64)
        return made(Variable, part, self.tape, self.tape.leaf())  # type: ignore[no-any-return]

    def _lowered(self, answer: Any) -> Any:
        """Take what bare variables hold that were made inside: they mean nothing outside."""
        if type(answer) is Variable and answer._tape is self.tape:
            return answer
        parts, rebuild = flatten(answer)
        lower = [self._below(part) for part in parts]
        changed = any(low is not part for low, part in zip(lower, parts, strict=True))
        return rebuild(lower) if changed else answer

    def _below(self, item: Any) -> Any:
        while type(item) is Variable and item._tape is not self.tape:
            if type(item._tape) is Closed:
                item._tape.write()
            if item._tape.level < self.tape.level:
                break
            item = item._value
        return item

    @property
    def variables(self) -> list[Variable]:
        """The leaves without the gaps."""
        return [leaf for leaf in self.leaves if leaf is not None]

    def rebuilt(self, answers: list[Any]) -> Any:
        """Arrange one answer per leaf as the arguments were."""
        return self._rebuild(answers)

    def owns(self, item: Any) -> bool:
        """Say whether something is a variable of this run."""
        return type(item) is Variable and item._tape is self.tape

    def value(self, item: Any) -> Any:
        """Give what stands for something outside this run: a value, or the thing itself."""
        if type(item) is Variable:
            return item._value if item._tape is self.tape else item
        parts, rebuild = flatten(item)
        return rebuild([p._value if self.owns(p) else p for p in parts])

    def gradient(self, output: Any, seed: Any) -> Any:
        """Pull a seed back from an output to every leaf, units and all."""
        found = self.pulled({output._node: seed} if self.owns(output) else {})
        return self.rebuilt(self.measured(found, self.value(output)))

    def measured(self, pulled: list[Any], of: Any) -> list[Any]:
        """Give derivatives of something by each leaf their units."""
        pairs = zip(pulled, self.leaves, strict=True)
        return [None if leaf is None else per(answer, of, leaf._value) for answer, leaf in pairs]

    def pulled(self, seeds: dict[int, Any]) -> list[Any]:
        """Pull seeds back from nodes to every leaf; numbers without units."""
        with np.errstate(all="ignore"):
            adjoints = self.tape.pull(seeds)
            found = [
                None if leaf is None else shaped_like(leaf._value, adjoints[leaf._node])
                for leaf in self.leaves
            ]
        return separate(found, seeds.values())

    def pushed(self, seeds: dict[int, Any], outputs: Sequence[Any]) -> list[Any]:
        """Push seeds from leaves to every output; numbers without units."""
        with np.errstate(all="ignore"):
            tangents = self.tape.push(seeds)
            found = [
                shaped_like(out._value, tangents[out._node]) if self.owns(out) else zeros_of(out)
                for out in outputs
            ]
        return separate(found, seeds.values())


def _only(answers: list[Any]) -> Any:
    return answers[0]


def places_of(argnums: Argnums, count: int, function: Any) -> tuple[int, ...]:
    """Check argnums against the number of arguments, and count those from the end anew.

    Parameters
    ----------
    argnums : int or tuple of int
        As a transform was given them.
    count : int
        How many arguments there are.
    function : callable
        Whose arguments they are.

    Returns
    -------
    tuple of int
        From 0 on.

    Raises
    ------
    TraceError
        If there is no such argument.

    Examples
    --------
    >>> places_of((0, -1), 3, None)
    (0, 2)
    """
    places = argnums if isinstance(argnums, tuple) else (argnums,)
    for place in places:
        if type(place) is not int:
            raise TraceError(f"argnums is an int or a tuple of ints, not {argnums!r}")
        if not -count <= place < count:
            name = getattr(function, "__name__", "the function")
            raise TraceError(
                f"{name} was called with {count} positional arguments, so there is no "
                f"argument {place} to differentiate by; pass it by position, or change argnums"
            )
    return tuple(place % count for place in places)


def is_number(value: Any) -> bool:
    """Say whether something can have a derivative, or be one: a number, an array, a quantity."""
    return hasattr(value, "dtype") or isinstance(value, (int, float, complex))


def is_complex(value: Any) -> bool:
    """Say whether a number or an array is complex."""
    dtype = getattr(getattr(value, "magnitude", value), "dtype", None)
    return isinstance(value, complex) if dtype is None else dtype.kind == "c"


def _holds_no_numbers(part: Any) -> bool:
    """Say whether a part of an argument is a switch or a text, which stays what it is."""
    if isinstance(part, (str, bytes, bool)):
        return True
    return getattr(getattr(part, "dtype", None), "kind", "f") == "b"


def _together(rebuilds: list[Callable[[list[Any]], Any]]) -> Callable[[list[Any]], Any]:
    return lambda answers: tuple(rebuild(answers) for rebuild in rebuilds)
