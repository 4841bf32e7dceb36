"""Numbers that are none: when they came, and from which operation."""

from __future__ import annotations

import math
import pickle
import warnings

import numpy as np
import pytest

from compose import nn, variable
from compose.errors import NetworkError, TrainingError
from compose.trace.nans import first_not_finite


def examples(count=24, inputs=3, outputs=2):
    rng = np.random.default_rng(8)
    return rng.normal(size=(count, inputs)), rng.normal(size=(count, outputs))


def first_bad_batch(model, x, y, rate, size):
    """Train a linear network by hand until something is no number."""
    ((w, b),) = ((part["w"].copy(), part["b"].copy()) for part in model.parameters)
    for epoch in range(1, 10_000):
        order = np.random.default_rng((0, epoch)).permutation(len(x))
        for batch, start in enumerate(range(0, len(x), size), 1):
            rows = order[start : start + size]
            error = x[rows] @ w.T + b - y[rows]
            loss = 0.5 * np.sum(error**2) / len(rows)
            w = w - rate * (error.T @ x[rows]) / len(rows)
            b = b - rate * error.sum(axis=0) / len(rows)
            if not (np.isfinite(loss) and np.all(np.isfinite(w)) and np.all(np.isfinite(b))):
                return epoch, batch
    raise AssertionError


def failed(model, x, y, **settings):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(TrainingError) as caught:
            nn.fit(model, x, y, **settings)
    return caught.value


def test_too_large_a_rate_is_found_in_the_batch_where_the_numbers_end():
    x, y = examples()
    model = nn.MLP([3, 2])
    error = failed(model, x, y, optimiser=nn.SGD(30.0), epochs=500, batch_size=4)
    with np.errstate(all="ignore"):
        assert (error.epoch, error.batch) == first_bad_batch(model, x, y, 30.0, 4)
    assert error.loss == math.inf
    assert error.origin.startswith("(a − y)² = (a − y)**2 is infinite, at (a − y) = ")
    assert error.origin.endswith("try a rate smaller than 30")
    assert str(error).startswith(
        f"the loss became inf in epoch {error.epoch}, batch {error.batch}: "
    )


def test_steps_are_counted_from_the_first_epoch_on():
    x, y = examples()
    error = failed(nn.MLP([3, 2]), x, y, optimiser=nn.SGD(30.0), epochs=500, batch_size=24)
    assert error.epoch > 1
    assert error.batch == 1
    assert "no step was made before" not in error.origin


def test_inputs_that_are_too_large_are_named():
    x, y = examples()
    error = failed(nn.MLP([3, 4, 2], "softplus"), x * 1e200, y)
    assert (error.epoch, error.batch) == (1, 1)
    assert "scale the inputs, which reach" in error.origin


def test_the_layer_is_named():
    x, y = examples()
    parts = [
        {"w": np.full((4, 3), 1e155), "b": np.zeros(4)},
        {"w": np.full((2, 4), 1e155), "b": np.zeros(2)},
    ]
    model = nn.MLP([3, 4, 2], "softplus").with_parameters(parts)
    error = failed(model, x, y)
    assert "a1 @ transpose(w2) is infinite" in error.origin
    assert "a1 = " in error.origin
    assert "on the way to z2" in error.origin


def test_an_activation_that_overflows_is_the_one_that_is_named():
    def steep(z):
        return np.exp(np.exp(z))

    x, y = examples()
    model = nn.MLP([3, 4, 2], steep).with_parameters(
        [{"w": np.full((4, 3), 10.0), "b": np.zeros(4)}, {"w": np.ones((2, 4)), "b": np.zeros(2)}]
    )
    error = failed(model, x, y)
    assert "a1 = exp(v" in error.origin
    assert "on the way to" not in error.origin


def test_a_cost_that_takes_the_logarithm_of_nothing_is_named():
    def careless(a, y):
        return -np.sum(y * np.log(a))

    x, _ = examples()
    model = nn.MLP([3, 2], output="sigmoid").with_parameters(
        [{"w": np.full((2, 3), -1e4), "b": np.full(2, -1e5)}]
    )
    error = failed(model, x, np.ones((24, 2)), cost=careless)
    assert error.loss == math.inf
    assert "log(a1) is infinite, at a1 = " in error.origin


