"""What bare variables leave in memory, and what they find there again."""

from __future__ import annotations

import gc
import random
import threading
import weakref

import numpy as np
import pytest

from compose import variable
from compose.testing import count_operations
from compose.trace.record import taped
from compose.trace.steps import FULL, STRIDE, Loose, Steps, place

LENGTH = FULL // STRIDE
FUNCTIONS = (
    lambda a, b: a + b,
    lambda a, b: a * 0.5 - b,
    lambda a, b: np.tanh(a) * b,
    lambda a, _: 0.25 * a,
    np.maximum,
    lambda a, b: np.sum(np.stack([a, b])) * 0.5,
)


@pytest.fixture
def uncollected():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def program(chance, leaves, length, kept):
    """Combine leaves and what was made from them, at random; `kept` stays alive from before."""
    values = [*leaves, *kept]
    for _ in range(length):
        a, b = chance.choice(values[-40:]), chance.choice([*values[-3:], *leaves])
        values.append(chance.choice(FUNCTIONS)(a, b))
        if chance.random() < 0.05:
            values.append(values[-1] + 0.0)
    total = values[-1]
    for value in values[-20:]:
        total = total + value
    return total, values


def lists():
    return [thing for thing in gc.get_objects() if type(thing) is Steps]


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("seed", range(8))
def test_lists_do_not_refer_to_each_other_in_a_circle(seed):
    chance = random.Random(seed)
    alive = []
    kept = [variable(1.0) * 2.0]
    for _ in range(6):
        leaves = [variable(chance.random()) for _ in range(4)]
        alive += map(weakref.ref, leaves)
        total, values = program(chance, leaves, 400, kept)
        kept = [chance.choice(values), kept[0]]
        total.gradient()
    kept = [value for value in kept if value.is_leaf]
    del leaves, total, values, kept
    assert [leaf() for leaf in alive] == [None] * len(alive)


@pytest.mark.parametrize("seed", range(8))
def test_three_sweeps_agree(seed):
    chance = random.Random(seed)
    leaves = [variable(chance.uniform(-1.0, 1.0)) for _ in range(5)]
    total, _ = program(chance, leaves, 900, [])
    found = total.gradient()
    tape, node, places = taped(total)
    adjoints = tape.pull({node: 1.0})
    assert list(found) == list(places)
    for leaf in leaves:
        expected = adjoints[places[leaf]] if leaf in places else 0.0
        assert found.get(leaf, 0.0) == pytest.approx(expected, rel=1e-12, abs=1e-300)
    if all(np.isfinite(list(found.values()))):
        assert [total.derivative(leaf) for leaf in leaves] == pytest.approx(
            [found.get(leaf, 0.0) for leaf in leaves], rel=1e-12, abs=1e-300
        )


@pytest.mark.usefixtures("uncollected")
def test_an_operation_leaves_next_to_nothing_for_the_collector():
    x, w = variable(1.001), variable(0.999)
    before = len(gc.get_objects())
    f = x
    for _ in range(2_000):
        f = f * x + w * 0.5 - np.sin(f)
    assert len(gc.get_objects()) - before < 0.25 * 10_000
    assert f.gradient()[x] != 0.0


@pytest.mark.usefixtures("uncollected")
def test_sums_of_products_share_lists():
    weights = [variable(0.5) for _ in range(1_000)]
    before = len(lists())
    total = 0.0
    for weight in weights:
        total = total + weight * 2.0
    assert len(lists()) - before < 20
    assert set(total.gradient().values()) == {2.0}


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("kept", ["leaf", "loss", "product", "step in a full list"])
def test_memory_is_flat_while_something_is_kept(kept):
    w, a, b = variable(0.5), variable(0.25), variable(1.5)
    product = a * b
    if kept == "step in a full list":
        for _ in range(LENGTH):
            product = product * 1.0
    sizes, loss = [], None
    for iteration in range(300):
        x = variable(1.0)
        other = product if kept in ("product", "step in a full list") else a
        f = w * x
        for _ in range(20):
            f = np.tanh(f * w + other * x) + x * b
        if kept == "loss":
            loss = f
        f.gradient()
        del f, x
        if iteration % 10 == 0:
            sizes.append(sum(map(len, lists())))
    assert max(sizes[15:]) <= max(sizes[:15]) + FULL
    del loss


