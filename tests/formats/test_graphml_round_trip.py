"""What is written is read back, to the last bit."""

from __future__ import annotations

import io
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compose import Graph, read_graphml, variable, write_graphml
from compose.dimensions.monomials import Constant
from compose.engine.maps import Affine
from compose.engine.projective import Moebius
from compose.engine.valued import Chain, Exponential, Function, Logarithmic, chain
from compose.errors import FormatError
from tests.formats.graphs import facts, graphs


def written(graph):
    stream = io.BytesIO()
    write_graphml(graph, stream)
    return stream.getvalue()


def read(document):
    return read_graphml(io.BytesIO(document))


def single(local, **attributes):
    graph = Graph()
    graph.add_edge("x", "y", local, **attributes)
    return graph


@given(graphs())
def test_read_is_written(graph):
    back = read(written(graph))
    assert back.equals(graph)
    assert facts(back) == facts(graph)


@given(graphs())
def test_written_again_is_the_same_bytes(graph):
    document = written(graph)
    assert written(read(document)) == document


@given(st.floats())
@example(-0.0)
@example(5e-324)
@example(float("-inf"))
@example(-float("nan"))
@example(0.1 + 0.2)
def test_floats_to_the_last_bit(number):
    back = read(written(single(number))).edges[0].local
    assert np.float64(back).tobytes() == np.float64(number).tobytes()


@pytest.mark.parametrize(
    "local",
    [
        3,
        -(2**70),
        Fraction(1, 3),
        Affine(Fraction(9, 5), 32, Fraction(1, 10**6)),
        Affine(0.1, float("inf")),
        Moebius(0, Fraction(235214583, 10**6), 1, 0, Fraction(1, 10**9)),
        Moebius(1, 2.5, 3, -4),
        Exponential(Fraction(1, 1000), 10, 10),
        Logarithmic(1, Constant("e", "e", Fraction(271828, 10**5)), -0.5),
        chain(Exponential(), Affine(2, 1), Logarithmic(1, 2)),
        Chain((Affine(2),), sampled=True),
        np.arange(6.0).reshape(2, 3),
        np.ones((2, 2), np.float32),
        np.empty((0, 2)),
    ],
)
def test_each_kind_of_local(local):
    graph = single(local)
    assert facts(read(written(graph))) == facts(graph)


def test_maps_without_one_slope_have_no_weight():
    assert b'"weight">' not in written(single(Moebius(0, 1, 1, 0)))
    assert b'"weight">2.0<' in written(single(Affine(2, 1)))


@pytest.mark.parametrize("make", [lambda f: f, lambda f: chain(Affine(2), f)])
def test_functions_are_refused_by_the_name_of_their_edge(make):
    graph = single(make(Function(abs, abs)))
    with pytest.raises(FormatError, match="'x' → 'y': a Function holds functions"):
        written(graph)


@pytest.mark.parametrize("value", [True, 1, 2**64, -(2**63), 1.0, "1", "", "a\nb", Fraction(2, 3)])
def test_an_attribute_keeps_its_type(value):
    back = read(written(single(1.0, note=value))).edges[0].attributes["note"]
    assert (type(back), back) == (type(value), value)


def test_one_attribute_of_several_types():
    graph = Graph()
    values = [True, 1, 1.0, "1", Fraction(1), 2**64, 2]
    for value in values:
        graph.add_edge("x", "y", 1.0, note=value)
    back = [edge.attributes["note"] for edge in read(written(graph)).edges]
    assert [(type(v), v) for v in back] == [(type(v), v) for v in values]


def test_units_are_equal_objects():
    graph = Graph()
    graph.add_node("r", value=3.0, unit="mm")
    graph.add_node("V", unit="mL")
    graph.add_edge("r", "V", "12.5 mL/mm")
    back = read(written(graph))
    assert back.node("V").unit == graph.node("V").unit
    assert back.derivative("V", "r") == graph.derivative("V", "r")


def test_a_resolver_of_ones_own():
    import pint

    from compose.dimensions import PintResolver

    registry = pint.UnitRegistry()
    registry.define("bottle = 750 mL")
    resolver = PintResolver(registry)
    graph = Graph(units=resolver)
    graph.add_node("x", unit="bottle")
    graph.add_node("y", unit="mL")
    graph.add_edge("x", "y", 750.0)
    back = read_graphml(io.BytesIO(written(graph)), units=resolver)
    assert back.equals(graph)
    assert str(back.derivative("y", "x")) == str(graph.derivative("y", "x"))


def test_traced_code():
    w, x = variable(-2.0, "w"), variable(5.0, "x")
    graph = (w * x + w).graph()
    back = read(written(graph))
    assert facts(back) == facts(graph)
    assert str(back.explain(back.outputs[0], "w")) == str(graph.explain(graph.outputs[0], "w"))


def test_the_smallest_graphs():
    empty, lonely = Graph(), Graph()
    lonely.add_node("x")
    for graph in (empty, lonely):
        assert facts(read(written(graph))) == facts(graph)


def test_nodes_without_names_stay_without():
    graph = Graph.from_arrays([0, 3], [1, 1], np.array([2.0, 3.0]), names=range(5))
    back = read(written(graph))
    assert back.equals(graph)
    assert isinstance(back.nodes, range)
    assert back.gradient(1).tolist() == graph.gradient(1).tolist()


def test_integer_names_stay_names():
    graph = Graph()
    graph.add_edge(1, 0, 2.0)
    graph.add_node(2)
    back = read(written(graph))
    assert list(back.nodes) == [1, 0, 2]
    assert back.gradient(0) == {1: 2.0, 2: 0.0}


def test_numpy_integers_are_integers():
    graph = Graph()
    graph.add_edge(np.int64(3), ("w", np.int64(4)), 1.0)
    assert list(read(written(graph)).nodes) == [3, ("w", 4)]


def test_a_long_chain():
    length = 30_000
    graph = Graph.from_arrays(range(length), range(1, length + 1), np.ones(length))
    assert read(written(graph)).equals(graph)


def test_a_lost_parallel_edge_is_seen():
    graph = Graph()
    graph.add_edges(["x", "x"], ["y", "y"], [2.0, 2.0])
    document = re.sub(rb' *<edge id="e1".*</edge>\n', b"", written(graph))
    back = read(document)
    assert len(back.edges) == 1
    assert not back.equals(graph)
    assert facts(back) != facts(graph)


def test_a_rounded_float_is_seen():
    graph = single(0.1 + 0.2)
    back = read(written(graph).replace(b"0.30000000000000004", b"0.3"))
    assert not back.equals(graph)
    assert facts(back) != facts(graph)


def test_swapped_ends_are_seen():
    graph = single(2.0)
    document = written(graph).replace(b'source="x" target="y"', b'source="y" target="x"')
    assert facts(read(document)) != facts(graph)
