"""Checks a row of the tables by itself: push against differences, pull against push."""

from __future__ import annotations

import numpy as np

from compose.rules import RULES, ArrayRule, Choice, Composite, Elementwise, Several

__all__ = ["check_row", "differentiable_places", "shown"]


def shown(value):
    """Name a test case: functions by name, since their addresses differ from run to run."""
    return getattr(value, "__name__", str(value))


def operands_of(row, args):
    """The arrays that places count: the items of the first argument where the row is spread."""
    return list(args[0]) if getattr(row, "spread", False) else list(args)


def replaced(row, args, place, value):
    """The same arguments with another value at a place."""
    items = operands_of(row, args)
    items[place] = value
    return (type(args[0])(items), *args[1:]) if getattr(row, "spread", False) else tuple(items)


def differentiable_places(row, args):
    """Places that hold arrays of floats and carry a derivative."""
    places = getattr(row, "places", None)
    return [
        place
        for place, item in enumerate(operands_of(row, args))
        if (places is None or place in places)
        and not isinstance(item, (str, list, tuple, bool))
        and item is not None
        and np.asarray(item).dtype.kind in "fc"
    ]


def _direction(random, like):
    like = np.asarray(like)
    drawn = random.standard_normal(like.shape)
    if like.dtype.kind == "c":
        drawn = drawn + 1j * random.standard_normal(like.shape)
    return drawn.astype(like.dtype) if like.shape else like.dtype.type(drawn)


def _differences(call, x, t, step):
    return (np.asarray(call(x + step * t)) - np.asarray(call(x - step * t))) / (2 * step)


def _one(row, call_row, args, kwargs, pick, tolerance, step, seed):
    random = np.random.default_rng(seed)
    whole = call_row(*args, **kwargs)
    answer = pick(whole)
    handed = whole if pick(whole) is not whole else answer
    for place in differentiable_places(row, args):
        x = operands_of(row, args)[place]
        t = _direction(random, x)
        pushed = row.push(place, t, handed, args, kwargs)
        assert np.shape(pushed) == np.shape(answer)

        def call(moved, place=place):
            return pick(call_row(*replaced(row, args, place, moved), **kwargs))

        expected = _differences(call, x, t, step)
        np.testing.assert_allclose(pushed, expected, rtol=tolerance, atol=tolerance)
        g = _direction(random, answer)
        pulled = row.pull(place, g, handed, args, kwargs)
        assert np.shape(pulled) == np.shape(x)
        if np.asarray(x).dtype.kind == "f":
            pulled = np.real(pulled)
        left = np.real(np.sum(np.asarray(g) * np.asarray(pushed)))
        right = np.real(np.sum(np.asarray(pulled) * np.asarray(t)))
        scale = np.sum(np.abs(np.asarray(g) * np.asarray(pushed))) + 1.0
        assert abs(left - right) <= 1e-10 * scale, (left, right)


def check_row(function, *args, tolerance=2e-6, step=1e-5, seed=0, **kwargs):
    """Hold every place of a function's row to differences and to the transpose.

    A composite is only called, and compared with the function itself.
    """
    row = RULES[function]
    if isinstance(row, Choice):
        row = row.choose(*args, **kwargs)
    if isinstance(row, Composite):
        ours, theirs = row.written(*args, **kwargs), function(*args, **kwargs)
        if isinstance(theirs, (list, tuple)):
            for a, b in zip(ours, theirs, strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-13)
        else:
            np.testing.assert_allclose(ours, theirs, rtol=1e-13, atol=1e-13)
        return
    if isinstance(row, Several):
        for which, part in enumerate(row.answers):
            if part is not None:
                _one(part, function, args, kwargs, lambda w, n=which: w[n], tolerance, step, seed)
        return
    assert isinstance(row, (ArrayRule, Elementwise))
    _one(row, function, args, kwargs, lambda w: w, tolerance, step, seed)
