"""Pictures of what a page's own examples write, made while the page is built.

A file that the examples leave behind is shown by its name::

    ```{picture} shop.html
    :alt: The shop, with the three paths from price to profit
    ```

An ``.svg`` is shown as it is. Of an ``.html`` a screenshot is taken, in light and in dark, which
leads to the page itself; where there is no Chromium, the ``.svg`` of the same name stands in.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

__all__ = ["setup"]

_log = logging.getLogger(__name__)
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Furo shows a picture of one of these classes in one of its two schemes only.
_SCHEMES = {"light": 1, "dark": 0}
_PATIENCE = 120
_FOLDER = Path("generated", "pictures")


def _script(page: str) -> str:
    """Join a page's examples to a script; those that show an error are none."""
    parser = doctest.DocTestParser()
    examples = (example for block in _BLOCK.findall(page) for example in parser.get_examples(block))
    return "".join(example.source for example in examples if example.exc_msg is None)


def _browser() -> str | None:
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def _size(text: str) -> str:
    if not re.fullmatch(r"\d+,\d+", text):
        message = f"{text!r} is no size; write 1000,640"
        raise ValueError(message)
    return text


class Picture(SphinxDirective):
    """A picture of a file that the page's examples write."""

    required_arguments = 1
    option_spec: ClassVar = {"alt": directives.unchanged_required, "size": _size}

    def run(self) -> list[nodes.Node]:
        """Run the examples, once for a page, and show the file."""
        file = self._written() / self.arguments[0]
        drawn = file.with_suffix(".svg")
        missing = [path.name for path in (file, drawn) if not path.exists()]
        if missing:
            raise self.error(f"the page's examples do not write {' or '.join(missing)}")
        if file == drawn:
            return [self._image(drawn)]
        return list(self._page(file, drawn))

    def _written(self) -> Path:
        """Give the folder that the page's examples wrote to."""
        folder = self.env.temp_data.get("pictures")
        if folder is None:
            folder = Path(self.env.srcdir, _FOLDER, self.env.docname.replace("/", "-"))
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            page = Path(self.env.doc2path(self.env.docname)).read_text(encoding="utf-8")
            command = [sys.executable, "-c", _script(page)]
            done = subprocess.run(  # noqa: S603 - the examples are this project's own
                command, cwd=folder, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise self.error(f"the page's examples fail: {done.stderr.strip()}")
            self.env.temp_data["pictures"] = folder
        return folder

    def _image(self, file: Path, scheme: str | None = None) -> nodes.image:
        place = file.relative_to(self.env.srcdir).as_posix()
        classes = [] if scheme is None else [f"only-{scheme}"]
        return nodes.image(uri=f"/{place}", alt=self.options.get("alt", ""), classes=classes)

    def _page(self, file: Path, drawn: Path) -> Iterator[nodes.Node]:
        browser = _browser()
        if browser is None:
            _log.info("no Chromium: %s stands in for a screenshot of %s", drawn.name, file.name)
            yield self._link(file, self._image(drawn))
            return
        for scheme in _SCHEMES:
            shot = file.with_name(f"{file.stem}-{scheme}.png")
            _take(browser, file, shot, self.options.get("size", "1000,640"), scheme)
            if not shot.exists():
                raise self.error(f"{browser} took no screenshot of {file.name}")
            yield self._link(file, self._image(shot, scheme))

    def _link(self, file: Path, image: nodes.image) -> nodes.paragraph:
        """Let a picture lead to the page that it shows, which is laid beside the built ones."""
        name = f"{file.parent.name}-{file.name}"
        beside = Path(self.env.app.outdir, "_pages")
        beside.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, beside / name)
        up = "../" * self.env.docname.count("/")
        return nodes.paragraph("", "", nodes.reference("", "", image, refuri=f"{up}_pages/{name}"))


def _take(browser: str, file: Path, shot: Path, size: str, scheme: str) -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            # Chromium's sandbox refuses to run for root, and the page is this project's own.
            *(["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []),
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-device-scale-factor=2",
            f"--blink-settings=preferredColorScheme={_SCHEMES[scheme]}",
            f"--user-data-dir={profile}",
            "--virtual-time-budget=3000",
            f"--window-size={size}",
            f"--screenshot={shot}",
            file.as_uri(),
        ]
        subprocess.run(  # noqa: S603 - the browser that was found
            command, capture_output=True, check=False, timeout=_PATIENCE
        )


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("picture", Picture)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
