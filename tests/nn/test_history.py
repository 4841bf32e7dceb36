"""The numbers of each epoch."""

from __future__ import annotations

import math
import pickle

import pytest

from compose.nn import History

LONG = History(loss=tuple(1.0 / (1 + epoch) for epoch in range(40)), rate=(0.1,) * 40)


def test_a_history_is_indexed_by_epoch():
    assert len(LONG) == 40
    assert LONG[0] == {"epoch": 1, "loss": 1.0, "rate": 0.1}
    assert LONG[-1]["epoch"] == 40
    with pytest.raises(IndexError):
        LONG[40]


def test_the_clock_is_no_part_of_equality():
    assert History((1.0,), seconds=(1.0,)) == History((1.0,), seconds=(2.0,))
    assert History((1.0,)) != History((2.0,))


def test_a_long_history_shows_its_ends():
    lines = str(LONG).splitlines()
    assert len(lines) == 1 + 5 + 1 + 5
    assert lines[6].split() == ["…", "…", "…"]
    assert lines[-1].split()[0] == "40"
    assert len({len(line) for line in lines}) == 1
    assert str(History()) == "no epochs"


def test_a_history_as_lists_leaves_out_what_is_empty():
    history = History(loss=(0.5,), steps=(0.6, 0.4))
    assert history.to_dict() == {"loss": [0.5], "steps": [0.6, 0.4]}
    assert pickle.loads(pickle.dumps(history)) == history  # noqa: S301 - just made


def test_epochs_are_added_to_what_was():
    longer = History(loss=(0.5,), steps=(0.5,)).extended(loss=0.25, steps=(0.25,))
    assert longer == History(loss=(0.5, 0.25), steps=(0.5, 0.25))
    assert all(map(math.isnan, longer.without_seconds().seconds))
