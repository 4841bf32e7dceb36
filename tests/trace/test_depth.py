"""Nothing recurses: not recording, not asking, not forgetting."""

from __future__ import annotations

import gc
import sys
import threading
import weakref

import numpy as np
import pytest

from compose.trace import variable

DEEP = 100_000
DEPTHS = [DEEP, pytest.param(10 * DEEP, marks=pytest.mark.long)]


def chain(length):
    x = f = variable(1.0, "x")
    for _ in range(length):
        f = f + 1.0
    return x, f


def in_a_small_stack(work):
    """Run the work where a frame for each of many operations would overflow."""
    failures = []

    def run():
        try:
            work()
        except BaseException as failure:  # noqa: BLE001
            failures.append(failure)

    before = threading.stack_size(2 * 1024 * 1024)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert failures == []


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_long_chain_is_asked(depth):
    x, f = chain(depth)
    assert f.value == 1.0 + depth
    assert f.derivative(x) == 1.0
    assert dict(f.gradient()) == {x: 1.0}
    f.backward()
    assert x.grad == 1.0


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_long_chain_becomes_a_graph(depth):
    _, f = chain(depth)
    graph = f.graph()
    assert len(graph.nodes) == depth + 1
    assert graph.derivative(f"v{depth}", "x") == 1.0
    assert graph.node("v2").label == "v1 + 1"


@pytest.mark.parametrize("depth", [DEEP, 10 * DEEP])
def test_a_long_chain_is_forgotten(depth):
    def work():
        x, f = chain(depth)
        alive = weakref.ref(x)
        del x, f
        assert alive() is None

    in_a_small_stack(work)


def test_a_long_chain_is_forgotten_when_it_was_part_of_a_cycle():
    def work():
        x, f = chain(DEEP)
        alive = weakref.ref(x)
        around = [f]
        around.append(around)
        del x, f, around
        gc.collect()
        assert alive() is None

    in_a_small_stack(work)


def test_a_deep_lattice_of_shared_operands():
    x = a = b = variable(1.0)
    for _ in range(DEEP // 4):
        a, b = a + b, np.maximum(a, b)
        a = a / 2
    assert a.derivative(x) == 1.0


def test_asking_does_not_keep_what_was_asked():
    x = variable(2.0, "x")
    f = np.exp(x) * x
    alive = weakref.ref(f)
    f.derivative(x)
    f.gradient()
    f.graph()
    f.explain(x)
    f.backward()
    del f
    assert alive() is None


def test_a_recorded_operation_is_small():
    x = variable(2.0)
    made = x * x
    assert not hasattr(made, "__dict__")
    assert sys.getsizeof(made) + sys.getsizeof(made.operands) <= 160
