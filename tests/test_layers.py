from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.pages import ROOT

LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

FORBIDDEN = {
    "upwards": ("engine/order.py", "import compose.units"),
    "upwards, inside a function": ("rules/__init__.py", "def late():\n    import compose.trace"),
    "upwards, by way of the front door": ("engine/maps.py", "from compose import units"),
    "upwards, within the engine": ("engine/columns.py", "import compose.engine.graph"),
    "one answer from another": ("engine/paths.py", "import compose.engine.sweep"),
    "pint, past its door": ("units/__init__.py", "import pint"),
    "a room without a place": ("attic.py", "import compose.errors"),
}


def lint(directory):
    command = [sys.executable, "-c", LINT, "--no-cache"]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


def test_rooms_import_downwards_only():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("file", "line"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_forbidden_import_is_seen(tmp_path, file, line):
    shutil.copytree(ROOT / "compose", tmp_path / "compose")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "compose" / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    result = lint(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout
