"""Pictures on the pages come from the pages' own examples."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

from tests.pages import ROOT

BUILDERS = ("sphinx", "myst_parser")
missing = [name for name in BUILDERS if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")

EXAMPLES = """```python
>>> from pathlib import Path
>>> 1 / 0
Traceback (most recent call last):
ZeroDivisionError: division by zero
>>> for ending in ["svg", "html"]:
...     Path(f"shop.{ending}").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
```
"""
SHOWN = "```{{picture}} {}\n:alt: The shop\n```\n"
STRICT = ("-m", "sphinx", "--fail-on-warning", ".", "html")


def build(folder, *parts, path=os.environ["PATH"]):
    (folder / "conf.py").write_text('extensions = ["myst_parser", "pictures"]', encoding="utf-8")
    page = folder / "guide" / "shop.md"
    page.parent.mkdir()
    page.write_text("\n".join(["# Shop", *parts]), encoding="utf-8")
    (folder / "index.md").write_text("# Index\n\n```{toctree}\nguide/shop\n```\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, *STRICT],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "docs"), "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    built = folder / "html" / "guide" / "shop.html"
    return done, built.read_text(encoding="utf-8") if built.exists() else ""


def images(folder):
    return sorted(path.name for path in (folder / "html" / "_images").iterdir())


def test_a_drawing_is_shown_as_it_is(tmp_path):
    done, page = build(tmp_path, EXAMPLES, SHOWN.format("shop.svg"))
    assert done.returncode == 0, done.stderr
    assert 'src="../_images/shop.svg"' in page
    assert 'alt="The shop"' in page
    assert images(tmp_path) == ["shop.svg"]


def test_without_a_browser_the_drawing_stands_in(tmp_path):
    done, page = build(tmp_path, EXAMPLES, SHOWN.format("shop.html"), path="")
    assert done.returncode == 0, done.stderr
    assert "no Chromium: shop.svg stands in for a screenshot of shop.html" in done.stdout
    assert 'href="../_pages/guide-shop-shop.html"' in page
    assert (tmp_path / "html" / "_pages" / "guide-shop-shop.html").exists()
    assert images(tmp_path) == ["shop.svg"]


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")
def test_a_page_is_photographed_in_both_schemes(tmp_path):
    scheme = "<style>@media (prefers-color-scheme: dark) { body { background: #123456 } }</style>"
    dyed = EXAMPLES.replace("<svg xmlns='http://www.w3.org/2000/svg'/>", scheme)
    done, page = build(tmp_path, dyed, SHOWN.format("shop.html"))
    assert done.returncode == 0, done.stderr
    assert 'class="only-light"' in page
    assert 'class="only-dark"' in page
    assert images(tmp_path) == ["shop-dark.png", "shop-light.png"]
    corners = [corner(tmp_path / "html" / "_images" / name) for name in images(tmp_path)]
    assert corners == [(0x12, 0x34, 0x56), (255, 255, 255)]


def corner(path):
    from matplotlib.image import imread

    return tuple(round(255 * part) for part in imread(path)[-1, -1, :3].tolist())


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (SHOWN.format("shop.svg"), "do not write shop.svg"),
        ("```python\n>>> 1 / 0\n```\n" + SHOWN.format("shop.svg"), "ZeroDivisionError"),
        (EXAMPLES + "```{picture} shop.html\n:size: large\n```\n", "no size"),
    ],
    ids=["file", "examples", "size"],
)
def test_what_cannot_be_shown_fails_the_build(tmp_path, page, problem):
    done, _ = build(tmp_path, page)
    assert done.returncode != 0
    assert problem in done.stderr
