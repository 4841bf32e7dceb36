from __future__ import annotations

import pytest

from tests.examples.running import SCRIPTS

STEMS = [script.stem for script in SCRIPTS]


def test_there_are_examples_and_no_two_share_a_number():
    assert STEMS
    assert len({stem[:2] for stem in STEMS}) == len(STEMS)


@pytest.mark.parametrize("stem", STEMS)
def test_example_runs_and_does_the_same_every_time(stem, example):
    first, second = example(stem), example(stem, "2")
    assert first.status == 0, first.stderr
    assert first.stdout
    assert second.stdout == first.stdout
    assert second.files() == first.files()
