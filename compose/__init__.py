"""A graph whose edges carry local derivatives answers any dX/dY, and says why.

>>> import compose
>>> w, x, b = compose.variable(-2.0, "w"), compose.variable(5.0, "x"), compose.variable(3.0, "b")
>>> f = w * x + b
>>> f.value, f.derivative(w)
(-7.0, 5.0)
>>> compose.units.convert(5, "mL", "km^3")
5e-15
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from compose.engine.display import register_display
from compose.engine.explain import Explanation
from compose.engine.graph import Graph
from compose.engine.paths import Path
from compose.engine.plan import Plan
from compose.errors import ComposeError

if TYPE_CHECKING:
    from compose import nn, testing, units
    from compose.formats import from_networkx, read_graphml, to_networkx, write_graphml
    from compose.formats.dot import to_dot
    from compose.formats.drawing import draw
    from compose.formats.mermaid import to_mermaid
    from compose.formats.page import write_html
    from compose.trace import (
        Variable,
        define_rule,
        elementwise_grad,
        grad,
        hessian,
        hvp,
        jacobian,
        jvp,
        primitive,
        value_and_grad,
        variable,
        vjp,
    )
    from compose.trace.compiling import compile  # noqa: A004 - the name people look for

__all__ = [
    "ComposeError",
    "Explanation",
    "Graph",
    "Path",
    "Plan",
    "Variable",
    "compile",
    "define_rule",
    "draw",
    "elementwise_grad",
    "from_networkx",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "nn",
    "primitive",
    "read_graphml",
    "testing",
    "to_dot",
    "to_mermaid",
    "to_networkx",
    "units",
    "value_and_grad",
    "variable",
    "vjp",
    "write_graphml",
    "write_html",
]

__version__ = "0.1.0"

# Rooms above the engine load when first asked for, so that importing compose stays cheap.
_ROOMS = {
    "Variable": "compose.trace",
    "variable": "compose.trace",
    "draw": "compose.formats.drawing",
    "from_networkx": "compose.formats",
    "read_graphml": "compose.formats",
    "to_dot": "compose.formats.dot",
    "to_mermaid": "compose.formats.mermaid",
    "to_networkx": "compose.formats",
    "write_graphml": "compose.formats",
    "write_html": "compose.formats.page",
    "compile": "compose.trace.compiling",
    "define_rule": "compose.trace",
    "elementwise_grad": "compose.trace",
    "grad": "compose.trace",
    "hessian": "compose.trace",
    "hvp": "compose.trace",
    "jacobian": "compose.trace",
    "jvp": "compose.trace",
    "primitive": "compose.trace",
    "value_and_grad": "compose.trace",
    "vjp": "compose.trace",
    "nn": "compose.nn",
    "testing": "compose.testing",
    "units": "compose.units",
}


def _picture(graph: Graph) -> str | None:
    from compose.formats.drawing import picture

    return picture(graph)


register_display("image/svg+xml", _picture)


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        message = f"module 'compose' has no attribute {name!r}"
        raise AttributeError(message)
    room = import_module(_ROOMS[name])
    found = room if room.__name__ == f"compose.{name}" else getattr(room, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
