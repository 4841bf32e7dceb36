from __future__ import annotations

import csv
import os
import subprocess
import sys
from typing import NamedTuple

import numpy as np
import pytest

from compose.cli import main
from tests.pages import ROOT


class Answer(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def ask(capsys, tmp_path, monkeypatch):
    """Run the program in this process, in a directory of its own."""
    monkeypatch.chdir(tmp_path)
    # Click prints its help to the width of the terminal, the tests' terminal has 80 columns.
    monkeypatch.setenv("COLUMNS", "80")

    def ask(*words):
        with pytest.raises(SystemExit) as end:
            main(words)
        return Answer(end.value.code, *capsys.readouterr())

    return ask


@pytest.fixture
def start(tmp_path):
    """Run the program as a process."""

    def start(*words, before=(), stdout=subprocess.PIPE, **environment):
        done = subprocess.run(
            [sys.executable, *before, "-m", "compose", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **environment},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))

    return start


@pytest.fixture
def homes(tmp_path):
    """Write a table of homes, whose price follows from the rest, and give its rows."""
    rng = np.random.default_rng(1)
    area, year = rng.uniform(30, 200, 80).round(1), rng.integers(1900, 2020, 80)
    kind = rng.choice(["flat", "house"], 80)
    price = (2000 * area + 300 * (year - 1900) + 50_000 * (kind == "house")).round()
    with (tmp_path / "homes.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["area", "year", "kind", "price"])
        rows.writerows(zip(area, year, kind, price, strict=True))
    return np.column_stack([area, year, kind == "flat", kind == "house"]), price[:, None]
