"""Tables of local derivatives: one row per NumPy function, and the lists of those that have none.

``rule.py`` says what a row is, ``arrays.py`` what rows of whole arrays are made of,
``elementwise.py`` and its neighbours are the tables; ``constant.py`` lists the functions that only
look at a value, ``refused.py`` those that a variable refuses, with what to do instead.
"""

from __future__ import annotations

from compose.rules.arrays import ArrayRule, Composite, Several, smooth
from compose.rules.choice import Choice
from compose.rules.constant import ABOUT_SHAPES, CONSTANT, REAL_ONLY
from compose.rules.methods import METHODS
from compose.rules.primitive import INLINE, Traced, primitive, traced_in
from compose.rules.refused import REFUSED, REFUSED_MODULES
from compose.rules.rule import Elementwise, Operand, Partial, Rule, Value, written
from compose.rules.tables import RULES

__all__ = [
    "ABOUT_SHAPES",
    "CONSTANT",
    "INLINE",
    "METHODS",
    "REAL_ONLY",
    "REFUSED",
    "REFUSED_MODULES",
    "RULES",
    "ArrayRule",
    "Choice",
    "Composite",
    "Elementwise",
    "Operand",
    "Partial",
    "Rule",
    "Several",
    "Traced",
    "Value",
    "primitive",
    "smooth",
    "traced_in",
    "written",
]
