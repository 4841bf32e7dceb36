"""Functions in, straight-line NumPy out.

``compiled.py`` is the front door. A `Program` is traced (``program.py``, one room up), lifted to
nodes and simplified (``lifting.py``, ``identities.py``, ``products.py``, ``rewriting.py``), given
memory (``buffers.py``) and written as Python (``unpacking.py``, ``expressions.py``,
``writing.py``).
"""

from __future__ import annotations

from compose.trace.compiling.compiled import Compiled, compile  # noqa: A004 - the word for it

__all__ = ["Compiled", "compile"]
