"""Training against loops written by hand, and what it takes and refuses."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from compose import nn, units
from compose.errors import NetworkError, TraceError
from compose.nn.preparing import Data, set_apart
from compose.nn.training.epochs import Run, next_stage
from compose.nn.training.stages import first_stage


def examples(count=53, inputs=4, outputs=3, seed=5):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, inputs)), rng.normal(size=(count, outputs))


def gradients(parameters, x, y):
    """Backpropagate through tanh and identity with the quadratic cost, by hand."""
    (w1, b1), (w2, b2) = parameters
    a1 = np.tanh(x @ w1.T + b1)
    d2 = (a1 @ w2.T + b2 - y) / len(x)
    d1 = (d2 @ w2) * (1.0 - a1**2)
    loss = 0.5 * np.sum((a1 @ w2.T + b2 - y) ** 2) / len(x)
    return [[d1.T @ x, d1.sum(axis=0)], [d2.T @ a1, d2.sum(axis=0)]], loss


def by_hand(model, x, y, update, epochs, size, seed):
    """Train as `fit` says it does: a shuffle for each epoch from the seed and its number."""
    parameters = [[part["w"].copy(), part["b"].copy()] for part in model.parameters]
    losses, count = [], 0
    for epoch in range(1, epochs + 1):
        order = np.random.default_rng((seed, epoch)).permutation(len(x))
        total = 0.0
        for start in range(0, len(x), size):
            rows = order[start : start + size]
            slopes, loss = gradients(parameters, x[rows], y[rows])
            count += 1
            total += loss * len(rows)
            for layer in (0, 1):
                for place in (0, 1):
                    key, slope = (layer, place), slopes[layer][place]
                    parameters[layer][place] = update(key, parameters[layer][place], slope, count)
        losses.append(total / len(x))
    return parameters, losses


def plain(rate):
    return lambda _, p, g, count: p - (rate(count - 1) if callable(rate) else rate) * g


def with_momentum(rate, share):
    velocity = {}

    def update(key, p, g, _count):
        velocity[key] = share * velocity.get(key, 0.0) + g
        return p - rate * velocity[key]

    return update


def adaptive(rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    first, second = {}, {}

    def update(key, p, g, count):
        first[key] = beta1 * first.get(key, 0.0) + (1.0 - beta1) * g
        second[key] = beta2 * second.get(key, 0.0) + (1.0 - beta2) * g * g
        mean = first[key] / (1.0 - beta1**count)
        square = second[key] / (1.0 - beta2**count)
        return p - rate * mean / (np.sqrt(square) + epsilon)

    return update


def halving(step):
    return 0.2 * 0.5 ** (step // 10)


@pytest.mark.parametrize(
    ("optimiser", "update"),
    [
        (nn.SGD(0.1), plain(0.1)),
        (nn.SGD(halving), plain(halving)),
        (nn.SGD(0.05, momentum=0.9), with_momentum(0.05, 0.9)),
        (nn.Adam(0.01), adaptive(0.01)),
    ],
    ids=["SGD", "schedule", "momentum", "Adam"],
)
def test_training_is_the_loop_that_one_writes_by_hand(optimiser, update):
    x, y = examples()
    model = nn.MLP([4, 6, 3], "tanh", seed=2)
    trained = nn.fit(model, x, y, optimiser=optimiser, epochs=40, batch_size=8, seed=7)
    parameters, losses = by_hand(model, x, y, update, 40, 8, 7)
    for part, (w, b) in zip(trained.parameters, parameters, strict=True):
        np.testing.assert_allclose(part["w"], w, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(part["b"], b, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(trained.history.loss, losses, rtol=1e-12)


def test_a_seed_gives_the_same_bits_and_another_gives_others():
    x, y = examples()
    model = nn.MLP([4, 6, 3], seed=2)
    first, again, other = (
        nn.fit(model, x, y, epochs=5, batch_size=8, seed=seed, validation=0.2) for seed in (3, 3, 4)
    )
    assert first.parameters[0]["w"].tobytes() == again.parameters[0]["w"].tobytes()
    assert first.history == again.history
    assert first.parameters[0]["w"].tobytes() != other.parameters[0]["w"].tobytes()


def test_the_model_that_was_given_stays_as_it_is():
    x, y = examples()
    model = nn.MLP([4, 6, 3])
    before = [part["w"].tobytes() for part in model.parameters]
    trained = nn.fit(model, x, y, epochs=2)
    assert [part["w"].tobytes() for part in model.parameters] == before
    assert trained.model is not model
    assert nn.fit(model, x, y, epochs=0).model is model
    assert nn.fit(model, x, y, epochs=0).best_epoch == 0


def test_the_examples_that_were_given_stay_as_they_are():
    x, y = examples()
    copies = x.copy(), y.copy()
    nn.fit(nn.MLP([4, 3]), x, y, epochs=2)
    np.testing.assert_array_equal(x, copies[0])
    np.testing.assert_array_equal(y, copies[1])


@pytest.mark.parametrize(
    ("model", "y", "as_rows", "cost"),
    [
        (nn.MLP([2, 1]), [0.5, 1.5, 2.5], [[0.5], [1.5], [2.5]], "quadratic"),
        (nn.MLP([2, 1]), [0, 1, 1], [[0.0], [1.0], [1.0]], "binary cross-entropy"),
        (nn.MLP([2, 3]), [2, 0, 1], np.eye(3)[[2, 0, 1]], "softmax cross-entropy"),
        (nn.MLP([2, 3]), [2.0, 0.0, 1.0], np.eye(3)[[2, 0, 1]], "softmax cross-entropy"),
        (nn.MLP([2, 2]), [True, False, True], np.eye(2)[[1, 0, 1]], "quadratic"),
    ],
    ids=["floats", "one class", "labels", "labels as floats", "truth values"],
)
def test_what_is_wanted_is_taken_as_people_have_it(model, y, as_rows, cost):
    x = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    first = nn.fit(model, x, y, cost=cost, epochs=3)
    second = nn.fit(model, x.tolist(), np.array(as_rows), cost=cost, epochs=3)
    assert first.history == second.history
    assert first.parameters[0]["w"].tobytes() == second.parameters[0]["w"].tobytes()


X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


class NeverBegun:
    rate = 0.1

    def update(self, parameters, _gradients, state, _rate, _count):
        return parameters, state


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"x": X[:, :1]}, r"x has shape \(3, 1\), and the network has 2 inputs"),
        ({"x": X[0]}, r"x has shape \(2,\)"),
        ({"x": X[:0], "y": np.empty((0, 3))}, "x has no rows"),
        ({"x": X[:2]}, "x has 2 rows and y has 3"),
        ({"x": np.where(X == 0.0, np.nan, X)}, r"x\[0, 0\] is nan"),
        ({"y": np.full((3, 3), np.inf)}, r"y\[0, 0\] is inf"),
        ({"y": np.ones((3, 2))}, r"y has shape \(3, 2\), and the network has 3 outputs"),
        ({"y": [0.5, 1.0, 2.0]}, r"y has shape \(3,\).*whole numbers of shape \(n,\)"),
        ({"y": [0.0, 1.0, 3.0]}, "label 3.0 at place 2 is no whole number from 0 to 2"),
        ({"y": [0, 1, 3]}, "label 3 at place 2 is no whole number from 0 to 2"),
        (
            {"y": ["a", "b", "c"]},
            r"y holds text, such as 'a'; number the classes, as np.unique\(y,",
        ),
        ({"y": np.array(["a", 1, 2], object)}, "y holds text, such as 'a'"),
        ({"x": [["1", "2"]] * 3}, "x holds text, such as '1'; write numbers"),
        ({"x": X + 1j}, "x holds complex128, not real numbers"),
        ({"x": [[1.0], [1.0, 2.0]]}, "x is no array of numbers"),
        ({"x": units.registry.Quantity(X, "m")}, "x has the unit meter; pass its .magnitude"),
        ({"x": np.ma.masked_array(X, X == 0.0)}, "x has masked numbers"),
        ({"cost": "cubic"}, "no cost 'cubic'"),
        ({"cost": "softmax cross-entropy", "y": np.ones((3, 3))}, "row 0 of y adds up to 3.0"),
        ({"cost": "binary cross-entropy", "y": -np.ones((3, 3))}, "y holds -1.0"),
        ({"optimiser": "adam"}, r"an optimiser is SGD\(…\) or Adam\(…\), not 'adam'"),
        ({"optimiser": nn.Adam}, "an optimiser is"),
        ({"optimiser": NeverBegun()}, "an optimiser is"),
        ({"epochs": -1}, "epochs is a whole number from 0 on, not -1"),
        ({"epochs": True}, "epochs is a whole number from 0 on, not True"),
        ({"batch_size": 0}, "batch_size is a whole number from 1 on, not 0"),
        ({"batch_size": 2.5}, "batch_size is a whole number from 1 on, not 2.5"),
        ({"seed": -1}, "seed is a whole number from 0"),
        ({"patience": 2}, "patience waits for a lower validation loss; give validation="),
        ({"patience": 0, "validation": 0.4}, "patience is a whole number from 1"),
        ({"validation": 1.0}, "a share between 0 and 1, not 1.0"),
        ({"validation": 0.01}, "0 of them"),
        ({"validation": 3}, r"validation is \(x, y\), or a share"),
        ({"validation": (X[:, :1], [0, 1, 2])}, r"x of the validation has shape \(3, 1\)"),
        ({"metrics": "precision"}, "no metric 'precision'; the names are accuracy, steps"),
        ({"metrics": "accuracy", "y": np.ones((3, 3))}, "accuracy is the share of right classes"),
        ({"resume": True}, "resume=True goes on from a file"),
        ({"model": "MLP"}, "a model is an MLP"),
    ],
)
def test_what_makes_no_training_is_refused_before_it_begins(changes, message):
    given = {"model": nn.MLP([2, 3]), "x": X, "y": [0, 1, 2], **changes}
    with pytest.raises(NetworkError, match=message):
        nn.fit(given.pop("model"), given.pop("x"), given.pop("y"), **given)


def test_softmax_over_one_output_is_refused():
    with pytest.raises(NetworkError, match="softmax over one output is always 1"):
        nn.fit(nn.MLP([2, 1]), X, [1.0, 1.0, 1.0], cost="softmax cross-entropy")


def test_parameters_that_are_no_numbers_are_refused():
    model = nn.MLP([2, 3]).with_parameters([{"w": np.full((3, 2), np.nan), "b": np.zeros(3)}])
    with pytest.raises(NetworkError, match="w1 of the model holds nan"):
        nn.fit(model, X, [0, 1, 2])


def test_the_last_batch_weighs_as_much_as_it_has_examples():
    x, y = examples(count=10)
    model = nn.MLP([4, 3])
    # So small a rate changes nothing that can be seen in the loss.
    trained = nn.fit(model, x, y, optimiser=nn.SGD(1e-300), epochs=1, batch_size=7)
    whole = 0.5 * np.sum((model(x) - y) ** 2) / len(x)
    assert trained.history.loss[0] == pytest.approx(whole, rel=1e-14)


def test_validation_is_judged_after_each_epoch_and_never_trained_with():
    x, y = examples()
    other, wanted = examples(seed=6)
    model = nn.MLP([4, 6, 3], "tanh")
    with_it = nn.fit(model, x, y, epochs=4, validation=(other, wanted))
    without = nn.fit(model, x, y, epochs=4)
    assert with_it.history.loss == without.history.loss
    expected = 0.5 * np.sum((with_it.model(other) - wanted) ** 2) / len(other)
    assert with_it.history.validation_loss[-1] == pytest.approx(expected, rel=1e-14)


def test_a_share_is_set_apart_and_nothing_is_lost():
    data = Data(np.arange(20.0)[:, None], np.arange(20.0)[:, None])
    some, apart = set_apart(data, 0.25, seed=1)
    assert len(apart.x) == 5
    assert sorted([*some.x[:, 0], *apart.x[:, 0]]) == list(range(20))
    np.testing.assert_array_equal(some.x, some.y)
    assert not np.array_equal(apart.x, set_apart(data, 0.25, seed=2)[1].x)


def test_patience_stops_and_brings_the_best_parameters_back():
    x, y = examples(count=12)
    other, wanted = examples(count=12, seed=6)
    asked = {"optimiser": nn.SGD(0.3), "batch_size": 4, "validation": (other, wanted)}
    model = nn.MLP([4, 20, 3], "tanh")
    trained = nn.fit(model, x, y, epochs=200, patience=3, **asked)
    losses = trained.history.validation_loss
    assert trained.stopped == "no better validation loss for 3 epochs"
    assert trained.best_epoch == len(losses) - 3 == 1 + int(np.argmin(losses))
    assert len(losses) < 200
    until_then = nn.fit(model, x, y, epochs=trained.best_epoch, **asked)
    assert trained.parameters[0]["w"].tobytes() == until_then.parameters[0]["w"].tobytes()
    assert until_then.stopped == "all epochs"


def test_the_best_come_back_also_where_all_epochs_were_made():
    x, y = examples(count=12)
    apart = examples(count=12, seed=6)
    model = nn.MLP([4, 20, 3], "tanh")
    patient = nn.fit(model, x, y, optimiser=nn.SGD(0.3), epochs=60, validation=apart, patience=60)
    assert patient.stopped == "all epochs"
    assert patient.best_epoch < 60
    loss = 0.5 * np.sum((patient.model(apart[0]) - apart[1]) ** 2) / 12
    assert loss == pytest.approx(min(patient.history.validation_loss), rel=1e-14)


def test_accuracy_counts_the_right_classes():
    x, _ = examples()
    labels = np.argmax(x[:, :3], axis=1)
    trained = nn.fit(
        nn.MLP([4, 8, 3]),
        x,
        labels,
        cost="softmax_cross_entropy",
        optimiser=nn.Adam(0.05),
        epochs=20,
        metrics="accuracy",
        validation=(x[:20], labels[:20]),
    )
    right = np.argmax(trained.model(x), axis=1) == labels
    assert trained.history.accuracy[-1] == np.mean(right)
    assert trained.history.validation_accuracy[-1] == np.mean(right[:20])
    assert trained.history.accuracy[-1] > 0.9


def test_accuracy_of_one_output_asks_for_at_least_one_half():
    x = np.array([[-1.0], [1.0], [2.0], [0.0]])
    weights = [{"w": np.array([[1.0]]), "b": np.array([-1.75])}]
    trained = nn.fit(
        nn.MLP([1, 1], output="sigmoid").with_parameters(weights),
        x,
        [0, 1, 1, 0],
        cost="binary cross-entropy",
        optimiser=nn.SGD(1e-300),
        epochs=1,
        metrics=("accuracy",),
    )
    assert trained.history.accuracy == (0.75,)


def test_costs_without_classes_have_no_accuracy():
    x, y = examples()
    history = nn.fit(nn.MLP([4, 3]), x, y, epochs=1, validation=(x, y)).history
    assert history.accuracy == history.validation_accuracy == ()


def test_steps_are_kept_where_someone_asks():
    x, y = examples(count=10)
    history = nn.fit(nn.MLP([4, 3]), x, y, epochs=3, batch_size=5, metrics="steps").history
    assert len(history.steps) == 6
    assert np.mean(history.steps[:2]) == pytest.approx(history.loss[0])
    assert nn.fit(nn.MLP([4, 3]), x, y, epochs=3).history.steps == ()


def test_a_schedule_counts_steps_and_the_history_shows_the_first_of_each_epoch():
    x, y = examples(count=10)
    asked = []

    def schedule(step):
        asked.append(step)
        return 0.1 / (1 + step)

    history = nn.fit(
        nn.MLP([4, 3]), x, y, optimiser=nn.SGD(schedule), epochs=2, batch_size=5
    ).history
    assert sorted(set(asked)) == [0, 1, 2, 3]
    assert history.rate == (0.1, 0.1 / 3)


def test_a_cost_of_ones_own_is_taken():
    def cubic(a, y):
        return np.mean(np.abs(a - y) ** 3)

    x, y = examples()
    trained = nn.fit(nn.MLP([4, 3]), x, y, cost=cubic, epochs=30, batch_size=8)
    assert trained.history.loss[-1] < trained.history.loss[0]


def test_a_cost_that_gives_no_single_number_is_refused():
    x, y = examples()
    with pytest.raises(TraceError):
        nn.fit(nn.MLP([4, 3]), x, y, cost=lambda a, y: (a - y) ** 2)


def test_batches_may_be_larger_than_all_examples():
    x, y = examples(count=5)
    big, exact = (nn.fit(nn.MLP([4, 3]), x, y, epochs=3, batch_size=size) for size in (100, 5))
    assert big.history == exact.history


def test_a_fit_says_in_a_line_what_came_of_it():
    x, y = examples()
    assert repr(nn.fit(nn.MLP([4, 3]), x, y, epochs=1)).startswith(
        "<Fit of 4-3: 1 epoch (all epochs), loss "
    )


def test_memory_stays_flat_over_epochs():
    x, y = examples(count=400, inputs=50, outputs=3)
    trained = nn.MLP([50, 30, 3])
    run, stage = run_of(trained, x, y, nn.SGD(0.01)), first_stage(trained, nn.SGD(0.01))
    losses = []
    for _ in range(3):
        stage = next_stage(run, stage, losses)
    tracemalloc.start()
    try:
        held, peaks = [], []
        for _ in range(8):
            tracemalloc.reset_peak()
            stage = next_stage(run, stage, losses)
            now, peak = tracemalloc.get_traced_memory()
            held.append(now)
            peaks.append(peak)
    finally:
        tracemalloc.stop()
    # A row of the history for each epoch, and nothing that is as large as a layer.
    assert held[-1] - held[1] < 6 * 1000
    assert max(peaks[2:]) - peaks[1] < 6 * 1000
    assert trained.parameters[0]["w"].nbytes > 6 * 1000


def run_of(model, x, y, optimiser):
    step = nn.training_step(model, "quadratic", optimiser)
    flags = {"has_classes": False, "keeps_best": False}
    return Run(model, nn.quadratic, optimiser, Data(x, y), None, 10, 0, (), **flags, step=step)


def test_a_step_keeps_nothing_but_its_answer():
    x, y = examples(count=400, inputs=50, outputs=3)
    model = nn.MLP([50, 30, 3])
    step = nn.training_step(model, "quadratic", nn.SGD(0.01))
    parameters = step(model.parameters, (), x[:10], y[:10], 0.01, 1.0)[0]
    tracemalloc.start()
    try:
        parameters = step(parameters, (), x[:10], y[:10], 0.01, 2.0)[0]
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        parameters = step(parameters, (), x[:10], y[:10], 0.01, 3.0)[0]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    answer = sum(array.nbytes for part in parameters for array in part.values())
    assert peak - before < answer + 4000
