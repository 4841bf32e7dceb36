"""Examples to learn from: handwritten digits, two moons, and files of one's own.

``bundled.py`` has what comes with a library or is drawn, and divides examples into parts;
``tables.py`` reads CSV files, ``scaling.py`` brings their columns to one scale.
"""

from __future__ import annotations

from compose.nn.datasets.bundled import Dataset, Parts, digits, moons
from compose.nn.datasets.scaling import Scaling
from compose.nn.datasets.tables import read_table

__all__ = ["Dataset", "Parts", "Scaling", "digits", "moons", "read_table"]
