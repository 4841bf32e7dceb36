"""Optimisers against their formulas, one number at a time, over many steps."""

from __future__ import annotations

import copy
import dataclasses
import math
import pickle

import numpy as np
import pytest
from optree import tree_leaves, tree_map

import compose
from compose import nn
from compose.errors import NetworkError
from compose.nn.optimisers import rate_at

PARAMETERS = [
    {"w": np.array([[1.0, -2.0], [0.5, 3.0]]), "b": np.array([0.0, -1.0])},
    {"w": np.array([[4.0, 0.25]]), "b": np.array([1e-3])},
]
SGDS = [nn.SGD(0.05), nn.SGD(0.05, 0.9), nn.SGD(0.05, 0.5)]
ADAMS = [
    nn.Adam(0.05),
    nn.Adam(0.05, 0.5, 0.9),
    nn.Adam(0.05, 0.0, 0.0),
    nn.Adam(0.05, 0.9, 0.999, 1e-2),
]
NAMES = str


def gradient(p, step):
    """The slope of a bowl whose lowest place wanders; one number has no slope at all."""
    return 0.0 if p == 1e-3 else 2.0 * (p - 0.3 * math.sin(step)) + 0.1 * math.cos(5.0 * step)


def moved(optimiser, start, rate, steps):
    """Follow one number by the formulas of the docstrings."""
    p, velocity, mean, square, path = start, 0.0, 0.0, 0.0, []
    for step in range(1, steps + 1):
        g = gradient(p, step)
        if isinstance(optimiser, nn.SGD):
            velocity = optimiser.momentum * velocity + g
            p -= rate * velocity
        else:
            mean = optimiser.beta1 * mean + (1.0 - optimiser.beta1) * g
            square = optimiser.beta2 * square + (1.0 - optimiser.beta2) * g * g
            whole_mean = mean / (1.0 - optimiser.beta1**step)
            whole_square = square / (1.0 - optimiser.beta2**step)
            p -= rate * whole_mean / (math.sqrt(whole_square) + optimiser.epsilon)
        path.append(p)
    return path


def trained(optimiser, parameters, steps, update=None):
    update = update or optimiser.update
    state = optimiser.start(parameters)
    for step in range(1, steps + 1):
        slopes = tree_map(np.vectorize(lambda p, s=step: gradient(p, s)), parameters)
        parameters, state = update(parameters, slopes, state, optimiser.rate, float(step))
    return parameters, state


@pytest.mark.parametrize("optimiser", [*SGDS, *ADAMS], ids=NAMES)
@pytest.mark.parametrize("steps", [1, 2, 3, 200])
def test_steps_by_the_formulas(optimiser, steps):
    found, _ = trained(optimiser, PARAMETERS, steps)
    wanted = tree_map(
        np.vectorize(lambda p: moved(optimiser, p, 0.05, steps)[-1], otypes=[float]), PARAMETERS
    )
    for ours, theirs in zip(tree_leaves(found), tree_leaves(wanted), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("optimiser", [*SGDS, *ADAMS], ids=NAMES)
def test_a_compiled_update_is_the_same(optimiser):
    fast = compose.compile(optimiser.update)
    found, wanted = trained(optimiser, PARAMETERS, 60, fast), trained(optimiser, PARAMETERS, 60)
    assert fast.source.count("\ndef update(") == 1
    for ours, theirs in zip(tree_leaves(found), tree_leaves(wanted), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("optimiser", [*SGDS, *ADAMS], ids=NAMES)
def test_nothing_is_changed_in_place(optimiser):
    parameters = copy.deepcopy(PARAMETERS)
    slopes = tree_map(np.cos, parameters)
    state = trained(optimiser, parameters, 3)[1]
    given = parameters, slopes, state
    before = copy.deepcopy(given)
    after = optimiser.update(parameters, slopes, state, 0.1, 4.0)
    for ours, theirs in zip(tree_leaves(given), tree_leaves(before), strict=True):
        np.testing.assert_array_equal(ours, theirs)
        assert not any(np.shares_memory(ours, new) for new in tree_leaves(after))
    assert str(optimiser.update(parameters, slopes, state, 0.1, 4.0)) == str(after)


def test_the_first_states():
    assert nn.SGD(0.1).start(PARAMETERS) == ()
    for state in (nn.SGD(0.1, 0.5).start(PARAMETERS), *nn.Adam().start(PARAMETERS)):
        leaves = tree_leaves(state)
        assert [leaf.shape for leaf in leaves] == [leaf.shape for leaf in tree_leaves(PARAMETERS)]
        assert not any(np.any(leaf) for leaf in leaves)


def test_a_heavy_ball_goes_1_over_1_minus_momentum_as_far():
    p, state = np.array([0.0]), nn.SGD(0.1, 0.9).start(np.array([0.0]))
    for step in range(400):
        before = p
        p, state = nn.SGD(0.1, 0.9).update(p, np.array([1.0]), state, 0.1, step + 1.0)
    np.testing.assert_allclose(before - p, 0.1 / (1.0 - 0.9), rtol=1e-12)


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e6])
def test_the_first_step_of_adam_is_the_rate_whatever_the_slope(size):
    optimiser, p = nn.Adam(0.25), np.array([1.0, 1.0])
    slopes = np.array([size, -size])
    after, _ = optimiser.update(p, slopes, optimiser.start(p), 0.25, 1.0)
    np.testing.assert_allclose(after, [0.75, 1.25], rtol=1e-4)
    far = 0.25 * size / (size + 1e-8)
    np.testing.assert_allclose(after, [1.0 - far, 1.0 + far], rtol=1e-12)


