"""The examples on the pages run, each page from top to bottom in a directory of its own."""

from __future__ import annotations

import doctest

import pytest

from tests.pages import ROOT, python_only, python_pages

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def run(name, text):
    parser = doctest.DocTestParser()
    example = parser.get_doctest(python_only(text), {"__name__": "page"}, name, name, 0)
    report = []
    results = doctest.DocTestRunner(optionflags=FLAGS).run(example, out=report.append)
    return results, "".join(report)


@pytest.mark.parametrize("page", python_pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results, report = run(page.name, page.read_text(encoding="utf-8"))
    assert results.failed == 0, report
    assert results.attempted > 0, "the page's Python has no prompts"


def test_readme_is_one_of_the_pages():
    assert ROOT / "README.md" in python_pages()


def test_a_wrong_example_is_seen():
    results, report = run("wrong", "```python\n>>> 1 + 1\n3\n```\n")
    assert results.failed == 1
    assert "Expected" in report
