from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.pages import ROOT

SCRIPTS = sorted(ROOT.glob("examples/*.py"))


def run(script, directory, seed):
    directory.mkdir()
    return subprocess.run(
        [sys.executable, script],
        cwd=directory,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_are_examples():
    assert SCRIPTS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_example_runs_and_prints_the_same_every_time(script, tmp_path):
    first, second = (run(script, tmp_path / seed, seed) for seed in ("1", "2"))
    assert first.returncode == 0, first.stderr
    assert first.stdout
    assert second.stdout == first.stdout
