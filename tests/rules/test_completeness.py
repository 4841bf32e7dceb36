"""Every function of NumPy that a variable can meet is differentiated, constant or refused."""

from __future__ import annotations

import importlib
from collections import Counter

import numpy as np
import pytest
from autograd.core import primitive_vjps
from numpy.testing import overrides

from compose.rules import CONSTANT, REFUSED, RULES
from compose.rules.refused import REFUSED_MODULES
from tests.rules.autograds import AUTOGRADS

ROOMS = (
    "numpy",
    "numpy.fft",
    "numpy.lib.scimath",
    "numpy.lib.stride_tricks",
    "numpy.linalg",
    *REFUSED_MODULES,
)
# What ndarray.clip calls behind its back; users call np.clip.
PRIVATE = {"clip"}


def named(room, name):
    return getattr(importlib.import_module(room), name, None)


def overridable():
    for room in ROOMS:
        importlib.import_module(room)
    return overrides.get_overridable_numpy_ufuncs() | (
        overrides.get_overridable_numpy_array_functions()
    )


def room_of(function):
    """The first module that users find a function in, or None if it is NumPy's own affair."""
    found = (room for room in ROOMS if named(room, function.__name__) is function)
    return next(found, None)


def called(function):
    return f"{room_of(function)}.{function.__name__}"


PUBLIC = sorted(
    (function for function in overridable() if room_of(function) not in (None, *REFUSED_MODULES)),
    key=called,
)


def test_there_is_something_to_classify():
    assert len(PUBLIC) > 330
    assert {np.tanh, np.sum, np.linalg.svd, np.fft.rfft, np.lib.scimath.sqrt} <= set(PUBLIC)


def test_no_function_is_forgotten():
    classified = {*RULES, *CONSTANT, *REFUSED}
    assert [called(function) for function in PUBLIC if function not in classified] == []


def test_no_function_is_in_two_lists():
    times = Counter([*RULES, *CONSTANT, *REFUSED])
    assert [called(function) for function in PUBLIC if times[function] > 1] == []


def test_nothing_is_listed_that_users_cannot_find():
    rooms = {room_of(function) for function in (*CONSTANT, *REFUSED)}
    assert rooms <= {*ROOMS} - {*REFUSED_MODULES}


def test_every_row_stands_under_its_function():
    assert all(row.function is function for function, row in RULES.items())


def test_no_function_hides_in_another_module():
    for function in overridable():
        if room_of(function) is None and not function.__name__.startswith("_"):
            # NumPy asks with a twin of the same name where like= is given.
            twins = [named(room, function.__name__) for room in ROOMS]
            assert function.__name__ in PRIVATE or any(twins)


@pytest.mark.parametrize("room", AUTOGRADS)
def test_whatever_autograd_differentiates_is_differentiated(room):
    missing = [name for name in AUTOGRADS[room] if named(room, name) not in RULES]
    assert missing == []


def differentiated_by_autograd(room):
    """Names with a derivative of their own, and those that autograd writes with others."""
    theirs = importlib.import_module(f"autograd.{room}")
    for name, item in vars(theirs).items():
        ours = named(room, name)
        if name.startswith("_") or ours not in PUBLIC:
            continue
        if item in primitive_vjps or str(item.__module__).startswith("autograd.numpy"):
            yield ours.__name__


@pytest.mark.parametrize("room", AUTOGRADS)
def test_the_committed_minimum_holds_all_that_the_installed_autograd_has(room):
    theirs = set(differentiated_by_autograd(room))
    assert len(theirs) >= 10
    assert theirs <= set(AUTOGRADS[room])
