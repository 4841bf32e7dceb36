"""Vertex elimination: a whole Jacobian by removing node after node, and the search for an order.

::

    pattern.py    which nodes are joined; parallel edges are one
    counting.py   what an order costs, step by step
    greedy.py     forward, reverse, Markowitz
    anneal.py     simulated annealing; bits.py is its inner loop, compiled
    orders.py     the orders by name
    rings.py      products and sums of what edges carry
    carrying.py   the elimination itself
"""

from __future__ import annotations

from compose.engine.elimination.anneal import Progress, anneal
from compose.engine.elimination.carrying import ONE, eliminated, values_of
from compose.engine.elimination.counting import Count, Remains, Step, checked, cost
from compose.engine.elimination.greedy import (
    forward,
    markowitz,
    markowitz_random,
    markowitz_within,
    reverse,
)
from compose.engine.elimination.orders import NAMES, Given, Search, orders_for
from compose.engine.elimination.pattern import Pair, Pattern, pattern_between
from compose.engine.elimination.rings import Ring, ring_of

__all__ = [
    "NAMES",
    "ONE",
    "Count",
    "Given",
    "Pair",
    "Pattern",
    "Progress",
    "Remains",
    "Ring",
    "Search",
    "Step",
    "anneal",
    "checked",
    "cost",
    "eliminated",
    "forward",
    "markowitz",
    "markowitz_random",
    "markowitz_within",
    "orders_for",
    "pattern_between",
    "reverse",
    "ring_of",
    "values_of",
]
