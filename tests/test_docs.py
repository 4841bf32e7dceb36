"""The pages are readable without a network, and fit into their column."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys

import pytest

from tests.pages import ROOT

DOCS = ROOT / "docs"
GUIDE = re.compile(r"^guide/[\w-]+$", re.MULTILINE)
WIDEST = 84
QUESTIONS = (
    *("derivative", "gradient", "sensitivities", "adjoints", "tangents", "jacobian", "plan"),
    *("paths", "top=", "count_paths", "contribution", "explain"),
)
# Examples with long messages of other formats, laid out on their own pages.
PAGES = sorted(DOCS.glob("**/*.md"))
BUILDERS = ("sphinx", "myst_parser", "latex2mathml")
missing = [name for name in BUILDERS if importlib.util.find_spec(name) is None]
needs_sphinx = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def index():
    return (DOCS / "index.md").read_text(encoding="utf-8")


def build(folder, text):
    """Build one page with the two extensions of our own, as strictly as the real ones."""
    settings = 'extensions = ["myst_parser", "mathml", "offline"]\n'
    settings += 'html_math_renderer = "mathml"\nmyst_enable_extensions = ["dollarmath"]\n'
    (folder / "conf.py").write_text(settings, encoding="utf-8")
    (folder / "index.md").write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", ".", "html"]
    environment = os.environ | {"PYTHONPATH": str(DOCS)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    page = folder / "html" / "index.html"
    return done, page.read_text(encoding="utf-8") if page.exists() else ""


@needs_sphinx
def test_formulas_become_mathml(tmp_path):
    done, page = build(tmp_path, "Inline $w^2$.\n\n$$\n\\sum_{u} \\frac{a}{b}\n$$")
    assert done.returncode == 0, done.stderr
    assert re.search(r'<math [^>]*display="inline"', page)
    assert re.search(r'<math [^>]*display="block"', page)
    assert "<msup><mi>w</mi><mn>2</mn></msup>" in page
    assert re.search(r"<mfrac>.*<mi>a</mi>.*<mi>b</mi>.*</mfrac>", page)
    assert "MathJax" not in page


@needs_sphinx
def test_an_unknown_command_fails_the_build(tmp_path):
    done, _ = build(tmp_path, "$$\n\\nosuchcommand\n$$")
    assert done.returncode != 0
    assert "no MathML for" in done.stderr


@needs_sphinx
@pytest.mark.parametrize(
    "part",
    [
        '<script src="https://elsewhere.example/a.js"></script>',
        '<link rel="stylesheet" href="//elsewhere.example/a.css">',
        '<img src="HTTP://elsewhere.example/a.png">',
        "<style>@import 'https://elsewhere.example/a.css';</style>",
        "<style>p { background: url(https://elsewhere.example/a.png) }</style>",
    ],
)
def test_what_is_loaded_from_another_host_fails_the_build(tmp_path, part):
    done, _ = build(tmp_path, part)
    assert done.returncode != 0
    assert "loads" in done.stderr
    assert "elsewhere.example" in done.stderr


@needs_sphinx
def test_a_link_to_another_host_is_only_a_link(tmp_path):
    done, _ = build(tmp_path, "[elsewhere](https://elsewhere.example)")
    assert done.returncode == 0, done.stderr


def test_the_real_pages_are_built_with_both():
    settings = (DOCS / "conf.py").read_text(encoding="utf-8")
    for line in ('    "mathml",', '    "offline",', 'html_math_renderer = "mathml"'):
        assert line in settings.splitlines()
    assert "mathjax" not in settings


def test_every_guide_page_is_listed_once():
    listed = GUIDE.findall(index())
    assert sorted(listed) == sorted(f"guide/{page.stem}" for page in DOCS.glob("guide/*.md"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_its_link(question):
    rows = [row for row in index().splitlines() if row.startswith("| `") and question in row]
    assert rows
    assert all(re.search(r"\]\(guide/[\w-]+\.md", row) for row in rows)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_code_fits_into_its_column(page):
    inside, wide = False, []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        inside ^= line.startswith("```")
        if inside and len(line) > WIDEST:
            wide.append(f"{page.name}:{number} has {len(line)} columns")
    assert not wide


def test_layers_are_drawn_as_they_are_checked():
    drawn = (DOCS / "architecture.md").read_text(encoding="utf-8").partition("```text\n")[2]
    rooms = [line.split()[0] for line in drawn.partition("```")[0].splitlines()]
    assert rooms[0] == "cli"
    assert rooms[-5:] == ["rules", "engine", "dimensions", "files", "errors"]
