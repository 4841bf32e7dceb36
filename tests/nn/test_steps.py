"""The compiled step: what it computes, what it allocates, and how it reads."""

from __future__ import annotations

import copy
import gc
import tracemalloc

import numpy as np
import pytest
from optree import tree_leaves

import compose
from compose import nn
from compose.errors import NetworkError
from compose.nn.steps import takes_weighted_inputs

RNG = np.random.default_rng(9)
X = RNG.standard_normal((10, 6))
Y = nn.one_hot(RNG.integers(0, 4, 10), 4)
HIDDEN = ["sigmoid", "tanh", "relu", "leaky relu", "softplus", "identity", "softmax"]
ENDS = [
    ("sigmoid", "quadratic"),
    ("softmax", "quadratic"),
    ("identity", "mean squared error"),
    ("sigmoid", "binary cross-entropy"),
    ("softmax", "softmax cross-entropy"),
]
OPTIMISERS = [nn.SGD(0.1), nn.SGD(0.1, 0.9), nn.Adam(0.01)]
CASES = [
    *((hidden, *end, OPTIMISERS[0]) for hidden in HIDDEN for end in ENDS),
    *(("sigmoid", *ENDS[0], optimiser) for optimiser in OPTIMISERS[1:]),
]


def eager(model, cost, optimiser):
    slope = compose.value_and_grad(nn.loss_of(model, cost))

    def step(parameters, state, x, y, rate, count):
        loss, gradients = slope(parameters, x, y)
        return *optimiser.update(parameters, gradients, state, rate, count), loss

    return step


def run(step, model, optimiser, steps=5):
    parameters, losses = model.parameters, []
    state = optimiser.start(parameters)
    for count in range(1, steps + 1):
        parameters, state, loss = step(parameters, state, X, Y, optimiser.rate, float(count))
        losses.append(loss)
    return parameters, state, losses


def alike(ours, theirs, **tolerance):
    for one, other in zip(tree_leaves(ours), tree_leaves(theirs), strict=True):
        np.testing.assert_allclose(one, other, **tolerance)


@pytest.mark.parametrize(("hidden", "output", "cost", "optimiser"), CASES, ids=str)
def test_a_compiled_step_is_the_step(hidden, output, cost, optimiser):
    model = nn.MLP([6, 5, 4], hidden, output=output, seed=1)
    found = run(nn.training_step(model, cost, optimiser), model, optimiser)
    alike(found, run(eager(model, cost, optimiser), model, optimiser), rtol=1e-11, atol=1e-14)


def numpy_step(parameters, x, y, rate):
    """One step for sigmoids and the quadratic cost, written out."""
    (w1, b1), (w2, b2) = ((part["w"], part["b"]) for part in parameters)
    a1 = 1.0 / (1.0 + np.exp(-(x @ w1.T + b1)))
    a2 = 1.0 / (1.0 + np.exp(-(a1 @ w2.T + b2)))
    delta2 = (a2 - y) * a2 * (1.0 - a2) / len(x)
    delta1 = (delta2 @ w2) * a1 * (1.0 - a1)
    new = [
        {"w": w1 - rate * delta1.T @ x, "b": b1 - rate * delta1.sum(axis=0)},
        {"w": w2 - rate * delta2.T @ a1, "b": b2 - rate * delta2.sum(axis=0)},
    ]
    return new, np.sum((a2 - y) ** 2) / (2.0 * len(x))


def test_a_step_is_the_one_written_by_hand():
    model = nn.MLP([6, 5, 4], output="sigmoid", seed=2)
    step, ours, theirs = nn.training_step(model, "quadratic", nn.SGD()), *[model.parameters] * 2
    for count in range(200):
        ours, _, loss = step(ours, (), X, Y, 0.7, count + 1.0)
        theirs, wanted = numpy_step(theirs, X, Y, 0.7)
        np.testing.assert_allclose(loss, wanted, rtol=1e-12)
    alike(ours, theirs, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("output", "cost"), ENDS)
