"""Quantities in units of the user's: shown, compared, copied."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest

from compose import Graph
from compose.units import ConversionGraph


@pytest.fixture
def graph():
    made = ConversionGraph()
    made.add("USD", "EUR", Fraction(9, 10))
    return made


def test_a_derivative_is_readable(graph):
    prices = Graph(units=graph)
    prices.add_node("length", unit="mm")
    prices.add_node("price", unit="USD")
    prices.add_edge("length", "price", "2.2 USD/inch")
    slope = prices.derivative("price", "length")
    assert slope.magnitude == 2.2 / 25.4
    assert str(slope) == f"{2.2 / 25.4} USD/mm"
    assert repr(slope) == f"OwnQuantity({2.2 / 25.4}, 'USD/mm')"
    assert repr(slope.units) == "OwnUnit('USD/mm')"


def test_equal_quantities_are_equal(graph):
    unit, other = graph.unit("USD"), graph.unit("EUR")
    one = graph.quantity(5, unit)
    assert one == graph.quantity(5.0, unit)
    assert hash(one) == hash(graph.quantity(5.0, unit))
    assert one != graph.quantity(6, unit)
    assert one != graph.quantity(5, other)
    assert one != 5
    assert {one: "a"}[graph.quantity(5, graph.unit("USD"))] == "a"


def test_quantities_of_arrays_are_compared_whole(graph):
    unit = graph.unit("USD/m")
    one = graph.quantity(np.array([1.0, 2.0]), unit)
    assert one == graph.quantity(np.array([1.0, 2.0]), unit)
    assert one != graph.quantity(np.array([1.0, 3.0]), unit)
    assert one != graph.quantity(np.array([1.0]), unit)


def test_a_copy_by_pickle_is_equal(graph):
    one = graph.quantity(Fraction(11, 127), graph.unit("USD"), graph.unit("mm"))
    copy = pickle.loads(pickle.dumps(one))  # noqa: S301 - our own bytes
    assert copy == one
    assert hash(copy) == hash(one)
    assert str(copy) == "11/127 USD/mm"
