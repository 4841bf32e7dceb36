"""Simplifications that look at who uses what, and may change the last bit.

Products of cotangents and local derivatives are gathered, and put together again with their
constants in one (`products`); a few patterns have a form that NumPy computes in fewer calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from compose.trace.compiling.identities import simplified
from compose.trace.compiling.nodes import (
    CONSTANT,
    INPUT,
    PART,
    Node,
    Operand,
    Sheet,
    live,
    nodes_in,
    replaced,
)
from compose.trace.compiling.products import Product, is_factored

__all__ = ["rewritten"]

_SUMMED = ("f4", "f8")
_MATRIX = 2


def rewritten(outputs: Sequence[Operand]) -> list[Operand]:
    """Write outputs, and what they are made from, on a new sheet in fewer calls."""
    return _Rewriting(outputs).outputs


class _Rewriting:
    def __init__(self, outputs: Sequence[Operand]) -> None:
        nodes = live(outputs)
        self.sheet = Sheet(simplified)
        self.uses = Counter(nodes_in(outputs))
        for node in nodes:
            self.uses.update(node.operands())
        self.within = {
            part
            for node in nodes
            if is_factored(node)
            for part in nodes_in(node.args)
            if is_factored(part) and self.uses[part] == 1
        }
        self.now: dict[Node, Operand] = {}
        for node in nodes:
            if node not in self.within:
                self.now[node] = self._moved(node)
        self.outputs = [replaced(output, self._current) for output in outputs]

    def _current(self, item: Any) -> Operand:
        return self.now[item] if type(item) is Node else item

    def _moved(self, node: Node) -> Operand:
        sheet = self.sheet
        sheet.origin, sheet.note = node.origin, node.note
        if node.function in (INPUT, CONSTANT):
            moved: Operand = sheet.adopted(node)
        elif node.function is PART:
            moved = sheet.part(self.now[node.args[0]], node.args[1])
        else:
            moved = self._call(node)
        if type(moved) is Node:
            moved.hint = moved.hint or node.hint
        return moved

    def _call(self, node: Node) -> Operand:
        if is_factored(node):
            product = Product(self.sheet, self.now, self.within)
            product.gather(node)
            found = product.written(node)
        else:
            shortcut = _SHORTCUTS.get(node.function)
            found = None if shortcut is None else shortcut(self, node)
        if found is not None:
            return found
        args = [replaced(arg, self._current) for arg in node.args]
        kwargs = {name: replaced(option, self._current) for name, option in node.kwargs.items()}
        return self.sheet.call(node.function, *args, **kwargs)

    def alone(self, item: Any, function: Any) -> bool:
        """Say whether an operand is a call of a function that nobody else uses."""
        return type(item) is Node and item.function is function and self.uses[item] == 1


def _exponential(rewriting: _Rewriting, node: Node) -> Operand | None:
    """Write exp(−(z + b)) as exp(−b − z), where b is the smaller: the same, with one pass less."""
    (turned,) = node.args
    if not rewriting.alone(turned, np.negative) or not rewriting.alone(turned.args[0], np.add):
        return None
    shifted = turned.args[0]
    z, b = sorted(map(rewriting._current, shifted.args), key=_size, reverse=True)
    if _size(b) == _size(z) or _size(z) < shifted.value.size:
        return None
    sheet = rewriting.sheet
    return sheet.call(np.exp, sheet.call(np.subtract, sheet.call(np.negative, b), z))


def _sum(rewriting: _Rewriting, node: Node) -> Operand | None:
    if len(node.args) != 1:
        return None
    (summed,) = node.args
    if type(summed) is not Node or node.kwargs.get("keepdims") or "where" in node.kwargs:
        return None
    if set(node.kwargs) - {"axis"} or summed.dtype is None or summed.dtype.str[1:] not in _SUMMED:
        return None
    apart = rewriting.within.isdisjoint({summed, *nodes_in(summed.args)})
    if rewriting.alone(summed, np.multiply) and not node.kwargs and apart:
        return _inner(rewriting, summed)
    if node.origin.quiet and len(summed.shape) == _MATRIX and node.kwargs.get("axis") in (0, (0,)):
        return _columns(rewriting, summed)
    return None


def _inner(rewriting: _Rewriting, product: Node) -> Operand | None:
    """Write Σ x·y as the inner product of the two."""
    x, y = map(rewriting._current, product.args)
    fitting = all(type(o) is Node and o.shape == product.shape and o.shape for o in (x, y))
    if not fitting or x.dtype != y.dtype:
        return None
    sheet, flat = rewriting.sheet, (product.value.size,)
    return sheet.call(np.dot, sheet.call(np.reshape, x, flat), sheet.call(np.reshape, y, flat))


def _columns(rewriting: _Rewriting, summed: Node) -> Operand:
    """Write the sums of the columns as a product with a row of ones."""
    sheet = rewriting.sheet
    ones = sheet.call(np.full, summed.shape[:1], 1.0, summed.dtype)
    return sheet.call(np.dot, ones, rewriting._current(summed))


def _size(operand: Operand) -> int:
    return int(np.size(operand.value if type(operand) is Node else operand))


_SHORTCUTS = {np.exp: _exponential, np.sum: _sum}
