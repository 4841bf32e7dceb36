"""Running NumPy code on variables and getting the graph.

``variable.py`` is the number that remembers, ``operators.py`` its arithmetic, ``record.py`` walks
what was remembered, ``naming.py`` turns it into a named `Graph`, ``formula.py`` reads formulas.
"""

from __future__ import annotations

from compose.trace.formula import read_formulas
from compose.trace.gradient import Gradient
from compose.trace.naming import graph_of
from compose.trace.variable import Variable, variable

__all__ = ["Gradient", "Variable", "graph_of", "read_formulas", "variable"]
