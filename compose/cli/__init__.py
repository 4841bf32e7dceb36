"""The command line: ``compose demo``, ``derive``, ``convert``, ``explain``, ``render`` and others.

``commands.py`` is the program and says how errors leave it; each command has a file of its name.
``values.py``, ``tables.py`` and ``sources.py`` read what is given; ``working.py``, ``wording.py``
and ``screen.py`` write what is shown, ``outputs.py`` and ``edges.py`` what is kept. For ``train``,
``lessons.py`` chooses what is done, ``learnt.py`` tells what came of it, ``report.py`` shows that
and ``keepsakes.py`` writes it.
"""

from __future__ import annotations

from compose.cli.commands import main

__all__ = ["main"]
