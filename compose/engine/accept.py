"""What an edge accepts: the local is checked against the nodes it joins, once, when it is added.

A number scales, so its nodes have one shape. An array is a Jacobian of shape
``target.shape + source.shape``. A quantity, or a text such as ``"12.5 mL/mm"``, is converted to
target.unit/source.unit by an exact factor. The shape of a node is fixed by what mentions it first:
`add_node` with a shape, or else the first edge.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from compose.dimensions.protocol import Resolver, is_quantity
from compose.engine.chain import Valued
from compose.engine.columns import Columns
from compose.engine.maps import Affine, Array, Dense, LinearMap, Local, Map, Shape
from compose.engine.projective import Moebius
from compose.errors import (
    ColumnError,
    ConversionError,
    DimensionError,
    LocalTypeError,
    QuestionError,
    ShapeError,
    UnitError,
    UnknownUnitError,
)

__all__ = ["Joint", "accept", "as_resolver", "as_shape", "check_hashable"]


class Joint:
    """The two nodes that an edge is to join, and what is known of them.

    Attributes
    ----------
    source, target : hashable
        Their names.
    shapes : tuple
        Shapes of source and target, None where nothing has fixed them yet.
    units : tuple
        Units of source and target, or None.
    """

    __slots__ = ("shapes", "source", "target", "units")

    def __init__(self, columns: Columns, source: Hashable, target: Hashable) -> None:
        self.source = source
        self.target = target
        numbers = columns.number(source), columns.number(target)
        self.shapes = tuple(None if n is None else columns.shapes.get(n) for n in numbers)
        self.units = tuple(None if n is None else columns.units.get(n) for n in numbers)


def accept(local: Any, joint: Joint, resolver: Resolver | None) -> tuple[Local, Shape, Shape]:
    """Check a local and give it with the shapes of source and target.

    Parameters
    ----------
    local : object
        What the user gave.
    joint : Joint
        The nodes.
    resolver : Resolver or None
        Reads units; None where the local cannot have any.

    Returns
    -------
    tuple
        The local as it is stored, the source's shape, the target's shape.

    Raises
    ------
    LocalTypeError
        It is nothing that an edge can carry.
    ShapeError
        It does not fit the nodes' shapes.
    UnitError
        It does not fit the nodes' units.
    """
    if isinstance(local, str) or is_quantity(local):
        local = _converted(local, joint, resolver)
    if isinstance(local, LinearMap):
        return _linear(local, joint)
    if isinstance(local, np.ndarray) and local.ndim:
        return _jacobian(local, joint)
    return _scalar(_number(local, joint), joint)


def _converted(local: Any, joint: Joint, resolver: Resolver | None) -> Any:
    source, target = joint.units
    if resolver is None:
        message = f"{local!r} needs a resolver of units"
        raise LocalTypeError(joint.source, joint.target, message)
    try:
        return resolver.local(local, source, target)
    except (DimensionError, UnknownUnitError) as error:
        wanted = f"{_unit(joint.target, target)} per {_unit(joint.source, source)}"
        shown = str(local)
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        message = f"the local {shown!r} should be in {wanted}: {error}"
        if None in (source, target):
            message += "; say the units of nodes with add_node(…, unit=…)"
        raise UnitError(joint.source, joint.target, message) from error
    except ConversionError as error:
        raise LocalTypeError(joint.source, joint.target, str(error)) from error


def _unit(name: Hashable, unit: object) -> str:
    return f"{'1' if unit is None else unit} ({name!r}{' has no unit' if unit is None else ''})"


_NUMBERS = (float, int, Fraction)
_SHOWN = 60


def _is_real(local: Affine) -> bool:
    return all(type(part) in _NUMBERS for part in (local.scale, local.offset, local.tolerance))


def _number(local: Any, joint: Joint) -> Local:
    if isinstance(local, np.ndarray):
        local = local[()]
    if type(local) in _NUMBERS or (type(local) is Affine and _is_real(local)):
        return local  # type: ignore[no-any-return]
    if isinstance(local, (Moebius, Valued)):
        return local
    if isinstance(local, (bool, np.bool_)):
        problem = f"{local!r} is a truth value, not a derivative; give 1 or 1.0"
    elif isinstance(local, (float, np.floating, np.integer)):
        return float(local)
    elif isinstance(local, (int, Fraction)):
        return local
    elif isinstance(local, (complex, np.complexfloating)):
        problem = f"{local!r} is complex; a local derivative is real"
    else:
        kind = type(local).__name__
        if isinstance(local, Affine):
            kind += " of other things than real numbers"
        elif isinstance(local, Map):
            kind += ", neither a LinearMap nor an Affine, Moebius or Valued map,"
        problem = (
            f"a {kind} is no local derivative ({_short(local)}); give a number, a Fraction, "
            "an array, a quantity or a map"
        )
    raise LocalTypeError(joint.source, joint.target, problem)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"  # noqa: PLR2004 - half a line


def _scalar(local: Local, joint: Joint) -> tuple[Local, Shape, Shape]:
    source, target = joint.shapes
    if source is not None and target is not None and source != target:
        problem = (
            f"a number joins nodes of one shape, and {joint.source!r} has shape {source}, "
            f"{joint.target!r} has shape {target}; give an array of shape {target + source}"
        )
        raise ShapeError(joint.source, joint.target, problem)
    shape = source if source is not None else target if target is not None else ()
    if isinstance(local, Map) and shape:
        kind = "an affine map" if isinstance(local, Affine) else f"a {type(local).__name__}"
        problem = f"{kind} joins numbers; give an array or a linear map"
        raise ShapeError(joint.source, joint.target, problem)
    return local, shape, shape


def _jacobian(local: Array, joint: Joint) -> tuple[Local, Shape, Shape]:
    if hasattr(local, "mask"):
        problem = "a masked array is no Jacobian: what would its gaps be? Fill them first"
        raise LocalTypeError(joint.source, joint.target, problem)
    if local.dtype.kind not in "fiu":
        problem = f"an array of {local.dtype} is no Jacobian; give one of real numbers"
        raise LocalTypeError(joint.source, joint.target, problem)
    source, target = _split(local.shape, joint)
    if local.dtype.kind != "f":
        local = local.astype(np.float64)
    jacobian = local.copy()
    jacobian.flags.writeable = False
    return Dense(jacobian, source, target), source, target


def _split(shape: Shape, joint: Joint) -> tuple[Shape, Shape]:
    """Find which axes belong to the target and which to the source."""
    source, target = joint.shapes
    if target is None and source is not None:
        target = shape[: max(len(shape) - len(source), 0)]
    if source is None and target is not None:
        source = shape[len(target) :]
    if source is None or target is None:
        if len(shape) != 2:  # noqa: PLR2004 - a matrix joins two vectors
            problem = (
                f"an array of shape {shape} could be split between its nodes in several ways; "
                f"say which with add_node({joint.source!r}, shape=…)"
            )
            raise ShapeError(joint.source, joint.target, problem)
        target, source = shape[:1], shape[1:]
    if shape != target + source:
        problem = (
            f"the array has shape {shape}, but {joint.target!r} has shape {target} and "
            f"{joint.source!r} has shape {source}: it should be {target + source}"
        )
        raise ShapeError(joint.source, joint.target, problem)
    return source, target


def _linear(local: LinearMap, joint: Joint) -> tuple[Local, Shape, Shape]:
    ends = (local.source_shape, local.target_shape)
    names = (joint.source, joint.target)
    for name, known, given in zip(names, joint.shapes, ends, strict=True):
        if known is not None and known != given:
            problem = f"{name!r} has shape {known}, and the map wants {given} there"
            raise ShapeError(joint.source, joint.target, problem)
    return local, *ends


def as_resolver(units: Any) -> Resolver | None:
    """Take a resolver, or a registry of pint's in its place."""
    if units is None or callable(getattr(units, "local", None)):
        taken: Resolver | None = units
        return taken
    from compose.dimensions.resolver import PintResolver

    if not callable(getattr(units, "parse_units", None)):
        message = (
            f"units={units!r}: give a registry of pint's, or an object with Resolver's methods"
        )
        raise QuestionError(message)
    return PintResolver(units)


def check_hashable(source: object, target: object) -> None:
    """Refuse names that cannot be; `target` is ``...`` where there is only one."""
    try:
        hash((source, target))
    except TypeError:
        problem = (
            "a node's name must be hashable: a text, a number or a tuple, not a list or a dict"
        )
        raise LocalTypeError(source, target, problem) from None


def as_shape(shape: Sequence[int] | int) -> Shape:
    """Read a shape; a single length is a vector's."""
    lengths = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    whole = (isinstance(n, (int, np.integer)) and not isinstance(n, bool) for n in lengths)
    if not all(whole) or min(lengths, default=0) < 0:
        message = f"{shape!r} is no shape: give a tuple of lengths, () for a number"
        raise ColumnError(message)
    return tuple(int(n) for n in lengths)
