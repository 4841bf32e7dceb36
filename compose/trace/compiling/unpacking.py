"""The first lines of a compiled function: taking containers apart, and checking what comes in."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, final

import numpy as np

from compose.trace.compiling.expressions import Expressions
from compose.trace.compiling.literals import literal
from compose.trace.compiling.names import Names
from compose.trace.compiling.structure import Container, Fixed, Number, Part

__all__ = ["Unpacking"]

_WIDTH = 80
_BUILTIN: dict[Any, str] = {list: "list", tuple: "tuple", dict: "dict"}


@final
class Unpacking:
    """Takes the arguments apart, in text.

    Parameters
    ----------
    parameters : sequence of str
        What the arguments are called.
    parts : sequence of Part
        What each of them is.
    names : Names
        Gives names.

    Attributes
    ----------
    numbers : list of str
        What the numbers are called, in order.
    lines : list of str
        Statements.
    """

    def __init__(self, parameters: Sequence[str], parts: Sequence[Part], names: Names) -> None:
        self.numbers: list[str] = []
        self.lines: list[str] = []
        self._names = names
        self._containers: list[tuple[str, Container]] = []
        self._fixed: list[tuple[str, Fixed]] = []
        self._described: list[tuple[str, Number]] = []
        for name, part in zip(parameters, parts, strict=True):
            self._open(name, part)

    def _open(self, name: str, part: Part) -> None:
        if isinstance(part, Number):
            self.numbers.append(name)
            self._described.append((name, part))
        elif isinstance(part, Fixed):
            self._fixed.append((name, part))
        else:
            self._containers.append((name, part))
            inner = [self._names.fresh(_called(name, part, key)) for key in part.keys]
            self.lines.append(_taken_apart(name, part, inner))
            for each, within in zip(inner, part.parts, strict=True):
                self._open(each, within)

    def written(self, expressions: Expressions) -> list[str]:
        """Write the statements, and the check that refuses everything else."""
        lines = []
        if self.lines:
            caught = "AttributeError, KeyError, TypeError, ValueError"
            lines = ["try:", *(f"    {line}" for line in self.lines)]
            lines += [f"except ({caught}):", "    raise Mismatch from None"]
        conditions = [
            *(self._of_container(name, part, expressions) for name, part in self._containers),
            *(_of_fixed(name, part, expressions) for name, part in self._fixed),
            *self._of_numbers(expressions),
        ]
        if not conditions:
            return lines
        first, *others = conditions
        lines += ["if not (", f"    {first}", *(f"    and {other}" for other in others), "):"]
        return [*lines, "    raise Mismatch"]

    def _of_container(self, name: str, part: Container, expressions: Expressions) -> str:
        kind = _BUILTIN.get(part.kind) or expressions.constant(part.kind, part.kind.__name__)
        counted = f" and len({name}) == {len(part.keys)}" if part.kind is dict else ""
        return f"type({name}) is {kind}{counted}"

    def _of_numbers(self, expressions: Expressions) -> list[str]:
        floats = [name for name, part in self._described if part.kind == "float"]
        arrays = [(name, part) for name, part in self._described if part.shape]
        scalars = [(n, p) for n, p in self._described if not p.shape and p.kind != "float"]
        conditions = _same_types(floats, "float")
        conditions += [f"type({n}) is np.{np.dtype(p.kind).type.__name__}" for n, p in scalars]
        conditions += _same_types([name for name, _ in arrays], "np.ndarray")
        for kind in dict.fromkeys(part.kind for _, part in arrays):
            same = [f"{name}.dtype" for name, part in arrays if part.kind == kind]
            conditions += _chained(same, expressions.dtype(kind))
        return conditions + [f"{name}.shape == {part.shape}" for name, part in arrays]


def _same_types(names: Sequence[str], kind: str) -> list[str]:
    return _chained([f"type({name})" for name in names], kind)


def _chained(items: Sequence[str], kind: str) -> list[str]:
    """Compare all with one thing, a line's width at a time."""
    chains: list[list[str]] = []
    for item in items:
        if not chains or len(" is ".join([*chains[-1], item, kind])) > _WIDTH:
            chains.append([])
        chains[-1].append(item)
    return [" is ".join([*chain, kind]) for chain in chains]


def _of_fixed(name: str, part: Fixed, expressions: Expressions) -> str:
    if part.value is None or part.kind is bool:
        return f"{name} is {part.value}"
    text = literal(part.value)
    if text is None:
        text = expressions.constant(part.value, f"{name}_fixed")
    return f"type({name}) is type({text}) and {name} == {text}"


def _called(name: str, part: Container, key: Any) -> str:
    """Propose a name for a part of a container."""
    by_name = isinstance(key, str) and key.isidentifier()
    fields = getattr(part.kind, "_fields", None)
    if fields:
        return str(fields[key])
    return str(key) if by_name else f"{name}_{key}" if isinstance(key, int) else f"{name}_part"


def _taken_apart(name: str, part: Container, inner: Sequence[str]) -> str:
    if part.kind is dict:
        return _assigned(inner, [f"{name}[{key!r}]" for key in part.keys])
    if dataclasses.is_dataclass(part.kind):
        return _assigned(inner, [f"{name}.{key}" for key in part.keys])
    return f"[{', '.join(inner)}] = {name}"


def _assigned(names: Sequence[str], values: Sequence[str]) -> str:
    return f"{', '.join(names)} = {', '.join(values)}" if names else "pass"
