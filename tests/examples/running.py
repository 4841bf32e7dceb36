"""Runs the examples as a reader would, each in a directory of its own, and reads what they say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import sleep

import numpy as np

import compose
from tests.pages import ROOT

__all__ = ["SCRIPTS", "Run", "numbers_in", "runner"]

SCRIPTS = sorted(ROOT.glob("examples/*.py"))

_LONGEST = 300

# A minus sign is one only where no number or name ends just before it.
_NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?!\w)")


@dataclass(frozen=True)
class Run:
    """What an example printed, and the directory that it wrote into."""

    status: int
    stdout: str
    stderr: str
    directory: Path

    def section(self, start):
        """Return the lines below the one that begins with `start`, up to an empty line."""
        head = self._place(start)
        rest = self.stdout.splitlines()[head + 1 :]
        return rest[: rest.index("")] if "" in rest else rest

    def line(self, start):
        """Return the first line that begins with `start`, spaces aside."""
        return self.stdout.splitlines()[self._place(start)]

    def numbers(self, start):
        """Return the numbers on that line, those behind `start`."""
        return numbers_in(self.line(start).lstrip().removeprefix(start))

    def table(self, start):
        """Return the numbers of the section under that line, a list for each line that has any."""
        rows = [numbers_in(line) for line in self.section(start)]
        return [row for row in rows if row]

    def picture(self, name):
        """Open a picture; return its pixels, of shape (height, width, 4)."""
        from matplotlib.image import imread

        pixels = imread(self.directory / name)
        assert len(np.unique(pixels)) > 10, f"{name} shows nothing"
        return pixels

    def graph(self, name):
        """Read a GraphML file."""
        return compose.read_graphml(self.directory / name)

    def files(self):
        """Return the bytes of every file that was written, by name."""
        return {file.name: file.read_bytes() for file in sorted(self.directory.iterdir())}

    def _place(self, start):
        for number, line in enumerate(self.stdout.splitlines()):
            if line.lstrip().startswith(start):
                return number
        message = f"no line begins with {start!r} in:\n{self.stdout}\n{self.stderr}"
        raise LookupError(message)


def numbers_in(text):
    """Return the numbers in a text, as floats; those inside words, such as w1, are none."""
    return [float(found.replace("−", "-")) for found in _NUMBER.findall(text)]


def runner(base):
    """Return ``run(stem, seed="1")``, which runs each script once for each seed of the hashes.

    Processes that are given one `base` share what was run: who comes first runs it.
    """

    @cache
    def run(stem, seed="1"):
        directory, told = base / f"{stem}-{seed}", base / f"{stem}-{seed}.json"
        try:
            directory.mkdir(parents=True)
        except FileExistsError:
            _wait_for(told)
        else:
            _run(stem, seed, directory, told)
        return Run(*json.loads(told.read_text(encoding="utf-8")), directory)

    return run


def _run(stem, seed, directory, told):
    done = subprocess.run(
        [sys.executable, "-W", "error", ROOT / "examples" / f"{stem}.py"],
        cwd=directory,
        env={
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    beside = told.with_suffix(".part")
    beside.write_text(json.dumps([done.returncode, done.stdout, done.stderr]), encoding="utf-8")
    beside.replace(told)


def _wait_for(told):
    for _ in range(_LONGEST * 20):
        if told.exists():
            return
        sleep(0.05)
    message = f"{told.stem} was begun by another process and has not ended in {_LONGEST} s"
    raise TimeoutError(message)
