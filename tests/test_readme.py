from __future__ import annotations

import tomllib

import pytest

from tests.pages import ROOT, fences, section

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = {"Try it": ".venv/bin/compose demo", "Test it": ".venv/bin/pytest -n auto"}


@pytest.mark.parametrize(("heading", "last"), COMMANDS.items())
def test_one_block_does_all_the_set_up_and_ends_in_the_command(heading, last):
    (block,) = fences(section(README, heading), "sh")
    first, *_, final = block.splitlines()
    assert first == "python3 -m venv .venv"
    assert final == last


def test_the_extra_that_is_installed_exists():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert ".[test]" in section(README, "Test it")
    assert any(line.startswith("pytest-xdist") for line in project["optional-dependencies"]["test"])


def test_links_lead_somewhere():
    targets = [part.partition(")")[0] for part in README.split("](")[1:]]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
