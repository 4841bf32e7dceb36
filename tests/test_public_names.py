from __future__ import annotations

import importlib.util
import inspect
import re

import pytest

import compose
from compose import errors
from tests.pages import ROOT

_ENTRY = re.compile(r"^   (compose(?:\.\w+)+)$", re.MULTILINE)


def documented():
    """Map each room to the names that the reference lists from it."""
    rooms = {}
    for name in _ENTRY.findall((ROOT / "docs" / "api.md").read_text(encoding="utf-8")):
        room, _, last = name.rpartition(".")
        rooms.setdefault(room, []).append(last)
    return rooms


def open_rooms():
    """List the rooms whose every exported name is public."""
    below = (f"compose.{name}" for name in compose.__all__)
    return ["compose", *(room for room in below if importlib.util.find_spec(room))]


def find(name):
    room, _, last = name.rpartition(".")
    return getattr(importlib.import_module(room), last)


def needs_example(thing):
    """Exceptions are shown where they are raised."""
    if inspect.isclass(thing):
        return not issubclass(thing, Exception)
    return inspect.isfunction(thing)


ROOMS = documented()
NAMES = [f"{room}.{name}" for room, names in ROOMS.items() for name in names]


@pytest.mark.parametrize("room", open_rooms())
def test_the_exported_names_are_the_documented_ones(room):
    assert sorted(importlib.import_module(room).__all__) == sorted(ROOMS.get(room, []))


def test_every_exception_is_documented():
    exceptions = {name for name in errors.__all__ if inspect.isclass(getattr(errors, name))}
    assert exceptions == {*ROOMS["compose.errors"]}


@pytest.mark.parametrize("room", ROOMS)
def test_every_documented_name_is_exported(room):
    assert set(ROOMS[room]) <= set(importlib.import_module(room).__all__)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_explained(name):
    thing = find(name)
    described = inspect.ismodule(thing) or inspect.isclass(thing) or inspect.isfunction(thing)
    assert not described or inspect.getdoc(thing)


@pytest.mark.parametrize("name", NAMES)
def test_every_public_function_and_class_has_an_example(name):
    thing = find(name)
    has_example = ">>>" in (inspect.getdoc(thing) or "")
    assert has_example or not needs_example(thing)
