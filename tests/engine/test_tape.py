"""The tape sweeps both ways what the engine's graphs sweep, and paths list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compose import Graph
from compose.engine.diagonal import Diagonal
from compose.engine.maps import Dense
from compose.engine.operations import count_operations
from compose.engine.tape import Tape


@st.composite
def programs(draw):
    """Steps of one or two operands, each a leaf or an earlier step, with whole locals."""
    leaves = draw(st.integers(1, 3))
    steps = []
    for _ in range(draw(st.integers(1, 12))):
        operands = draw(st.lists(st.integers(0, leaves + len(steps) - 1), min_size=1, max_size=2))
        steps.append([(operand, float(draw(st.integers(-3, 3)))) for operand in operands])
    return leaves, steps


def written(leaves, steps, local=float):
    """Write a program on a tape and as a graph; give both and the tape's nodes."""
    tape, graph = Tape(), Graph()
    nodes = [tape.leaf() for _ in range(leaves)]
    for k in range(leaves):
        graph.add_node(k)
    for step in steps:
        own, name = len(tape), len(nodes)
        graph.add_node(name)
        for operand, factor in step:
            tape.extend((nodes[operand], own, local(factor)))
            graph.add_edge(operand, name, factor)
        nodes.append(own)
    return tape, graph, nodes


@given(programs())
def test_both_sweeps_are_the_graphs(program):
    tape, graph, nodes = written(*program)
    leaves = program[0]
    last = len(nodes) - 1
    adjoints = tape.pull({nodes[last]: 1.0})
    for leaf in range(leaves):
        expected = graph.derivative(last, leaf)
        assert (adjoints[nodes[leaf]] or 0.0) == expected
        tangents = tape.push({nodes[leaf]: 1.0})
        for step in range(leaves, len(nodes)):
            assert (tangents[nodes[step]] or 0.0) == graph.derivative(step, leaf)


@settings(max_examples=30)
@given(programs(), st.integers(0, 2**31))
def test_seeds_add_up(program, seed):
    tape, _, nodes = written(*program)
    draw = np.random.default_rng(seed)
    seeds = {node: float(draw.integers(-3, 4)) for node in nodes}
    together = tape.pull(seeds)
    one_by_one = [tape.pull({node: value}) for node, value in seeds.items()]
    for leaf in range(program[0]):
        parts = [sweep[nodes[leaf]] or 0.0 for sweep in one_by_one if sweep is not None]
        own = {-1 - leaf: seeds[-1 - leaf]}
        assert together[nodes[leaf]] == pytest.approx(sum(parts))
        assert tape.push(own)[-1 - leaf] == seeds[-1 - leaf]


@given(programs())
def test_maps_are_swept_as_numbers_are(program):
    def turned(factor):
        return Dense(factor * np.array([[0.0, 1.0], [1.0, 0.0]]), (2,), (2,))

    tape, _, nodes = written(*program, local=turned)
    seed, tangent = np.array([1.0, 2.0]), np.array([3.0, -1.0])
    pulled = tape.pull({nodes[-1]: seed})
    for leaf in range(program[0]):
        pushed = tape.push({nodes[leaf]: tangent})[nodes[-1]]
        moved = pulled[nodes[leaf]]
        left = 0.0 if pushed is None else seed @ pushed
        right = 0.0 if moved is None else moved @ tangent
        assert left == pytest.approx(right)


def test_what_no_path_leads_to_is_none():
    tape = Tape()
    x, y = tape.leaf(), tape.leaf()
    square = len(tape)
    tape.extend((x, square, 3.0, x, square, 3.0))
    stranger = len(tape)
    tape.extend((y, stranger, 2.0))
    assert tape.pull({square: 1.0})[x] == 6.0
    assert tape.pull({square: 1.0})[y] is None
    assert tape.push({y: 1.0})[square] is None
    assert tape.pull({})[x] is None
    assert tape.pull({x: 7.0})[x] == 7.0


def test_an_empty_tape():
    tape = Tape()
    x = tape.leaf()
    assert x == -1
    assert tape.pull({x: 1.0}) == tape.push({x: 1.0}) == [1.0]
    assert tape.reached([x], forward=True) == 0


def test_infinite_and_undefined_locals_touch_only_their_paths():
    tape = Tape()
    x, y = tape.leaf(), tape.leaf()
    root = len(tape)
    tape.extend((x, root, float("inf")))
    total = len(tape)
    tape.extend((root, total, 0.0, y, total, 1.0))
    adjoints = tape.pull({total: 1.0})
    assert np.isnan(adjoints[x])
    assert adjoints[y] == 1.0


def test_reached_counts_what_a_sweep_passes():
    tape = Tape()
    x, y = tape.leaf(), tape.leaf()
    a = len(tape)
    tape.extend((x, a, 1.0))
    b = len(tape)
    tape.extend((a, b, 1.0, y, b, 1.0))
    c = len(tape)
    tape.extend((y, c, 1.0))
    assert tape.reached([x], forward=True) == 2
    assert tape.reached([y], forward=True) == 2
    assert tape.reached([x, y], forward=True) == 4
    assert tape.reached([b], forward=False) == 3
    assert tape.reached([a], forward=False) == 1
    assert tape.reached([b, c], forward=False) == 4


def test_sweeps_are_counted():
    tape, _, nodes = written(1, [[(0, 2.0), (0, 3.0)], [(1, 1.0)]])
    with count_operations() as done:
        tape.pull({nodes[-1]: 1.0})
    assert done.multiplications == 3
    with count_operations() as done:
        tape.push({nodes[0]: 1.0})
    assert done.multiplications == 3
    with count_operations() as done:
        tape.push({})
    assert done.multiplications == 0


def test_broadcast_carriers():
    tape = Tape()
    bias = tape.leaf()
    shifted = len(tape)
    tape.extend((bias, shifted, Diagonal(1.0, (2,), (3, 2))))
    assert tape.pull({shifted: np.ones((3, 2))})[bias].tolist() == [3.0, 3.0]
    assert tape.push({bias: np.array([1.0, 2.0])})[shifted].tolist() == [[1.0, 2.0]] * 3
