"""Pictures of training: each function gives a Matplotlib figure and needs no display.

They take the extra ``plot``. Nothing is shown or written: ``figure.savefig("loss.png")`` does.
"""

from __future__ import annotations

from compose.nn.pictures.boundaries import plot_boundary
from compose.nn.pictures.losses import plot_loss
from compose.nn.pictures.matrices import plot_confusion, plot_weights
from compose.nn.pictures.rates import plot_rates
from compose.nn.pictures.slopes import plot_slope

__all__ = [
    "plot_boundary",
    "plot_confusion",
    "plot_loss",
    "plot_rates",
    "plot_slope",
    "plot_weights",
]
