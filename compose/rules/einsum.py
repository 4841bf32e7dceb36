"""The row of ``np.einsum``: the cotangent of an operand is an einsum of the others.

It takes the place of the answer, and the operand that of the output. What the operand alone has
needs a word each: an axis that was summed in it, or broadcast because its length is 1, is
spread out again; an index that it has twice stands for its diagonal, and an identity matrix puts
the cotangent back there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import Any, final

import numpy as np

from compose.errors import TraceError
from compose.rules.arrays import each
from compose.rules.rule import Value

__all__ = ["ROW"]

_LETTERS = ascii_uppercase + ascii_lowercase
_Shapes = tuple[tuple[int, ...], ...]


@final
@dataclass(frozen=True, slots=True)
class _Plan:
    """An einsum of the cotangent, the other operands and identities, then axes of length 1."""

    subscripts: str
    sides: tuple[int, ...]
    alone: tuple[int, ...]


def _pull(place: int, g: Value, _answer: Value, *operands: Any, optimize: Any = False) -> Value:
    subscripts, arrays, at = _in_letters(place, operands)
    shapes = tuple(map(np.shape, arrays))
    plan = _plan(subscripts, shapes, at)
    identities = [np.eye(side, dtype=arrays[at].dtype) for side in plan.sides]
    others = (*arrays[:at], *arrays[at + 1 :])
    # A path names the operands of the forward call.
    how = optimize if isinstance(optimize, bool | str) else True
    moved = np.einsum(plan.subscripts, g, *others, *identities, optimize=how)
    if plan.alone:
        moved = np.expand_dims(moved, plan.alone)
    return moved if np.shape(moved) == shapes[at] else np.broadcast_to(moved, shapes[at])


def _in_letters(place: int, operands: Sequence[Any]) -> tuple[str, tuple[Value, ...], int]:
    """Read both ways of calling: the subscripts, the arrays, and which of them is at a place."""
    if isinstance(operands[0], str):
        return operands[0].replace(" ", ""), tuple(operands[1:]), place - 1
    pairs = len(operands) // 2
    terms = [_spelt(labels) for labels in operands[1 : 2 * pairs : 2]]
    output = f"->{_spelt(operands[-1])}" if len(operands) % 2 else ""
    return ",".join(terms) + output, tuple(operands[: 2 * pairs : 2]), place // 2


def _spelt(labels: Sequence[Any]) -> str:
    return "".join("..." if label is Ellipsis else _LETTERS[label] for label in labels)


@lru_cache(maxsize=4096)
def _plan(subscripts: str, shapes: _Shapes, at: int) -> _Plan:
    letters = (letter for letter in _LETTERS if letter not in subscripts)
    inputs, output = _without_ellipsis(subscripts, shapes, letters)
    own, others = inputs[at], [*inputs[:at], *inputs[at + 1 :]]
    target, identities, alone = "", [], []
    for axis, (label, length) in enumerate(zip(own, shapes[at], strict=True)):
        if length == 1 or (own.count(label) == 1 and label not in "".join((output, *others))):
            alone.append(axis)
        elif label in target:
            twin = next(letters)
            identities.append((label + twin, length))
            target += twin
        else:
            target += label
    terms = ",".join((output, *others, *(pair for pair, _ in identities)))
    return _Plan(f"{terms}->{target}", tuple(side for _, side in identities), tuple(alone))


def _without_ellipsis(
    subscripts: str, shapes: _Shapes, letters: Iterator[str]
) -> tuple[list[str], str]:
    """Name the axes that an ellipsis stands for, and the output where it is left out."""
    given, arrow, output = subscripts.partition("->")
    terms = given.split(",")
    covered = [
        len(shape) - len(term) + 3 if "..." in term else 0
        for term, shape in zip(terms, shapes, strict=True)
    ]
    names = "".join(next(letters) for _ in range(max(covered)))
    inputs = [
        term.replace("...", names[len(names) - count :])
        for term, count in zip(terms, covered, strict=True)
    ]
    if not arrow:
        output = "..." + _once(given)
    return inputs, output.replace("...", names)


def _once(given: str) -> str:
    counted = Counter(letter for letter in given if letter.isalpha())
    return "".join(sorted(letter for letter, count in counted.items() if count == 1))


def _check(*_operands: Any, optimize: Any = False, **others: Any) -> None:  # noqa: ARG001 - known
    for name, value in others.items():
        if value is not None:
            raise TraceError(f"np.einsum of a variable takes no {name}=, only optimize")


ROW = each(np.einsum, _pull, check=_check)
