"""Nothing recurses: not recording, not asking, not forgetting."""

from __future__ import annotations

import gc
import sys
import threading
import weakref

import numpy as np
import pytest

from compose.trace import grad, hvp, jacobian, value_and_grad, variable
from compose.trace.steps import STRIDE

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


@pytest.mark.parametrize("depth", DEPTHS)
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


def steps_of_arrays(length):
    x = f = variable(np.array([1.0, 2.0]), "x")
    for _ in range(length):
        f = f + 1.0
    return x, f


def test_a_long_chain_of_arrays():
    def work():
        x, f = steps_of_arrays(DEEP // 10)
        np.testing.assert_array_equal(np.sum(f).gradient()[x], [1.0, 1.0])
        np.testing.assert_array_equal(f.derivative(x), np.eye(2))
        np.sum(f).backward()
        np.testing.assert_array_equal(x.grad, [1.0, 1.0])
        alive = weakref.ref(x)
        del x, f
        gc.collect()
        assert alive() is None

    in_a_small_stack(work)


def test_a_long_chain_of_arrays_becomes_a_graph():
    _, f = steps_of_arrays(2_000)
    np.testing.assert_array_equal(f.graph().derivative("v2000", "x"), np.eye(2))
    assert f.graph(elementwise=True).derivative("v2000[1]", "x[1]") == 1.0


def test_transforms_of_long_loops():
    def loop(x):
        f = x
        for _ in range(DEEP):
            f = f * 1.0 + 0.0
        return f * f

    def work():
        assert value_and_grad(loop)(3.0) == (9.0, 6.0)
        for mode in ("forward", "reverse"):
            assert jacobian(loop, mode=mode)(3.0) == 6.0

    in_a_small_stack(work)


def test_second_derivatives_of_long_loops():
    def loop(x):
        f = x
        for _ in range(DEEP // 10):
            f = f * 1.0
        return f * f

    def work():
        assert hvp(loop)(3.0, 1.0) == 2.0
        assert grad(grad(loop))(3.0) == 2.0

    in_a_small_stack(work)


def test_a_sum_of_many():
    x = variable(np.ones(1_000_000), "x")
    np.testing.assert_array_equal(np.sum(x * x).gradient()[x], np.full(1_000_000, 2.0))
    leaves = [variable(1.0) for _ in range(DEEP)]
    total = sum(leaves)
    assert set(total.gradient().values()) == {1.0}
    stacked = np.sum(np.stack(leaves[: DEEP // 20]) ** 2)
    assert set(stacked.gradient().values()) == {2.0}


def test_a_gradient_by_many_leaves():
    found = grad(lambda p: sum(part * part for part in p))([1.0] * DEEP)
    assert found == [2.0] * DEEP


def test_a_recorded_operation_is_small():
    x = variable(2.0)
    made = x * x
    assert not hasattr(made, "__dict__")
    assert sys.getsizeof(made) <= 80
    step = made._tape[made._node : made._node + STRIDE]
    assert [type(part) for part in step if isinstance(part, (tuple, list))] == []
