"""Random directed acyclic graphs, as plain data that a test and its oracle read alike."""

from __future__ import annotations

import math
import random
from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from compose import Graph
from compose.engine.maps import Affine, Operator

__all__ = [
    "Dag",
    "affine_maps",
    "any_floats",
    "dags",
    "diamonds",
    "exact_numbers",
    "linear_dags",
    "random_dag",
    "whole_floats",
]


@dataclass(frozen=True)
class Dag:
    """Nodes by name, edges by the places of their ends among the nodes, in order of insertion."""

    names: tuple[Hashable, ...]
    edges: tuple[tuple[int, int, Any], ...]
    shapes: tuple[tuple[int, ...], ...] = ()
    declared: bool = True

    def graph(self, **options):
        """Build it: nodes first, or as their edges bring them."""
        graph = Graph(**options)
        if self.declared:
            self._add_nodes(graph)
        for source, target, local in self.edges:
            graph.add_edge(self.names[source], self.names[target], local)
        if not self.declared:
            self._add_nodes(graph)
        return graph

    def _add_nodes(self, graph):
        for place, name in enumerate(self.names):
            graph.add_node(name, shape=self.shapes[place] if self.shapes else None)

    def arrays(self):
        """Give the three columns."""
        sources, targets, locals_ = zip(*self.edges, strict=True) if self.edges else ((), (), ())
        return np.array(sources, np.int64), np.array(targets, np.int64), list(locals_)

    def with_locals(self, locals_):
        """Give the same graph carrying something else."""
        edges = tuple((s, t, x) for (s, t, _), x in zip(self.edges, locals_, strict=True))
        return Dag(self.names, edges, self.shapes, self.declared)


exact_numbers = st.one_of(
    st.integers(-4, 4),
    st.fractions(-3, 3, max_denominator=7),
    st.just(10**30),
    st.just(Fraction(1, 10**30)),
)
whole_floats = st.sampled_from([-3.0, -2.0, -1.0, 0.0, 0.5, 1.0, 2.0, 3.0])
any_floats = st.one_of(
    st.floats(),
    st.sampled_from([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 5e-324, 1.8e308]),
)
affine_maps = st.builds(
    Affine,
    st.fractions(-3, 3, max_denominator=5),
    st.fractions(-3, 3, max_denominator=5),
)

_atoms = st.one_of(
    st.text(max_size=3), st.integers(-3, 99), st.none(), st.booleans(), st.binary(max_size=2)
)
_names = st.one_of(_atoms, st.tuples(_atoms, _atoms), st.frozensets(st.integers(0, 3), max_size=2))


def _any_pairs(draw, count, most):
    if count == 1:
        return []
    ends = st.tuples(st.integers(0, count - 1), st.integers(1, count - 1))
    wanted = draw(st.integers(0, most))
    pairs = draw(st.lists(ends, min_size=wanted, max_size=wanted))
    return [tuple(sorted((a, (a + step) % count))) for a, step in pairs]


def _deep_pairs(draw, count, most):
    chain = [(k, k + 1) for k in range(count - 1)]
    return draw(st.permutations(chain)) + _any_pairs(draw, count, max(most - count, 0))


def _wide_pairs(draw, count, most):
    spokes = [(0, k) for k in range(1, count - 1)] + [(k, count - 1) for k in range(1, count - 1)]
    return draw(st.permutations(spokes))[:most] + _any_pairs(draw, count, 2)


@st.composite
def dags(draw, locals_=exact_numbers, *, nodes=7, edges=12):
    """Random graphs: deep, wide or neither, with edges in parallel and nodes that have none."""
    count = draw(st.integers(1, nodes))
    names = draw(st.lists(_names, min_size=count, max_size=count, unique=True))
    shape = draw(st.sampled_from([_any_pairs, _any_pairs, _deep_pairs, _wide_pairs]))
    pairs = shape(draw, len(names), edges)
    place = draw(st.permutations(range(len(names))))
    joined = tuple((place[a], place[b], draw(locals_)) for a, b in pairs)
    return Dag(tuple(names), joined, declared=draw(st.booleans()))


_shapes = st.sampled_from([(), (), (1,), (2,), (3,), (0,), (2, 2), (1, 3), (2, 0)])


@st.composite
def linear_dags(draw, *, nodes=6, edges=9):
    """Random graphs of Jacobians of small whole numbers, whose products are exact in floats."""
    plain = draw(dags(st.integers(0, 2**32 - 1), nodes=nodes, edges=edges))
    shapes = tuple(draw(_shapes) for _ in plain.names)
    locals_ = []
    for source, target, seed in plain.edges:
        ends = shapes[source], shapes[target]
        values = np.random.default_rng(seed).integers(-2, 3, ends[1] + ends[0]).astype(float)
        number = ends[0] == ends[1] and seed % 4 == 0
        jacobian = float(seed % 5 - 2) if number else values
        locals_.append(jacobian)
    return Dag(plain.names, plain.with_locals(locals_).edges, shapes)


def as_operator(jacobian, source_shape, target_shape):
    """Give a Jacobian as a map that only applies and transposes."""
    return Operator(
        lambda tangent: np.tensordot(jacobian, tangent, axes=len(source_shape)),
        lambda cotangent: np.tensordot(cotangent, jacobian, axes=len(target_shape)),
        source_shape,
        target_shape,
    )


def random_dag(seed, *, nodes=7, edges=12, pick=None):
    """Give one graph that depends on the seed alone, for tests that are no property tests."""
    chance = random.Random(seed)
    place = chance.sample(range(nodes), nodes)
    pick = pick or (lambda: Fraction(chance.randint(-9, 9), chance.randint(1, 5)))
    pairs = [sorted(chance.sample(range(nodes), 2)) for _ in range(edges)]
    pairs += chance.sample(pairs, 2)
    joined = tuple((place[a], place[b], pick()) for a, b in pairs)
    return Dag(tuple(f"n{k}" for k in range(nodes)), joined)


def diamonds(count, local=1.0):
    """Give the columns of `count` diamonds in a row: 4 edges and 2 paths each."""
    start = 3 * np.arange(count)
    source = np.stack([start, start, start + 1, start + 2], axis=1).ravel()
    target = np.stack([start + 1, start + 2, start + 3, start + 3], axis=1).ravel()
    return source, target, np.full(4 * count, local)