def test_the_loss_is_that_before_the_step_and_falls(output, cost):
    model, optimiser = nn.MLP([6, 5, 4], "tanh", output=output, seed=1), nn.SGD(0.2)
    losses = run(nn.training_step(model, cost, optimiser), model, optimiser, 50)[2]
    assert type(losses[0]) is float
    np.testing.assert_allclose(losses[0], nn.loss_of(model, cost)(model.parameters, X, Y))
    assert losses == sorted(losses, reverse=True)


@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=str)
def test_a_step_changes_nothing_and_repeats_itself_bit_for_bit(optimiser):
    model = nn.MLP([6, 5, 4], "relu", output="softmax", seed=1)
    step = nn.training_step(model, "softmax cross-entropy", optimiser)
    given = model.parameters, optimiser.start(model.parameters), X, Y
    before = copy.deepcopy(given)
    first = step(*given, 0.1, 1.0)
    kept = [np.copy(leaf) for leaf in tree_leaves(first)]
    step(*(given[0], first[1], X[::-1].copy(), Y), 0.1, 2.0)
    again = step(*given, 0.1, 1.0)
    alike(given, before, rtol=0.0)
    alike(again, kept, rtol=0.0)
    alike(first, kept, rtol=0.0)
    leaves = [leaf for leaf in tree_leaves(first) if isinstance(leaf, np.ndarray)]
    others = [leaf for leaf in tree_leaves((given, again)) if isinstance(leaf, np.ndarray)]
    assert not any(np.shares_memory(one, other) for one in leaves for other in others)


