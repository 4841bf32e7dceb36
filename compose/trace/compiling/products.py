"""Products of cotangents and local derivatives, gathered and put together again.

The chain rule leaves long products behind: signs, constants, and quotients that the function itself
has already worked out. A logistic function a = 1/u with u = 1 + e leaves e/u, which is 1 − a.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import numpy as np

from compose.trace.compiling.nodes import Node, Operand, Sheet

__all__ = ["Product", "is_factored"]

_FACTORED = frozenset((np.multiply, np.true_divide, np.negative, np.reciprocal))
_LOGISTIC = "local derivative of the logistic function, a * (1 - a)"


def is_factored(node: Node) -> bool:
    """Say whether a node is a product or quotient of a derivative, which may be taken apart."""
    kind = getattr(node.dtype, "kind", "")
    return node.function in _FACTORED and node.origin.quiet and kind == "f" and not node.kwargs


class Product:
    """A constant, and what stands above and below the line.

    Parameters
    ----------
    sheet : Sheet
        Where it is written down.
    now : mapping
        What stands on that sheet for nodes of the old one.
    within : container
        The nodes that are taken apart.
    """

    def __init__(self, sheet: Sheet, now: Mapping[Node, Operand], within: Container[Node]) -> None:
        self.sheet = sheet
        self.now = now
        self.within = within
        self.constant = 1.0
        self.above: list[tuple[float, Node]] = []
        self.below: list[Node] = []

    def gather(self, node: Node) -> None:
        """Take a product apart."""
        waiting: list[tuple[Operand, bool]] = [(node, True)]
        while waiting:
            factor, upright = waiting.pop()
            if factor is not node and factor not in self.within:
                self._factor(factor, upright=upright)
            elif factor.function is np.negative:
                self.constant = -self.constant
                waiting.append((factor.args[0], upright))
            elif factor.function is np.reciprocal:
                waiting.append((factor.args[0], not upright))
            else:
                down = factor.function is np.true_divide
                waiting.append((factor.args[0], upright))
                waiting.append((factor.args[1], upright != down))

    def _factor(self, factor: Operand, *, upright: bool) -> None:
        factor = self.now[factor] if type(factor) is Node else factor
        if type(factor) is not Node:
            with np.errstate(all="ignore"):
                size = np.float64(factor)
                self.constant = float(self.constant * size if upright else self.constant / size)
        elif upright:
            self.above.append((factor.serial, factor))
        else:
            self.below.append(factor)

    def written(self, node: Node) -> Operand | None:
        """Put the product together again; None if that would change its type."""
        for divisor in list(self.below):
            self._divided(divisor)
        self.above.sort(key=lambda entry: (entry[1].value.size if entry[1].shape else 1, entry[0]))
        result = self._together(node)
        fits = type(result) is not Node or (
            result.shape == node.shape and result.dtype == node.dtype
        )
        return result if fits else None

    def _divided(self, divisor: Node) -> None:
        """Use the reciprocal of a divisor where the function has worked it out."""
        sheet = self.sheet
        inverse = sheet.known(np.reciprocal, divisor) or sheet.known(np.true_divide, 1.0, divisor)
        if inverse is None:
            return
        self.below.remove(divisor)
        exponential = _beside_one(divisor)
        entry = next((entry for entry in self.above if entry[1] is exponential), None)
        if entry is None:
            self.above.append((inverse.serial, inverse))
            return
        self.above.remove(entry)
        before, sheet.note = sheet.note, _LOGISTIC
        rest = sheet.call(np.subtract, 1.0, inverse)
        sheet.note = before
        self.above.append((inverse.serial + 0.5, rest))

    def _together(self, node: Node) -> Operand:
        sheet, factors = self.sheet, [factor for _, factor in self.above]
        result: Operand = self.constant
        for factor in factors:
            result = sheet.call(np.multiply, result, factor)
        for divisor in self.below:
            result = sheet.call(np.true_divide, result, divisor)
        if type(result) is Node and result.shape != node.shape:
            result = sheet.call(np.broadcast_to, result, node.shape)
        return result


def _beside_one(node: Node) -> Any:
    """Give e where a node is 1 + e."""
    if node.function is not np.add:
        return None
    x, y = node.args
    return y if type(x) is float and x == 1.0 else x if type(y) is float and y == 1.0 else None
