"""Graphs of every kind that the formats carry, and what is said in them."""

from __future__ import annotations

import struct
from dataclasses import fields, is_dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from compose import Graph
from compose.dimensions.monomials import Constant
from compose.engine.maps import Affine, Map
from compose.engine.projective import Moebius
from compose.engine.valued import Chain, Exponential, Logarithmic

__all__ = ["UNITS", "any_text", "facts", "graphs", "names"]

UNITS = ["mm", "mL/mm", "degC", "delta_degC", "kg*m**2/s**3", "percent", "m**0.5"]

any_text = st.text(st.characters(exclude_categories=()), max_size=8)
awkward_text = st.one_of(
    any_text,
    st.sampled_from(
        ["n0", "n_1", "0", "-1", "_x0041_", "_x0041\x01", "a b", "", "θ", "]]>", "\r\n"]
    ),
)
any_float = st.one_of(
    st.floats(),
    st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0]),
)
numbers = st.one_of(any_float, st.integers(), st.fractions())
finite = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.fractions(), st.integers())
plain_names = st.one_of(
    awkward_text, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False)
)
names = st.recursive(
    plain_names, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=4
)
tolerances = st.just(0) | st.fractions(0, 1)
affine = st.builds(Affine, finite, finite, tolerances)


def is_moebius(entries):
    a, b, c, d = map(Fraction, entries)
    return c and a * d != b * c


entries = st.one_of(st.floats(-9, 9), st.fractions(), st.integers())
moebius = st.builds(
    lambda entries, tolerance: Moebius(*entries, tolerance),
    st.tuples(st.fractions(), st.fractions(), st.fractions(), st.fractions()).filter(is_moebius)
    | st.tuples(st.just(0), entries.filter(bool), st.just(1), entries),
    tolerances,
)
positive = st.one_of(st.floats(0.01, 99), st.fractions(Fraction(1, 9), 9), st.integers(1, 2**70))
constant = st.builds(Constant, any_text, any_text, st.fractions(2, 5))
bases = st.one_of(positive.filter(lambda base: base != 1), constant)
levels = st.one_of(
    st.builds(Exponential, positive, bases, finite.filter(bool)),
    st.builds(Logarithmic, positive, bases, finite.filter(bool)),
)
single_maps = affine | moebius | levels
chains = st.builds(Chain, st.lists(single_maps, min_size=1, max_size=4).map(tuple), st.booleans())
movements = single_maps | chains
attribute_names = st.sampled_from(
    [
        "note",
        "expression",
        "weight",
        "kind",
        "local",
        "seen on",
        "note:int",
        "_x0041_",
        "😀",
        "self",
    ]
)
attribute_values = st.one_of(awkward_text, any_float, st.integers(), st.fractions(), st.booleans())


@st.composite
def arrays(draw, shape):
    size = int(np.prod(shape))
    entries = draw(st.lists(any_float, min_size=size, max_size=size))
    return np.array(entries, draw(st.sampled_from(["f8", "f4"]))).reshape(shape)


def values(draw):
    kinds = [numbers, awkward_text, st.booleans(), st.none(), arrays((2, 2))]
    return draw(st.one_of(kinds))


@st.composite
def graphs(draw, names=names, attributes=attribute_names):
    """Draw a graph: isolated nodes, parallel edges, all kinds of locals, units or shapes."""
    chosen = draw(st.lists(names, max_size=6, unique=True))
    shaped = draw(st.booleans())
    graph = Graph()
    shapes = [draw(st.sampled_from([(), (2,), (2, 1), (0,)])) if shaped else () for _ in chosen]
    with np.errstate(all="ignore"):
        add_nodes(draw, graph, chosen, shapes, shaped=shaped)
        if len(chosen) > 1:
            for _ in range(draw(st.integers(0, 8))):
                add_edge(draw, graph, chosen, shapes, attributes)
    return graph


def add_nodes(draw, graph, chosen, shapes, *, shaped):
    for name, shape in zip(chosen, shapes, strict=True):
        graph.add_node(
            name,
            value=values(draw),
            unit=None if shaped else draw(st.none() | st.sampled_from(UNITS)),
            shape=shape if shaped else None,
            label=draw(st.none() | awkward_text),
        )


def add_edge(draw, graph, chosen, shapes, attributes):
    i = draw(st.integers(0, len(chosen) - 2))
    j = draw(st.integers(i + 1, len(chosen) - 1))
    if shapes[i] == shapes[j] == ():
        local = draw(numbers | movements)
    elif shapes[i] == shapes[j] and draw(st.booleans()):
        local = draw(numbers)
    else:
        local = draw(arrays(shapes[j] + shapes[i]))
    label = draw(st.none() | awkward_text)
    number = graph.add_edge(chosen[i], chosen[j], local, label=label)
    known = draw(st.dictionaries(attributes, attribute_values, max_size=3))
    for name, value in known.items():
        graph.columns.attributes.setdefault(name, {})[number] = value


def exact(thing):
    """Give a form in which two things are equal only if they are the same, to the last bit."""
    if isinstance(thing, float):
        return struct.pack("<d", thing)
    if isinstance(thing, np.ndarray):
        return (thing.dtype.str, thing.shape, thing.tobytes())
    if isinstance(thing, (Map, Constant)) and is_dataclass(thing):
        parts = [exact(getattr(thing, field.name)) for field in fields(thing)]
        return (type(thing).__name__, parts)
    if isinstance(thing, tuple):
        return [exact(part) for part in thing]
    return (type(thing).__name__, str(thing) if isinstance(thing, Fraction) else thing)


def number(thing):
    """As `exact`; but values are read as some NaN, not as the same."""
    return "NaN" if isinstance(thing, float) and thing != thing else exact(thing)  # noqa: PLR0124


def facts(graph):
    """List all that is said in a graph, without asking it whether it equals another."""
    nodes = [graph.node(name) for name in graph.nodes]
    return (
        [(repr(n.name), number(n.value), str(n.unit), n.shape, n.label) for n in nodes],
        [
            (
                repr(e.source),
                repr(e.target),
                exact(e.local),
                e.label,
                sorted((name, number(value)) for name, value in e.attributes.items()),
            )
            for e in graph.edges
        ],
    )
