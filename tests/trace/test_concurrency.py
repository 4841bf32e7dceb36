"""Threads, tasks and contexts do not see one another's recorders; memory stays flat."""

from __future__ import annotations

# ruff: noqa: ARG005 - not every question needs both variables
import asyncio
import contextvars
import gc
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from compose.errors import TraceError
from compose.trace import grad, hessian, jvp, variable

THREADS = 8


def waiting(barrier):
    """A function whose gradient meets those of other threads halfway."""

    def f(x, scale):
        y = np.sin(x * scale)
        barrier.wait(timeout=60)
        inner = grad(lambda z: z * z * scale)(x)
        barrier.wait(timeout=60)
        return np.sum(y * inner)

    return f


def expected(x, scale):
    return 2 * scale * (np.sin(x * scale) + x * scale * np.cos(x * scale))


def test_many_threads_differentiate_at_once():
    barrier = threading.Barrier(THREADS)
    f = waiting(barrier)

    def work(k):
        return [grad(f)(1.0 + k, 0.5 * n) for n in range(1, 6)]

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(work, range(THREADS)))
    for k, row in enumerate(found):
        np.testing.assert_allclose(row, [expected(1.0 + k, 0.5 * n) for n in range(1, 6)])


def test_threads_share_a_bare_leaf():
    x = variable(np.arange(1.0, 4.0), "x")
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda k: np.sum(k * x * x).gradient()[x], range(50)))
    for k, gradient in enumerate(found):
        np.testing.assert_array_equal(gradient, 2.0 * k * x.value)


def test_a_thread_started_inside_a_transform_works_outside_it():
    def f(x):
        with ThreadPoolExecutor(1) as pool:
            inner = pool.submit(lambda: grad(lambda y: y * y * x)(2.0)).result()
            bare = pool.submit(lambda: variable(3.0)).result()
        assert (bare * bare).derivative(bare) == 6.0
        return inner * x

    assert grad(f)(3.0) == 24.0


def test_tasks_take_turns_halfway():
    async def slope(k):
        # The recorder is entered and left in one step: tasks change places between the steps.
        total = 0.0
        for n in range(1, 4):
            total += grad(lambda x, n=n: x ** (n + k))(1.0)
            await asyncio.sleep(0)
        return total

    async def everyone():
        return await asyncio.gather(*(slope(k) for k in range(5)))

    assert asyncio.run(everyone()) == [6.0 + 3 * k for k in range(5)]


def test_a_copied_context_leaves_the_original_alone():
    copied = []

    def f(x):
        copied.append(contextvars.copy_context())
        return x * x

    assert grad(f)(3.0) == 6.0
    # In the copy the transform has not been left; what is made there is used there.
    y = copied[0].run(lambda: variable(2.0))
    assert copied[0].run(lambda: (y * y).derivative(y)) == 4.0
    assert copied[0].run(lambda: grad(f)(5.0)) == 10.0
    assert (variable(3.0) * 2.0).value == 6.0


def test_generators_that_outlive_a_transform_say_so():
    def f(x):
        f.parts = (x * k for k in range(3))
        return x

    assert grad(f)(2.0) == 1.0
    with pytest.raises(TraceError, match="kept from a transform"):
        list(f.parts)


def objects_after(work):
    work()
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(20):
        work()
    gc.collect()
    return len(gc.get_objects()) - before


@pytest.mark.parametrize(
    "work",
    [
        lambda x, w: (x * x + np.exp(x)).derivative(x),
        lambda x, w: np.sum(np.tanh(w * x) @ w).gradient(),
        lambda x, w: np.sum(w * x).backward(),
        lambda x, w: np.sum(w * w * x).graph(elementwise=True),
        lambda x, w: np.sum(w * x).explain(w),
        lambda x, w: grad(lambda y: np.sum(y * w.value))(w.value),
        lambda x, w: hessian(lambda y: np.sum(y**3))(w.value),
        lambda x, w: jvp(np.sin, x.value, 1.0),
    ],
)
def test_nothing_is_left_of_what_was_asked(work):
    x, w = variable(2.0, "x"), variable(np.ones(3), "w")
    # A handful of cached objects is no leak, an object a round is.
    assert objects_after(lambda: work(x, w)) < 15


def test_memory_is_flat_while_a_leaf_is_kept_alive():
    x = variable(1.5, "x")

    def rounds(count):
        for _ in range(count):
            f = x
            for _ in range(4):
                f = np.sin(f) * x + 0.5
            f.backward()

    rounds(20)
    gc.collect()
    tracemalloc.start()
    try:
        rounds(100)
        gc.collect()
        first, _ = tracemalloc.get_traced_memory()
        rounds(900)
        gc.collect()
        last, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert last - first < 20_000