def test_no_slope_no_step():
    for optimiser in (*SGDS, *ADAMS):
        p = np.array([1.0, -2.0])
        state = optimiser.start(p)
        for step in range(1, 4):
            after, state = optimiser.update(p, np.zeros(2), state, 0.1, float(step))
            assert after.tolist() == p.tolist()


@pytest.mark.parametrize("optimiser", [*SGDS, nn.Adam(0.05)], ids=NAMES)
def test_a_bowl_is_descended(optimiser):
    p = np.array([3.0, -2.0])
    state = optimiser.start(p)
    for step in range(1, 1500):
        p, state = optimiser.update(p, 2.0 * p, state, optimiser.rate, float(step))
    assert np.max(np.abs(p)) < 1e-4


@pytest.mark.parametrize("optimiser", [nn.SGD(0.1), nn.SGD(0.1, 0.9), nn.Adam()], ids=NAMES)
def test_single_precision_stays(optimiser):
    p = np.ones(3, np.float32)
    after, state = optimiser.update(p, p, optimiser.start(p), 0.1, 1.0)
    assert {leaf.dtype for leaf in (after, *tree_leaves(state))} == {np.dtype(np.float32)}


def test_optimisers_are_values():
    assert nn.SGD(0.1) == nn.SGD(rate=0.1, momentum=0.0)
    assert nn.Adam() == nn.Adam(1e-3, 0.9, 0.999, 1e-8)
    assert len({nn.SGD(0.1), nn.SGD(0.1), nn.Adam(), nn.Adam()}) == 2
    assert repr(nn.SGD(0.2, 0.9)) == "SGD(rate=0.2, momentum=0.9)"
    for optimiser in (nn.SGD(0.1), nn.Adam(nn.Cosine(0.1, 5))):
        assert pickle.loads(pickle.dumps(optimiser)) == optimiser  # noqa: S301 - pickled here
        with pytest.raises(dataclasses.FrozenInstanceError):
            optimiser.rate = 1.0


@pytest.mark.parametrize("made", [nn.SGD, nn.Adam])
@pytest.mark.parametrize("rate", [0, 0.0, -1, math.nan, math.inf, "a", None, True, 1j, [0.1]])
def test_what_is_no_rate_is_refused(made, rate):
    with pytest.raises(NetworkError, match="a learning rate that is no schedule is a number above"):
        made(rate)


@pytest.mark.parametrize("wrong", [1, 1.0, -0.1, 2, math.nan, math.inf, "a", None, True])
@pytest.mark.parametrize(
    ("made", "name"), [(nn.SGD, "momentum"), (nn.Adam, "beta1"), (nn.Adam, "beta2")]
)
def test_what_is_no_share_is_refused(made, name, wrong):
    with pytest.raises(NetworkError, match=f"{name} is a number from 0 to below 1, not "):
        made(**{name: wrong})


@pytest.mark.parametrize("wrong", [-1e-8, math.nan, math.inf, "a", None])
def test_what_is_no_epsilon_is_refused(wrong):
    with pytest.raises(NetworkError, match="epsilon is a number from 0 on, not "):
        nn.Adam(epsilon=wrong)


def test_a_rate_is_a_number_or_a_schedule():
    assert rate_at(0.25, 1000) == 0.25
    assert rate_at(nn.StepDecay(0.8, 10), 25) == 0.2
    assert type(rate_at(1, 0)) is type(rate_at(lambda _step: np.float32(0.5), 0)) is float
