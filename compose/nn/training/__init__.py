"""Training, from examples as people have them to a trained model and a file to go on from.

``fitting.py`` is the front door. ``epochs.py`` is the loop, ``stages.py`` where it stands between
two epochs, ``history.py`` what it was like and ``judging.py`` how good it has become;
``failures.py`` finds the operation that spoilt the numbers, ``checkpoints.py`` and ``archive.py``
keep everything in a file, and ``progress.py`` shows it.
"""

from __future__ import annotations

from compose.nn.training.checkpoints import load, save
from compose.nn.training.fitting import Fit, fit
from compose.nn.training.history import History

__all__ = ["Fit", "History", "fit", "load", "save"]
