"""What stands beside the nodes and edges of a picture, and what more is told on request."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

import numpy as np

from compose.dimensions.protocol import is_measured
from compose.engine.maps import Affine
from compose.engine.show.figures import Figure, figure, total
from compose.engine.show.names import printable, ratio
from compose.engine.show.pieces import expression_of
from compose.engine.views import Edge, Node
from compose.errors import shown
from compose.formats.sketching.directions import isolated

__all__ = ["cut", "edge_note", "edge_text", "named", "node_lines", "node_note"]

_ROOM: Final = 32
_ROOM_AT_EDGES: Final = 24
_TAIL: Final = 8
_NUMBERS: Final = (int, float, Fraction, np.number)
_TOLD: Final = ("note", "fact", "reference", "date", "of", "kind")


def named(name: object) -> str:
    """Give the name of a node as one line, however long.

    Parameters
    ----------
    name : object
        Any hashable.

    Returns
    -------
    str
        With control characters written out.

    Examples
    --------
    >>> named("w"), named(3), named((1, 2))
    ('w', '3', '(1, 2)')
    """
    try:
        return printable(name)
    except ValueError:
        # Python writes no whole number of more than 4,300 digits.
        return shown(name)


def cut(text: str, room: int = _ROOM) -> str:
    """Shorten a text in its middle, since names that belong together often begin alike.

    Parameters
    ----------
    text : str
        One line.
    room : int
        The most characters.

    Returns
    -------
    str
        The text, or its beginning and its end.

    Examples
    --------
    >>> cut("layer_1.weight"), cut("layer_1.weight[12, 7]", 12)
    ('layer_1.weight', 'layer…12, 7]')
    """
    if len(text) <= room:
        return text
    tail = min(_TAIL, room // 2)
    return f"{text[: room - tail - 1]}…{text[-tail:]}"


def node_lines(node: Node) -> tuple[str, ...]:
    """Give what stands below the name of a node: its label, and its value or shape.

    Parameters
    ----------
    node : Node
        The node.

    Returns
    -------
    tuple of str
        Short lines; none where nothing more is known.

    Examples
    --------
    >>> node_lines(Node("g", value=-10.0, label="w * x"))
    ('w * x', '-10')
    >>> node_lines(Node("w", shape=(30, 784)))
    ('30 × 784',)
    """
    label = "" if node.label is None else printable(node.label)
    lines = (cut(label) if label != named(node.name) else "", cut(_value(node, figure)))
    return tuple(line for line in lines if line)


def _value(node: Node, write: Any) -> str:
    """Write a value with its unit; of an array the shape, of what has no value the unit."""
    unit = _unit(node.unit)
    shape = node.shape or np.shape(node.value)
    if shape:
        text = " × ".join(map(str, shape)) if len(shape) > 1 else f"{shape[0]} numbers"
        return f"{text}, {unit}" if unit else text
    if node.value is None:
        return f"in {unit}" if unit else ""
    return f"{_figure(node.value, write)} {unit}".rstrip()


def _unit(unit: Any) -> str:
    if unit is None:
        return ""
    return printable(format(unit, "~P") if is_measured(unit) else unit)


def _figure(value: Any, write: Any = figure) -> str:
    written: Figure = write(value)
    return f"≈ {written.text}" if written.rounded else written.text


def node_note(node: Node) -> str:
    """Tell all of a node: its whole name, label, value, unit and shape.

    Parameters
    ----------
    node : Node
        The node.

    Returns
    -------
    str
        One line for each fact.

    Examples
    --------
    >>> print(node_note(Node("w", value=0.1, label="weight")))
    w
    weight
    0.1
    """
    label = "" if node.label is None else printable(node.label)
    facts = (named(node.name), label, _value(node, total))
    return "\n".join(fact for fact in facts if fact)


def edge_text(edge: Edge, *, converts: bool = False) -> str:
    """Write what an edge carries.

    Parameters
    ----------
    edge : Edge
        The edge.
    converts : bool
        Whether it converts a value, and is no derivative.

    Returns
    -------
    str
        A number, what is done to a value, or the kind and shape of a Jacobian; the edge's label
        behind it, if it has one.

    Examples
    --------
    >>> from fractions import Fraction
    >>> edge_text(Edge(0, "w", "g", 5.0)), edge_text(Edge(0, "w", "g", 5.0, label="gain"))
    ('5', '5 (gain)')
    >>> edge_text(Edge(0, "degC", "degF", Affine(Fraction(9, 5), 32)), converts=True)
    '× 9/5 + 32'
    """
    text = _conversion(edge.local) if converts else _figure(edge.local)
    return f"{text} ({cut(printable(edge.label), _ROOM_AT_EDGES)})" if edge.label else text


def _conversion(local: object) -> str:
    if isinstance(local, Affine):
        return _affine(local)
    return f"{'× ' if isinstance(local, _NUMBERS) else ''}{_figure(local)}"


def _affine(local: Affine) -> str:
    scale = f"× {_figure(Affine(local.scale, 0, local.tolerance))}"
    if not local.offset:
        return scale
    size: Any = abs(local.offset)
    # Zeros of scales are written as explanations write them, by their decimals where these end.
    text = figure(Affine(1, size)).text.removeprefix("x + ")
    offset = f"{'-' if local.offset < 0 else '+'} {text}"
    return offset if local.scale == 1 else f"{scale} {offset}"


def edge_note(edge: Edge, *, converts: bool = False) -> str:
    """Tell where a local comes from: its expression, its label, its provenance.

    Parameters
    ----------
    edge : Edge
        The edge.
    converts : bool
        Whether it converts a value, and is no derivative.

    Returns
    -------
    str
        One line for each fact; the first one is the whole local.

    Examples
    --------
    >>> edge = Edge(0, "w", "g", 5.0, attributes={"expression": "x", "note": "measured"})
    >>> print(edge_note(edge))
    ∂g/∂w = x = 5
    measured
    """
    return isolated("\n".join(_facts(edge, converts=converts)))


def _facts(edge: Edge, *, converts: bool) -> Iterator[str]:
    if converts:
        yield f"{named(edge.source)} → {named(edge.target)}: {_conversion(edge.local)}"
    else:
        expression = expression_of(edge)
        steps = (_ratio(edge), expression, _figure(edge.local, total))
        yield " = ".join(step for step in steps if step)
    told = (edge.label, *(edge.attributes.get(key) for key in _TOLD))
    yield from dict.fromkeys(printable(fact) for fact in told if fact)


def _ratio(edge: Edge) -> str:
    try:
        return ratio(edge.target, edge.source)
    except ValueError:
        return f"∂({named(edge.target)})/∂({named(edge.source)})"
