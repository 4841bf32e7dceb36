"""Every kind of graph that the library makes is written, and read back equal and alive."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import pytest

import compose
from compose import Graph, nn, units, variable, write_graphml
from compose.engine.diagonal import Diagonal
from compose.engine.encoding import decode, encode
from compose.engine.maps import Dense, Operator
from compose.errors import FormatError
from compose.trace import graph_of
from tests.formats.made import drawn, m, read, single, to_the_bit, written, x


def model_loss():
    model = nn.MLP([3, 4, 2], activation="tanh", output="identity", seed=1)
    layers = [
        {key: variable(value, f"{key}{n}") for key, value in layer.items()}
        for n, layer in enumerate(model.parameters, 1)
    ]
    examples, wanted = drawn(5, 3), np.eye(2)[[0, 1, 1, 0, 1]]
    loss = nn.softmax_cross_entropy(model.apply(layers, examples), wanted)
    loss.name = "loss"
    return loss


def ethanol():
    known = units.ConversionGraph()
    known.add("bottle", "mL", 750, note="a label", source="the shelf", date="2026-01-02")
    known.add("box", "bottle", 12, note="supplier sheet", tolerance=0.01)
    known.add("box", "L", 9, exact=True)
    known.add("credit", "mark", 0.1, offset=1)
    known.add("L", "kg", "0.789 kg/L", of="ethanol", note="20 °C")
    return known


def measured():
    r = variable(units.registry.Quantity(drawn(3), "mm"), "r")
    area = np.sum(np.pi * r**2)
    area.name = "area"
    return area


def from_networkx():
    networkx = pytest.importorskip("networkx")
    twin = networkx.MultiDiGraph()
    twin.add_edge("a", "b", weight=2.5, colour="red", tags=["x", 1])
    twin.add_edge("a", "b", weight=1, key="other")
    return compose.from_networkx(twin)


def traced_numbers():
    w, b = variable(-2.0, "w"), variable(5.0, "b")
    return w * np.sin(b) + b


def network():
    model = nn.MLP([2, 3, 1], activation="tanh", output="sigmoid", seed=0)
    return nn.network_graph(model, [1.0, 0.5], [1.0])


GRAPHS = {
    "numbers": lambda: traced_numbers().graph(),
    "arrays": lambda: np.sum(np.tanh(m @ x) ** 2).graph(),
    "elements": lambda: np.sum(np.tanh(m @ x) ** 2).graph(elementwise=True),
    "complex": lambda: np.abs(np.sum(x * 1j)).graph(),
    "several outputs": lambda: graph_of(np.sum(x), np.prod(x)),
    "a training loss": lambda: model_loss().graph(),
    "a network": network,
    "quantities": lambda: measured().graph(),
    "elements of quantities": lambda: measured().graph(elementwise=True),
    "facts": lambda: ethanol().graph,
    "a route": lambda: ethanol().graph_between("box", "kg", of="ethanol"),
    "a route by way of": lambda: units.graph_between("mL", "km^3", via=["cm^3", "m^3"]),
    "temperatures": lambda: units.graph_between("degC", "degF"),
    "levels": lambda: units.graph_between("dBm", "mW"),
    "reciprocals": lambda: units.graph_between("km/L", "L/km", reciprocal=True),
    "constants": lambda: units.graph_between("deg", "rad"),
    "networkx": from_networkx,
}


@pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS.keys())
def test_each_kind_of_graph(make):
    graph = make()
    document = written(graph)
    back = read(document)
    assert back.equals(graph)
    assert make().equals(graph)
    assert written(back) == document


VALUES = [
    True,
    np.True_,
    3,
    np.int16(-3),
    10**5000,
    0.1,
    -0.0,
    5e-324,
    float("inf"),
    float("nan"),
    np.float64(0.1),
    np.float32(0.1),
    np.float16(0.1),
    1j,
    np.complex64(1 + 2j),
    complex("nan-infj"),
    "text",
    "",
    "\x00\ud800]]>_x0041_\r\n",
    [1, [2.5, None]],
    (1, ("a", True)),
    {"a": [1, {"b": (2,)}]},
    np.arange(3),
    np.array(2.5),
    np.array([[True, False]]),
    np.array([1j, complex("nan")]),
    np.array(["a", "bc"]),
    np.array([-0.0, 5e-324, np.nan, -np.inf], ">f8"),
    np.arange(12.0).reshape(3, 4).T[::-2],
    np.empty((0, 3), np.float32),
    np.datetime64("2026-11-22"),
    np.zeros(2, "M8[s]"),
]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_each_kind_of_value_and_attribute(value):
    graph = single(1.0, note=value)
    graph.add_node("x", value=value)
    document = written(graph)
    back = read(document)
    assert back.equals(graph)
    assert written(back) == document
    for found in (back.node("x").value, back.edges[0].attributes["note"]):
        assert is_same(found, value)


def is_same(found, value):
    """Hold two values to each other to the bit, but numbers of NumPy's to those of Python's."""
    if isinstance(value, (str, list, tuple, dict)):
        return (type(found), repr(found)) == (type(value), repr(value))
    if isinstance(value, int) and abs(value) > 2**63:
        return found == value
    one, other = np.asarray(found), np.asarray(value)
    if isinstance(value, np.integer):
        one = one.astype(other.dtype)
    return to_the_bit(one) == to_the_bit(other.astype(other.dtype.newbyteorder("=")))


NAMES_OF_NODES = [
    "text",
    "",
    " a b\n",
    "\x00\x1f",
    "\ud800",
    "]]><&\"'",
    "😀",
    "\u202eabc",
    1,
    -(2**70),
    1.5,
    -0.0,
    float("inf"),
    float("nan"),
    True,
    None,
    (),
    ("w", 0, (None, 1.5, False)),
    np.int64(3),
    np.str_("text"),
]


@pytest.mark.parametrize("name", NAMES_OF_NODES, ids=range(len(NAMES_OF_NODES)))
def test_each_kind_of_name(name):
    graph = Graph()
    graph.add_edges([name, name], ["another", ("third", 1)], [1.0, 2.0])
    back = read(written(graph))
    assert back.equals(graph)
    assert repr(next(iter(back.nodes))) == repr(getattr(name, "item", lambda: name)())


@pytest.mark.parametrize("name", [frozenset({1}), b"x", 1j, ("w", b"x"), Graph])
def test_other_names_are_refused(name):
    graph = Graph()
    graph.add_node(name)
    with pytest.raises(FormatError, match="a name in a file is a text, a number, a truth value"):
        written(graph)


@pytest.mark.parametrize(
    "value",
    [
        {1},
        b"x",
        object(),
        np.array([None]),
        np.ma.array([1.0]),
        [b"x"],
        Dense(np.eye(2), (2,), (2,)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_values_are_refused_by_the_name_of_their_node(value):
    graph = single(1.0)
    graph.add_node("y", value=value)
    with pytest.raises(FormatError, match="the value of node 'y': a"):
        written(graph)


@pytest.mark.parametrize("make", [np.prod, np.sum, lambda v: np.sum(np.cumsum(v) * v)])
def test_another_computation_is_not_equal(make):
    graph = make(variable([1.0, 2.0, 3.0], "v")).graph()
    for other in (
        make(variable([1.0, 2.0, 4.0], "v")).graph(),
        np.max(variable([1.0, 2.0, 3.0], "v")).graph(),
    ):
        assert not other.equals(graph)


def test_the_answers_of_a_graph_that_was_read_are_the_same():
    graph = model_loss().graph()
    back = read(written(graph))
    for weight in ("w1", "b1", "w2", "b2"):
        assert to_the_bit(back.derivative("loss", weight)) == to_the_bit(
            graph.derivative("loss", weight)
        )


def test_a_new_process_knows_the_maps_that_it_reads(tmp_path):
    path = tmp_path / "loss.graphml"
    write_graphml(model_loss().graph(), path)
    code = (
        "import sys, compose\n"
        "graph = compose.read_graphml(sys.argv[1])\n"
        "print(repr(graph.derivative('loss', 'b2').tolist()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == repr(model_loss().graph().derivative("loss", "b2").tolist())


@compose.primitive
def doubled(v):
    return 2.0 * v


compose.define_rule(doubled, lambda g, _answer, _v: 2.0 * g)


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        (doubled(x).graph(), "'x' → 'v1': the rule of doubled is a function of the user's"),
        (
            single(Operator(np.cumsum, np.flip, (3,), (3,))),
            "a Operator holds functions, which no file can carry; give the edge its Jacobian",
        ),
        (
            single(Operator(np.cumsum, np.flip, (3,), (3,)).after(Diagonal(2.0, (3,), (3,)))),
            "'x' → 'y': a Operator holds functions",
        ),
    ],
)
def test_functions_of_the_users_are_refused(graph, reason):
    stream = io.BytesIO()
    with pytest.raises(FormatError) as caught:
        write_graphml(graph, stream)
    assert reason in str(caught.value)
    assert not stream.getvalue()


def test_a_graph_with_the_users_rules_equals_another():
    assert doubled(x).graph().equals(doubled(x).graph())
    assert not doubled(x).graph().equals(doubled(x + 1.0).graph())


def test_the_jacobian_is_a_way_out():
    local = doubled(x).graph().edges[0].local
    graph = single(local.as_jacobian())
    assert read(written(graph)).equals(graph)


def test_many_maps_in_a_row_are_one_composed_map():
    turn = Dense(np.array([[0.6, -0.8], [0.8, 0.6]]), (2,), (2,))
    whole = turn
    for _ in range(100):
        whole = Diagonal(np.array([0.5, 2.0]), (2,), (2,)).after(turn.after(whole))
    graph = single(whole)
    back = read(written(graph))
    assert back.equals(graph)
    assert to_the_bit(back.derivative("y", "x")) == to_the_bit(graph.derivative("y", "x"))
    assert decode(*encode(whole)).source_shape == (2,)
