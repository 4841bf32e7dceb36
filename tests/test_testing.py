"""The checker passes what is right, and fails on every kind of planted error."""

from __future__ import annotations

# ruff: noqa: ARG005 - a rule is called with more than it uses
import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest

from compose.errors import DerivativeError
from compose.rules import RULES, smooth
from compose.testing import check_derivative, random_graph
from compose.trace import define_rule, primitive

DRAW = np.random.default_rng(7)
X = DRAW.standard_normal((2, 3))
V = DRAW.standard_normal(3)
POSITIVE = np.array([0.5, 1.5, 3.0])


def nested(p):
    return {"sum": np.sum(p["w"] @ p["v"]), "all": [np.tanh(p["w"]), p["scale"] * p["v"]]}


@dataclasses.dataclass
class Point:
    x: Any
    y: Any


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (np.sin, (0.7,)),
        (np.sin, (3,)),
        (np.tanh, (X,)),
        (lambda x, v: np.sum(np.exp(x) @ v), (X, V)),
        (lambda x, v: (x * v, x @ v), (X, V)),
        (np.linalg.inv, (np.array([[2.0, 1.0], [0.5, 3.0]]),)),
        (np.sort, (V,)),
        (np.abs, (V,)),
        (lambda x: np.where(x > 0, x**2, np.exp(x)), (X,)),
        (lambda x: np.max(x, axis=1), (X,)),
        (nested, ({"w": X, "v": V, "scale": 2.0, "name": "p", "none": None, "on": True},)),
        (lambda p: p.x * p.y**2, (Point(2.0, 3.0),)),
        (lambda x: np.fft.fft(x), (V,)),  # noqa: PLW0108
        (lambda z: z**3 + np.exp(z), (V + 1j * POSITIVE,)),
        (lambda z: np.abs(z) ** 2, (V + 1j * POSITIVE,)),
        (lambda x: 3.0, (V,)),
        (lambda x: x, (V,)),
        (lambda x: x[:0], (V,)),
        (np.sum, (np.ones((0, 2)),)),
        (lambda x: 1e8 * np.sin(x), (V,)),
        (lambda x: 1e-8 * np.sin(x), (V,)),
    ],
)
def test_what_is_right_passes(f, args):
    check_derivative(f, *args)
    check_derivative(f, *args, order=2, tolerance=1e-5)


def test_single_precision_passes():
    check_derivative(np.tanh, X.astype(np.float32), tolerance=1e-2)


def wrong(value, by_x, *, push=None, by_y=None):
    """A function of one or two arguments with a rule of its own."""

    @primitive
    def f(*args):
        return value(*args)

    define_rule(
        f,
        lambda g, answer, *args: g * by_x(*args),
        *([] if by_y is None else [lambda g, answer, *args: g * by_y(*args)]),
        push=None if push is None else [lambda t, answer, *args: t * push(*args)],
    )
    return f


def cube(x):
    return x**3


