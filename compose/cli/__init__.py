"""The command line: ``compose demo``, ``derive``, ``convert``, ``explain``, ``units``, ``train``.

``commands.py`` is the program and says how errors leave it; each command has a file of its name.
``values.py`` and ``tables.py`` read what is typed, ``working.py``, ``wording.py`` and ``screen.py``
write what is shown. For ``train``, ``lessons.py`` chooses what is done,
``learnt.py`` tells what came of it, ``report.py`` shows that and ``keepsakes.py`` writes it.
"""

from __future__ import annotations

from compose.cli.commands import main

__all__ = ["main"]
