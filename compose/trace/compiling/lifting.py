"""From what a program wrote down to nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from compose.trace.compiling.identities import simplified
from compose.trace.compiling.names import Names, assigned_in
from compose.trace.compiling.nodes import INPUT, Node, Operand, Sheet, replaced
from compose.trace.program import Origin, Program, Scalar, Step
from compose.trace.variable import Variable

__all__ = ["lifted"]


def lifted(program: Program, names: Sequence[str], outputs: Sequence[Any]) -> list[Operand]:
    """Write a program's steps on a sheet, and give what stands for its outputs.

    Parameters
    ----------
    program : Program
        What was traced.
    names : sequence of str
        What the source calls the inputs.
    outputs : sequence
        Variables of the program, and constants.

    Returns
    -------
    list
        Nodes, and plain numbers.
    """
    sheet = Sheet(simplified)
    stands_for: dict[Variable, Operand] = {}
    for name, variable in zip(names, program.inputs, strict=True):
        stands_for[variable] = sheet.input(name, _example(variable))

    def operand(item: Any) -> Operand:
        return stands_for[item] if type(item) is Variable else sheet.constant(item)

    hints = _Hints(program.steps, stands_for, names)
    for number, step in enumerate(program.steps):
        sheet.origin = step.origin
        args = [replaced(arg, operand) for arg in step.args]
        kwargs = {name: replaced(option, operand) for name, option in step.kwargs.items()}
        answer = sheet.call(step.function, *args, **kwargs)
        if not step.several:
            stands_for[step.answers[0]] = answer
            if type(answer) is Node and answer.is_made:
                answer.hint = answer.hint or hints.of(number)
        else:
            for which, variable in enumerate(step.answers):
                stands_for[variable] = _part(sheet, answer, which)
    return [operand(output) for output in outputs]


class _Hints:
    """Proposes names: those that the user assigned to, and d_x for what comes back to x."""

    def __init__(
        self,
        steps: Sequence[Step],
        stands_for: Mapping[Variable, Operand],
        inputs: Sequence[str],
    ) -> None:
        self._steps = steps
        self._stands_for = stands_for
        self._names = Names()
        for name in inputs:
            self._names.fresh(name)

    def of(self, number: int) -> str:
        """Propose a name for what a step gave, or nothing."""
        wish = self._wish(number)
        return self._names.fresh(wish) if wish else ""

    def _wish(self, number: int) -> str:
        origin = self._steps[number].origin
        following = self._steps[number + 1].origin if number + 1 < len(self._steps) else Origin()
        if origin.call is not None:
            last = following.call is not origin.call or following.argument is not origin.argument
            return self._adjoint(origin.argument) if last else ""
        if origin.line is None or origin.quiet:
            return ""
        file, line, reached = origin.line
        same = following.line is not None and following.line[:2] == (file, line)
        goes_on = same and following.line is not None and following.line[2] > reached
        return "" if goes_on else assigned_in(file, line)

    def _adjoint(self, argument: Any) -> str:
        node = self._stands_for.get(argument) if type(argument) is Variable else None
        name = _called(node) if type(node) is Node else ""
        return f"d_{name}" if name else ""


def _called(node: Node) -> str:
    return str(node.args[0]) if node.function is INPUT else node.hint


def _example(variable: Variable) -> Any:
    value = variable._value
    return float(value) if type(value) is Scalar else value


def _part(sheet: Sheet, answer: Operand, which: int) -> Operand:
    if type(answer) is Node:
        return sheet.part(answer, which)
    part = answer[which]
    return sheet.constant(part) if isinstance(part, np.ndarray) else part