def test_a_derivative_that_is_no_number_is_found_where_the_loss_still_is_one():
    def root(a, y):
        return np.sum(np.sqrt((a - y) ** 2 * 0.0 + np.abs(a) * 0.0))

    x, y = examples()
    error = failed(nn.MLP([3, 2]), x, y, cost=root)
    assert error.loss == 0.0
    assert error.origin.startswith("the derivative by v")
    assert "= 1 / (2 * sqrt(" in error.origin
    assert "that is infinite, on the way back to z1; no step was made before" in error.origin
    assert str(error).startswith("a step from a loss of 0 gave no finite parameters in epoch 1")


def test_a_step_that_is_too_long_is_told_from_a_derivative_that_is_infinite():
    x, y = examples()
    error = failed(nn.MLP([3, 2]), x * 10.0, y, optimiser=nn.SGD(1e308))
    assert math.isfinite(error.loss)
    assert error.origin.startswith("the step is too long: the largest ∂C/∂w is ")
    assert error.origin.endswith("try a rate smaller than 1e+308")


def test_parameters_that_end_with_the_epoch_are_noticed_before_they_are_kept(tmp_path):
    x, y = examples(count=4)
    path = tmp_path / "run.npz"
    far = nn.SGD(1e308)
    failed(nn.MLP([3, 2]), x * 10.0, y, optimiser=far, epochs=1, batch_size=4, checkpoint=path)
    assert not path.exists()


def test_a_schedule_that_gives_no_number_is_noticed():
    x, y = examples()
    for wrong in (math.nan, math.inf, -0.1, None, "0.1"):
        with pytest.raises(
            NetworkError, match="the rate of step 5, from the schedule, is a number"
        ):
            nn.fit(nn.MLP([3, 2]), x, y, optimiser=nn.SGD(lambda s: wrong if s == 5 else 0.1))  # noqa: B023


def test_what_is_wanted_may_be_too_large():
    x, y = examples()
    error = failed(nn.MLP([3, 2]), x, y * 1e200)
    assert f"scale what is wanted, which reaches {np.max(np.abs(y * 1e200)):.4g}" in error.origin


def late_far(step):
    return 1e308 if step == 5 else 0.1


def test_the_checkpoint_of_the_last_whole_epoch_stays(tmp_path):
    x, y = examples()
    path = tmp_path / "run.npz"
    failed(nn.MLP([3, 2]), x, y, optimiser=nn.SGD(late_far), batch_size=6, checkpoint=path)
    begun = nn.fit(nn.MLP([3, 2]), x, y, optimiser=nn.SGD(late_far), batch_size=6, epochs=1)
    assert nn.load(path).parameters[0]["w"].tobytes() == begun.parameters[0]["w"].tobytes()


def test_an_epoch_without_failure_is_not_made_twice(monkeypatch):
    from compose.nn.training import epochs

    def never(*_):
        raise AssertionError

    monkeypatch.setattr(epochs, "failure", never)
    x, y = examples()
    nn.fit(nn.MLP([3, 2]), x, y, epochs=2)


def test_the_error_survives_pickling():
    error = TrainingError(2, 3, math.nan, "log(a1) is NaN")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - just made
    assert str(again) == str(error) == "the loss became nan in epoch 2, batch 3: log(a1) is NaN"


def test_infinity_counts_only_where_it_is_asked_for():
    x = variable(1e200, "x")
    with np.errstate(all="ignore"):
        y = x * x + 1.0
    assert y.first_nan() is None
    found = first_not_finite(y)
    assert str(found) == "v1 = x * x is infinite, at x = 1e+200"
    assert first_not_finite(x * 2.0) is None
    endless = variable(math.inf, "endless")
    assert str(first_not_finite(endless * 1.0)) == "the input endless holds an infinite number"


def test_an_infinite_derivative_is_found_on_the_way_back():
    x = variable(0.0, "x")
    found = first_not_finite(np.sqrt(x))
    assert found.in_derivative
    assert str(found) == (
        "the derivative by x is infinite: ∂v1/∂x = 1 / (2 * sqrt(x)) is inf, and times 1.0 that "
        "is infinite"
    )