@pytest.mark.usefixtures("uncollected")
def test_what_nobody_holds_is_gone():
    x = variable(2.0)
    before = len(lists())
    for _ in range(3):
        f = np.exp(x) * x
        f.gradient()
        f.graph()
        del f
    assert len(lists()) == before


def test_a_name_outlives_what_it_was_given_to():
    w, x = variable(2.0, "w"), variable(3.0, "x")
    g = w * x
    g.name = "g"
    f = g + 1.0
    del g
    assert list(f.graph().nodes) == ["w", "x", "g", "v1"]
    assert [operand.name for operand in f.operands if operand is not f.operands[1]] == ["g"]
    g = f.operands[0]
    g.name = None
    assert list(f.graph().nodes) == ["w", "x", "v1", "v2"]


def test_two_objects_for_one_step_are_equal():
    w, x = variable(2.0), variable(3.0)
    f = (w * x) + 1.0
    one, other = f.operands[0], f.operands[0]
    assert one == other
    assert hash(one) == hash(other)
    assert one != w * x
    assert f.derivative(one) == 1.0
    assert one.derivative(w) == 3.0


def test_operands_in_the_order_of_time_whatever_list_they_stand_in():
    v = variable([1.0, 2.0], "v")
    s = np.sum(v)
    w, b = variable(3.0, "w"), variable(4.0, "b")
    y = w * b
    f = s * y
    assert [leaf.name for leaf in f.gradient()] == ["v", "w", "b"]
    assert list(f.graph().nodes) == ["v", "v1", "w", "b", "v2", "v3"]


def test_threads_continue_one_variable_at_once():
    shared = variable(1.5) * 2.0
    leaf = shared.operands[0]
    found, barrier = [], threading.Barrier(8)

    def work(number):
        barrier.wait()
        f, x = shared, variable(1.0 + number)
        for k in range(1_500):
            f = f * 1.0 + shared if k % 3 else f + x * 0.0
        found.append((f.gradient()[leaf], f.value / shared.value * 2.0))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(gradient == pytest.approx(expected) for gradient, expected in found)


def test_a_sweep_passes_each_edge_behind_the_output_once():
    w, x = variable(2.0), variable(3.0)
    for _ in range(10):
        x * w
    f = np.sin(w * x + x) * 2.0
    f * 3.0
    with count_operations() as counted:
        f.gradient()
    assert counted.multiplications == 6


def test_a_list_that_stands_alone_is_swept_when_all_has_arrived():
    v, w, b = variable([1.0, 2.0]), variable(3.0), variable(4.0)
    s = np.sum(v)
    y = w * b
    f = s * y
    assert y._tape.alone
    g = np.sum(np.stack([f, y]))
    assert g.gradient()[w] == 16.0
    assert g.derivative(w) == 16.0
    assert list(g.gradient()) == [v, w, b]


@pytest.mark.usefixtures("uncollected")
def test_a_step_on_two_lists_that_stand_alone_begins_another():
    v, w = variable([1.0, 2.0]), variable(3.0)
    alive = weakref.ref(w)
    s = np.sum(v)
    first = w * 1.0
    total = s * first
    while len(first._tape) < FULL:
        first = first * 1.0
    second = w * 1.0
    total = total * second
    assert first._tape.alone
    assert second._tape.alone
    both = first * second
    assert both._tape is not first._tape
    assert both._tape is not second._tape
    third = second * 2.0
    assert (third + both).gradient()[w] == 8.0
    assert (total + both).gradient()[w] == 24.0
    del v, w, s, first, second, total, both, third
    assert alive() is None


def test_a_step_is_found_behind_those_of_other_threads():
    own, other = 2.5, 3.5
    steps = variable(1.0) * 2.0
    steps = steps._tape
    node = len(steps)
    steps.write(None, other, None, None)
    steps.write(None, own, None, None)
    assert steps.found(own, node) == node + STRIDE


def test_where_a_step_on_two_lists_is_written():
    older, newer = Steps(Loose(0.0)), Steps(Loose(0.0))
    assert place(older, newer) is place(newer, older) is newer
    older.alone = True
    assert place(older, newer) is newer
    newer.alone = True
    assert id(place(older, newer)) not in map(id, (older, newer))
    older.alone = False
    assert place(older, newer) is older
    older.owner = -1
    assert id(place(older, newer)) not in map(id, (older, newer))
    assert place(older, Steps(Loose(1.0))) is None
