"""Running NumPy code on variables and getting the graph.

``variable.py`` is the number or array that remembers; ``apply.py`` says what happens when a
function meets one, ``recorders.py`` where that is written down. ``transforms.py`` and
``jacobians.py`` turn functions into functions, ``naming.py`` what was remembered into a named
`Graph`; ``formula.py`` reads formulas.
"""

from __future__ import annotations

from compose.rules import primitive
from compose.trace.defining import define_rule
from compose.trace.formula import read_formulas
from compose.trace.gradient import Gradient
from compose.trace.jacobians import hessian, jacobian
from compose.trace.naming import graph_between, graph_of
from compose.trace.transforms import elementwise_grad, grad, hvp, jvp, value_and_grad, vjp
from compose.trace.variable import Variable, variable

__all__ = [
    "Gradient",
    "Variable",
    "define_rule",
    "elementwise_grad",
    "grad",
    "graph_between",
    "graph_of",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "primitive",
    "read_formulas",
    "value_and_grad",
    "variable",
    "vjp",
]
