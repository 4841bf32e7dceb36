"""From a call to the source that does the same."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, final

import numpy as np

from compose.trace.compiling.counting import operations
from compose.trace.compiling.lifting import lifted
from compose.trace.compiling.names import Names
from compose.trace.compiling.nodes import PART, Node, Operand, live
from compose.trace.compiling.rewriting import rewritten
from compose.trace.compiling.structure import (
    NotCompiledError,
    Part,
    described,
    fixed,
    keys_of,
    opened,
    parts_of,
)
from compose.trace.compiling.unpacking import Unpacking
from compose.trace.compiling.writing import Source, Written
from compose.trace.program import Origin, Program
from compose.trace.recorders import enter, leave
from compose.trace.variable import Variable

__all__ = ["Arguments", "Built", "built", "positional_names"]

_NOWHERE = Origin()
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Built(NamedTuple):
    """What came out: the function's name, its source, and its cost."""

    name: str
    source: Source
    operations: int


@final
class Arguments:
    """The arguments of a call: which are numbers, and which are settings.

    Parameters
    ----------
    places : sequence of str
        What the positional ones are called.
    static : sequence of int or str
        Which are settings, by place or by name.
    args, kwargs : tuple and dict
        The arguments.

    Attributes
    ----------
    key : tuple
        Equal for calls that the same program can run.
    names : list of str
        What the arguments are called.
    parts : list of Part
        What they are.
    """

    def __init__(
        self,
        places: Sequence[str],
        static: Sequence[int | str],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        self.args = args
        self.kwargs = kwargs
        self.names = [*places, *kwargs]
        self._items = [*args, *kwargs.values()]
        self._is_static = [n in static or name in static for n, name in enumerate(self.names)]
        self._values: list[Any] = []
        self.parts: list[Part] = [
            fixed(item) if is_static else described(item, self._values)
            for item, is_static in zip(self._items, self._is_static, strict=True)
        ]
        self.key = (len(args), tuple(kwargs), tuple(self.parts))

    def given(self) -> list[Any]:
        """Give the arguments as a compiled function takes them."""
        return self.replaced(self._values)

    def replaced(self, values: Sequence[Any]) -> list[Any]:
        """Give the arguments with others in the numbers' places."""
        following = iter(values)
        return [
            item if is_static else opened(item, lambda _: next(following))
            for item, is_static in zip(self._items, self._is_static, strict=True)
        ]

    def traced(self, function: Callable[..., Any]) -> tuple[Program, Any]:
        """Run the function on the variables of a program."""
        program = Program()
        token = enter(program)
        try:
            variables = [program.input(Variable, value) for value in self._values]
            items = self.replaced(variables)
            count = len(self.args)
            return program, function(
                *items[:count], **dict(zip(self.kwargs, items[count:], strict=True))
            )
        finally:
            leave(program, token)


def built(function: Callable[..., Any], call: Arguments) -> Built:
    """Trace a call, simplify it, and write it.

    Parameters
    ----------
    function : callable
        What is called.
    call : Arguments
        With what.

    Returns
    -------
    Built
        A function of the same parameters.

    Raises
    ------
    NotCompiledError
        If the function uses variables from outside.
    """
    program, answer = call.traced(function)
    leaves = list(_leaves(answer))
    foreign = any(type(leaf) is Variable and leaf._tape is not program for leaf in leaves)
    if program.open_ended or foreign:
        raise NotCompiledError
    names = Names()
    name = names.fresh(_identifier(function))
    parameters = [names.fresh(parameter) for parameter in call.names]
    unpacking = Unpacking(parameters, call.parts, names)
    outputs = lifted(program, unpacking.numbers, leaves)
    with np.errstate(all="ignore"):
        outputs = _apart(rewritten(outputs), leaves, program)
    source = Written(name, parameters, unpacking, names).source(answer, outputs)
    program.close()
    return Built(name, source, operations(live(outputs)))


def _apart(outputs: list[Operand], leaves: list[Any], program: Program) -> list[Operand]:
    """Copy answers that are spread, or share memory with arguments, constants or one another.

    Simplifying makes one of two equal answers, and of x · 1 it makes x; whoever writes to what he
    was given would change the other. A function that hands on an argument still does.
    """
    inputs = set(program.inputs)
    taken = [node for node in live(outputs) if not node.is_made and _is_array(node)]
    apart = []
    for output, leaf in zip(outputs, leaves, strict=True):
        own = output
        if type(leaf) is Variable and leaf not in inputs and _is_array(output):
            shared = any(np.shares_memory(output.value, node.value) for node in taken)
            if shared or not output.value.flags.writeable:
                own = Node(np.copy, (output,), {}, np.copy(output.value), _NOWHERE, _last(outputs))
            taken.append(own)
        apart.append(own)
    return apart


def _is_array(item: Operand) -> bool:
    return type(item) is Node and isinstance(item.value, np.ndarray) and item.function is not PART


def _last(outputs: list[Operand]) -> int:
    return 1 + max(node.serial for node in live(outputs))


def _leaves(answer: Any) -> list[Any]:
    keys = keys_of(answer)
    if keys is None:
        return [answer]
    return [leaf for part in parts_of(answer, keys) for leaf in _leaves(part)]


def _identifier(function: Callable[..., Any]) -> str:
    name = getattr(function, "__name__", "compiled").replace("<lambda>", "compiled")
    return name if name.isidentifier() else re.sub(r"\W", "", name) or "compiled"


def positional_names(function: Callable[..., Any], count: int) -> list[str]:
    """Give the names of so many positional parameters."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        parameters = {}.values()
    names = [each.name for each in parameters if each.kind in _POSITIONAL]
    more = [each.name for each in parameters if each.kind is inspect.Parameter.VAR_POSITIONAL]
    rest = more[0] if more else "x"
    return [*names, *(f"{rest}_{n + 1}" for n in range(max(count - len(names), 0)))][:count]
