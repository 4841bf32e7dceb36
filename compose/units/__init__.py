"""Units: exact conversions, and the reason for each number.

Units are named as pint names them; ``units.registry`` is its application registry. Factors are
fractions, read from the text of the definitions, and a result is rounded once. Facts of one's own
stand in a :class:`ConversionGraph`.

::

    questions         convert, factor, converter, explain, graph_between
    conversion_graph  ConversionGraph: the same questions, with facts
    asking            the questions, and the memory of their answers
    answering         an answer: its map, its factor, its route
    finding           from unit to unit: a factor, over scales, upside down
    ledger            facts, held against one another
    walk, route       the steps, in an order that people can read
    places            units as text, with names of pint's and of the user's
    facts/            what users state, read into exact numbers
    relations/        what follows from facts, and what contradicts
    values/           an exact map applied to numbers, arrays and columns
    tables/           facts out of spreadsheets and into them
    paper/            an explanation as people write it on paper
    notes             names that mislead, and units without dimension

>>> from compose import units
>>> units.convert(1, "mL", "km^3")
1e-15
"""

from __future__ import annotations

from typing import Any

from compose.units.audit import Audit, AuditedCycle
from compose.units.conversion_graph import ConversionGraph
from compose.units.facts.fact import Fact
from compose.units.own_units import OwnQuantity, OwnUnit
from compose.units.questions import convert, converter, explain, factor, graph_between
from compose.units.values.bulk import Converter
from compose.units.values.frames import convert_columns
from compose.units.values.symbolic import Factor

__all__ = [
    "Audit",
    "AuditedCycle",
    "ConversionGraph",
    "Converter",
    "Fact",
    "Factor",
    "OwnQuantity",
    "OwnUnit",
    "convert",
    "convert_columns",
    "converter",
    "explain",
    "factor",
    "graph_between",
]


def __dir__() -> list[str]:
    return sorted({*globals(), "registry"})


def __getattr__(name: str) -> Any:
    """Load the registry when it is first asked for."""
    if name != "registry":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from compose.dimensions import default_resolver

    return default_resolver().registry
