"""A headless Chromium, started once for a test run, and pages written into it."""

from __future__ import annotations

import os
import shutil

import pytest

from compose.formats.page import write_html
from tests.browser.reading import Reader

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def browser():
    """Start Chromium; without one these tests are skipped, but never where CI=true.

    As long as it runs an event loop runs as well, so it must be gone before tests that run one of
    their own.
    """
    chromium = next(filter(None, map(shutil.which, _NAMES)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if chromium is None or sync_playwright is None:
        missing = "playwright is not installed" if chromium else "there is no Chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    # Chromium's own sandbox does not start for root.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium, args=options)
        yield started
        started.close()


@pytest.fixture
def reader(browser, tmp_path):
    """Open pages; any error in a page, and any request that leaves it, fails the test."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    seen = []
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("console", lambda message: seen.append(f"console: {message.text}"))
    page.on("request", lambda request: seen.append(request.url))

    def opened(graph, **options):
        path = tmp_path / "page.html"
        write_html(graph, path, **options)
        page.goto(path.as_uri())
        assert set(seen) == {path.as_uri()}
        return Reader(page, graph)

    yield opened
    page.close()
    assert len(set(seen)) <= 1