PLANTED = {
    "a wrong factor": (wrong(cube, lambda x: 2.0 * x**2), (V,), 1),
    "a factor off by a little": (wrong(cube, lambda x: 3.0001 * x**2), (V,), 1),
    "a wrong sign": (wrong(np.cos, np.sin), (V,), 1),
    "a missing term": (wrong(lambda x: x**2 + 1e-2 * x, lambda x: 2.0 * x), (V,), 1),
    "zero instead of a derivative": (wrong(cube, lambda x: 0.0 * x), (V,), 1),
    "a derivative instead of zero": (wrong(np.ones_like, lambda x: x), (V,), 1),
    "swapped arguments": (
        wrong(lambda x, y: x**2 * y, lambda x, y: x**2, by_y=lambda x, y: 2.0 * x * y),
        (V, POSITIVE),
        1,
    ),
    "one element of many": (
        wrong(cube, lambda x: 3.0 * x**2 + np.array([0.0, 0.0, 1e-3])),
        (V,),
        1,
    ),
    "a missing branch": (
        wrong(lambda x: np.where(x > 0, x**2, -x), lambda x: np.where(x > 0, 2 * x, 0.0)),
        (np.array([1.0, -1.0]),),
        1,
    ),
    "a wrong sign in the push only": (
        wrong(cube, lambda x: 3.0 * x**2, push=lambda x: -3.0 * x**2),
        (V,),
        1,
    ),
    "a wrong pull only": (
        wrong(cube, lambda x: 2.9 * x**2, push=lambda x: 3.0 * x**2),
        (V,),
        1,
    ),
    "NaN": (wrong(cube, lambda x: x * np.nan), (V,), 1),
    "a wrong conjugate": (wrong(lambda z: z**2, lambda z: 2 * np.conj(z)), (V + 1j,), 1),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_wrong_fails(planted):
    f, args, order = PLANTED[planted]
    for seed in range(3):
        with pytest.raises(DerivativeError):
            check_derivative(f, *args, order=order, seed=seed)


def hidden_second(pull_too):
    """x³, whose rule calls a function of its own that gives 3·x² and has a wrong rule itself."""
    first = wrong(lambda x: 3.0 * x**2, lambda x: 5.0 * x)
    if pull_too:
        return wrong(cube, first)
    return wrong(cube, first, push=lambda x: 3.0 * x**2)


@pytest.mark.parametrize("pull_too", [True, False])
def test_a_wrong_second_derivative_behind_a_right_first_one(pull_too):
    f = hidden_second(pull_too)
    check_derivative(f, V)
    with pytest.raises(DerivativeError):
        check_derivative(f, V, order=2)


def test_a_wrong_third_derivative():
    second = wrong(lambda x: 6.0 * x, lambda x: 7.0 + 0.0 * x)
    first = wrong(lambda x: 3.0 * x**2, second)
    f = wrong(cube, first)
    check_derivative(f, V, order=2)
    with pytest.raises(DerivativeError):
        check_derivative(f, V, order=3)


@pytest.mark.parametrize(
    ("mode", "pull", "push", "shapes"),
    [
        ("reverse", lambda g, a, x: g, lambda t, a, x: t * np.ones(3), ((3,), ())),
        ("forward", lambda g, a, x: np.sum(g), lambda t, a, x: t, ((), (3,))),
    ],
)
def test_a_derivative_of_another_shape_fails(mode, pull, push, shapes):
    """Laid flat, or summed up, both would look right."""

    @primitive
    def spread(x):
        return x * np.ones(3)

    RULES[spread] = smooth(spread, (pull, push))
    with pytest.raises(DerivativeError, match=f"the {mode} derivative at place 0 has") as caught:
        check_derivative(spread, 2.0)
    assert (caught.value.found, caught.value.expected) == shapes
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


def test_the_error_says_what_it_found():
    with pytest.raises(DerivativeError) as caught:
        check_derivative(wrong(cube, lambda x: 2.0 * x**2), 2.0)
    error = caught.value
    assert isinstance(error, AssertionError)
    assert (error.mode, error.place) == ("forward", 0)
    assert error.found == pytest.approx(error.expected * 2 / 3)
    assert str(error.expected) in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301
    with pytest.raises(DerivativeError, match="reverse mode does not transpose") as caught:
        check_derivative(wrong(cube, lambda x: 2.0 * x**2, push=lambda x: 3.0 * x**2), 2.0)
    assert (caught.value.mode, caught.value.place) == ("reverse", None)


def test_the_same_seed_checks_the_same_directions():
    seen = []

    def spying(x):
        seen.append(np.array(getattr(x, "value", x)))
        return np.sum(x**2)

    for seed in (1, 1, 2):
        seen.append(seed)
        check_derivative(spying, V, seed=seed)
    runs = [repr(seen[1 : (len(seen) // 3)]), repr(seen[len(seen) // 3 + 1 : 2 * len(seen) // 3])]
    assert runs[0] == runs[1]
    assert repr(seen[2 * len(seen) // 3 + 1 :]) not in runs


def test_what_is_given_stays_as_it_was():
    x = X.copy()
    check_derivative(lambda x: np.sum(x**2), x, order=2)
    np.testing.assert_array_equal(x, X)


def test_random_graphs_are_repeated_by_their_seed():
    first, again, other = (random_graph(30, 60, seed=seed) for seed in (3, 3, 4))
    assert first.equals(again)
    assert not first.equals(other)
    assert len(first.edges) == 60
