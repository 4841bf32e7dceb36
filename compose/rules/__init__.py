"""Tables of local derivatives: one row per NumPy function, and the lists of those that have none.

``rule.py`` says what a row is, ``elementwise.py`` is the table, ``refused.py`` lists the functions
that only look at a value and those that a variable refuses, with what to do instead.
"""

from __future__ import annotations

from compose.rules.elementwise import RULES
from compose.rules.refused import IDENTITY, PREDICATES, REFUSED
from compose.rules.rule import Operand, Partial, Rule, Value, written

__all__ = [
    "IDENTITY",
    "PREDICATES",
    "REFUSED",
    "RULES",
    "Operand",
    "Partial",
    "Rule",
    "Value",
    "written",
]
