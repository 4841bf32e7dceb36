"""Random matrices, and checks of rows whose function has several answers, or several rows."""

from __future__ import annotations

import numpy as np

from compose.rules import RULES
from compose.rules.arrays import Several
from compose.rules.choice import Choice
from tests.rules.checking import _one

__all__ = ["adjoint", "check", "drawn", "gradient", "positive", "row_of"]


def drawn(*shape, kind="real", seed=0):
    random = np.random.default_rng([seed, *shape])
    x = random.standard_normal(shape)
    return x + 1j * random.standard_normal(shape) if kind == "complex" else x


def adjoint(x):
    return np.conj(np.swapaxes(x, -1, -2))


def positive(*shape, kind="real"):
    x = drawn(*shape, kind=kind)
    return x @ adjoint(x) + np.eye(shape[-1])


def row_of(function, *args, **kwargs):
    row = RULES[function]
    return row.choose(*args, **kwargs) if isinstance(row, Choice) else row


def check(function, *args, skipped=(), **kwargs):
    """Hold every answer of a function to differences and to the transpose."""
    row = row_of(function, *args, **kwargs)
    parts = enumerate(row.answers) if isinstance(row, Several) else [(None, row)]
    for which, part in parts:
        if part is not None and which not in skipped:
            pick = (lambda whole: whole) if which is None else (lambda whole, n=which: whole[n])
            _one(part, function, args, kwargs, pick, 5e-6, 1e-6, 0)


def gradient(function, cotangents, *args, place=0, **kwargs):
    """Pull a cotangent of each answer back, and add."""
    answer = function(*args, **kwargs)
    rows = row_of(function, *args, **kwargs).answers
    moved = [
        row.pull(place, g, answer, args, kwargs)
        for row, g in zip(rows, cotangents, strict=True)
        if g is not None
    ]
    total = sum(moved[1:], moved[0])
    return total if np.iscomplexobj(args[place]) else np.real(total)
