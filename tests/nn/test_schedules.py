"""Learning rates over the steps: by their formulas, at the ends, and what is refused."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from compose import nn
from compose.errors import NetworkError

ALL = [
    nn.StepDecay(0.8, 10),
    nn.ExponentialDecay(0.8, 10),
    nn.Cosine(0.8, 10, 0.1),
    nn.WarmUp(4, nn.Cosine(0.8, 10, 0.1)),
]


def test_step_decay_is_a_staircase():
    schedule = nn.StepDecay(0.8, 10, 0.25)
    rates = [schedule(step) for step in range(35)]
    assert rates == [0.8] * 10 + [0.2] * 10 + [0.05] * 10 + [0.0125] * 5


def test_exponential_decay_shrinks_by_one_ratio():
    schedule = nn.ExponentialDecay(0.8, 10, 0.25)
    rates = np.array([schedule(step) for step in range(31)])
    np.testing.assert_allclose(rates[1:] / rates[:-1], 0.25**0.1, rtol=1e-14)
    np.testing.assert_allclose(rates[::10], [0.8, 0.2, 0.05, 0.0125], rtol=1e-14)


def test_a_cosine_falls_to_its_end_and_stays():
    schedule = nn.Cosine(0.8, 10, 0.2)
    rates = [schedule(step) for step in range(25)]
    wanted = [0.5 + 0.3 * math.cos(math.pi * min(step, 10) / 10.0) for step in range(25)]
    np.testing.assert_allclose(rates, wanted, rtol=1e-14)
    assert rates[10:] == [0.2] * 15
    assert rates == sorted(rates, reverse=True)


def test_a_warm_up_rises_in_a_line():
    np.testing.assert_allclose(
        [nn.WarmUp(5, 0.5)(step) for step in range(8)], [0.1, 0.2, 0.3, 0.4, *[0.5] * 4]
    )
    then = nn.StepDecay(0.8, 2)
    rates = [nn.WarmUp(4, then)(step) for step in range(6)]
    shares = [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    assert rates == [share * then(step) for step, share in enumerate(shares)]


@pytest.mark.parametrize("schedule", ALL, ids=str)
def test_schedules_are_values_and_give_floats_above_0(schedule):
    assert pickle.loads(pickle.dumps(schedule)) == schedule  # noqa: S301 - pickled here
    assert hash(schedule) == hash(pickle.loads(pickle.dumps(schedule)))  # noqa: S301 - the same
    for step in (0, 1, 10, 100):
        assert type(schedule(step)) is float
        assert schedule(step) > 0.0


@pytest.mark.parametrize("schedule", ALL, ids=str)
def test_an_optimiser_takes_a_schedule(schedule):
    assert nn.SGD(schedule).rate is schedule
    assert nn.Adam(schedule).rate is schedule


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nn.StepDecay(0.0, 10), "the rate is a number above 0, not 0.0"),
        (lambda: nn.StepDecay(0.1, 0), "every is a whole number from 1 on, not 0"),
        (lambda: nn.StepDecay(0.1, 2.5), "every is a whole number from 1 on, not 2.5"),
        (lambda: nn.StepDecay(0.1, 5, -1), "the factor is a number above 0, not -1"),
        (lambda: nn.ExponentialDecay(math.nan, 10), "the rate is a number above 0, not nan"),
        (lambda: nn.ExponentialDecay(0.1, 0), "over is a whole number from 1 on, not 0"),
        (lambda: nn.ExponentialDecay(0.1, 3, 0), "the factor is a number above 0, not 0"),
        (lambda: nn.Cosine("a", 10), "the rate is a number above 0, not 'a'"),
        (lambda: nn.Cosine(0.1, 0), "over is a whole number from 1 on, not 0"),
        (lambda: nn.Cosine(0.1, 5, -0.1), "the end is a number from 0 on, not -0.1"),
        (lambda: nn.WarmUp(0, 0.1), "steps is a whole number from 1 on, not 0"),
        (lambda: nn.WarmUp(3, 0.0), "a rate that is no schedule is a number above 0, not 0.0"),
    ],
)
def test_what_is_no_schedule_is_refused(make, message):
    with pytest.raises(NetworkError) as refused:
        make()
    assert str(refused.value) == message
