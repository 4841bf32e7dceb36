"""The page of a graph of 2,000 nodes: frames while it is dragged and zoomed in Chromium."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from compose import Graph
from compose.formats.page import write_html

__all__ = ["report"]

_NODES = 2_000
_STEPS = 120
_CLOCK = """() => {
  const mine = window.frames_seen = [];
  const tick = (time) => {
    mine.push(time);
    if (window.frames_seen === mine) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""


def report() -> Iterator[str]:
    """Say how large the page is and how evenly it moves, or what is missing to find out."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        yield "The page of 2,000 nodes: not measured, that needs Chromium and playwright"
        return
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder, "page.html")
        write_html(_graph(), path, top=_NODES)
        size = path.stat().st_size / 1e3
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = driver.chromium.launch(executable_path=chromium, args=options)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(path.as_uri())
        dragged, whole = _dragged(page), _dragged(page, fit=True)
        browser.close()
    yield (
        f"The page of {_NODES:,} nodes ({size:.0f} kB), dragged without a GPU: "
        f"{_told(dragged)}; with all of it in sight {_told(whole)}"
    )


def _graph() -> Graph:
    rng = random.Random(3)
    graph = Graph()
    for k in range(1, _NODES):
        for _ in range(rng.choice((1, 1, 2))):
            graph.add_edge(max(0, k - rng.randrange(1, 60)), k, round(rng.uniform(-1.5, 1.5), 3))
    return graph


def _dragged(page: Any, *, fit: bool = False) -> list[float]:
    """Drag the picture about, and give the milliseconds between frames."""
    if fit:
        page.get_by_role("button", name="Fit").click()
    page.wait_for_timeout(600)
    page.mouse.move(400, 500)
    page.mouse.down()
    page.evaluate(_CLOCK)
    for step in range(_STEPS):
        page.mouse.move(400 + 4 * (step % 40), 500 - 2 * step)
    frames = page.evaluate("() => window.frames_seen")
    page.mouse.up()
    return [after - before for before, after in pairwise(frames)]


def _told(waits: list[float]) -> str:
    worst = quantiles(waits, n=20)[-1]
    return f"a frame every {median(waits):.0f} ms, {worst:.0f} ms for 19 of 20"
