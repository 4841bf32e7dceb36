from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"click", "matplotlib", "networkx", "numba", "pint", "rich", "scipy"}


def loaded_by(statement):
    script = f"{statement}\nimport sys\nprint(*sorted({HEAVY!r} & sys.modules.keys()))"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return result.stdout.split()


@pytest.mark.parametrize(
    "statement",
    [
        "import compose",
        "from compose import *",
        "import compose; g = compose.Graph(); g.add_edge('w', 'f', 2.0); g.derivative('f', 'w')",
        "import compose; x = compose.variable(2.0, 'x'); (x * x).derivative(x)",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(statement):
    assert loaded_by(statement) == []


def test_what_is_loaded_is_seen():
    assert "networkx" in loaded_by("import compose, networkx")