def allocated(step, *given):
    """Count the bytes that a call takes at most, less those of what it returns."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        returned = step(*given)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    return peak - sum(leaf.nbytes for leaf in tree_leaves(returned) if hasattr(leaf, "nbytes"))


@pytest.fixture
def small_buffers():
    """What NumPy broadcasts passes through a buffer of its own, of 64 KiB if nobody says else."""
    before = np.setbufsize(16)
    yield
    np.setbufsize(before)


@pytest.mark.parametrize(("hidden", "output", "cost", "optimiser"), CASES, ids=str)
@pytest.mark.usefixtures("small_buffers")
def test_a_step_allocates_only_what_it_returns(hidden, output, cost, optimiser):
    model = nn.MLP([6, 150, 4], hidden, output=output, seed=1)
    step = nn.training_step(model, cost, optimiser)
    state = optimiser.start(model.parameters)
    given = model.parameters, state, np.resize(X, (800, 6)), np.resize(Y, (800, 4)), 0.1, 1.0
    step(*given)
    # The heads of arrays and dicts; a column of 800 numbers alone would take 6,400 bytes.
    heads = 1300 + 200 * len(tree_leaves(given[:2]))
    assert min(allocated(step, *given) for _ in range(3)) < heads


def test_steps_of_several_batch_sizes_share_a_function():
    model = nn.MLP([6, 5, 4], output="sigmoid", seed=1)
    step = nn.training_step(model, "quadratic", nn.SGD())
    for rows in (10, 3, 10, 1, 3):
        found = step(model.parameters, (), X[:rows], Y[:rows], 0.1, 1.0)
        wanted, _ = numpy_step(model.parameters, X[:rows], Y[:rows], 0.1)
        alike(found[0], wanted, rtol=1e-13, atol=1e-15)
    assert len(step.sources) == 3


def test_one_example_without_an_axis_is_a_batch_of_one():
    model = nn.MLP([6, 5, 4], "tanh", output="softmax", seed=1)
    step = nn.training_step(model, "softmax cross-entropy", nn.SGD())
    alone, row = (
        step(model.parameters, (), x, y, 0.1, 1.0) for x, y in ((X[0], Y[0]), (X[:1], Y[:1]))
    )
    alike(alone, row, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=str)
def test_single_precision_stays(optimiser):
    model = nn.MLP([6, 5, 4], "relu", output="softmax", seed=1)
    single = [{k: v.astype(np.float32) for k, v in part.items()} for part in model.parameters]
    step = nn.training_step(model, "softmax cross-entropy", optimiser)
    given = X.astype(np.float32), Y.astype(np.float32), 0.1, 1.0
    after, state, _ = step(single, optimiser.start(single), *given)
    assert {leaf.dtype for leaf in tree_leaves((after, state))} == {np.dtype(np.float32)}
    double = step(model.parameters, optimiser.start(model.parameters), X, Y, 0.1, 1.0)
    alike(after, double[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("size", [1e3, 1e6])
@pytest.mark.parametrize(
    ("output", "cost"),
    [("sigmoid", "binary cross-entropy"), ("softmax", "softmax cross-entropy")],
)
def test_steps_are_finite_however_wrong_the_answers_are(size, output, cost):
    model = nn.MLP([6, 4], output=output).with_parameters(
        [{"w": size * np.ones((4, 6)) * np.array([[1], [-1], [1], [-1]]), "b": np.zeros(4)}]
    )
    step = nn.training_step(model, cost, nn.SGD())
    for _ in range(2):
        after, _, loss = step(model.parameters, (), np.abs(X), 1.0 - Y, 0.1, 1.0)
        assert np.isfinite(loss)
        assert loss > size
        assert all(np.isfinite(leaf).all() for leaf in tree_leaves(after))
        assert not np.array_equal(after[0]["w"], model.parameters[0]["w"])


def test_a_stable_gradient_at_1000():
    z = np.array([[1000.0, -1000.0]])
    model = nn.MLP([1, 2], output="sigmoid")
    parameters = [{"w": np.zeros((2, 1)), "b": z[0]}]
    step = nn.training_step(model, "binary cross-entropy", nn.SGD())
    after, _, loss = step(parameters, (), np.ones((1, 1)), np.array([[0.0, 1.0]]), 1.0, 1.0)
    assert loss == 2000.0
    assert after[0]["b"].tolist() == [999.0, -999.0]
    assert after[0]["w"].tolist() == [[-1.0], [1.0]]


def test_nan_in_an_example_reaches_the_loss():
    model = nn.MLP([6, 5, 4], "relu")
    x = X.copy()
    x[3, 2] = np.nan
    step = nn.training_step(model, "quadratic", nn.SGD())
    for _ in range(2):
        assert np.isnan(step(model.parameters, (), x, Y, 0.1, 1.0)[2])


@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_source_is_numpy_alone(hidden):
    model = nn.MLP([6, 5, 4], hidden, output="softmax", seed=1)
    step = nn.training_step(model, "softmax cross-entropy", nn.SGD())
    wanted = step(model.parameters, (), X, Y, 0.1, 1.0)
    assert not step.constants
    names = {}
    exec(step.source, names)  # noqa: S102 - compose wrote it
    alike(names["step"](model.parameters, (), X, Y, 0.1, 1.0), wanted, rtol=0.0)
    assert step.source.count(".dot(") >= 5
    assert "np.where" not in step.source


def test_own_costs_and_activations():
    model = nn.MLP([6, 5, 4], np.sin, output=np.arctan, seed=1)

    def cost(a, y):
        return np.mean(np.abs(a - y) ** 3)

    found = run(nn.training_step(model, cost, nn.SGD()), model, nn.SGD())
    alike(found, run(eager(model, cost, nn.SGD()), model, nn.SGD()), rtol=1e-12, atol=1e-15)
    assert not takes_weighted_inputs(model, cost)


def test_wrong_shapes_are_refused():
    model = nn.MLP([6, 5, 4])
    step = nn.training_step(model, "quadratic", nn.SGD())
    for _ in range(2):
        with pytest.raises(NetworkError, match="x has shape"):
            step(model.parameters, (), X[:, 1:], Y, 0.1, 1.0)
        with pytest.raises(NetworkError, match="what is wanted has shape"):
            step(model.parameters, (), X, Y[:, 0], 0.1, 1.0)
        with pytest.raises(NetworkError, match="layer 1 has parameters"):
            step(nn.MLP([6, 3, 4]).parameters, (), X, Y, 0.1, 1.0)
        with pytest.raises(NetworkError, match="no examples"):
            step(model.parameters, (), X[:0], Y[:0], 0.1, 1.0)
    step(model.parameters, (), X, Y, 0.1, 1.0)


def test_unknown_costs_are_refused():
    with pytest.raises(NetworkError, match="no cost 'quadratik'"):
        nn.training_step(nn.MLP([6, 4]), "quadratik", nn.SGD())
