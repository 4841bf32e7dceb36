"""Units: exact conversions, and the reason for each number.

Units are named as pint names them; ``units.registry`` is its application registry, where units
of one's own are defined. Factors are fractions, read from the text of the definitions, and a
result is rounded once.

>>> from compose import units
>>> units.convert(1, "mL", "km^3")
1e-15
"""

from __future__ import annotations

from typing import Any

from compose.units.questions import convert, explain, factor, graph_between

__all__ = ["convert", "explain", "factor", "graph_between"]


def __dir__() -> list[str]:
    return sorted({*globals(), "registry"})


def __getattr__(name: str) -> Any:
    """Load the registry when it is first asked for."""
    if name != "registry":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from compose.dimensions import default_resolver

    return default_resolver().registry
