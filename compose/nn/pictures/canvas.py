"""What all pictures have in common: a figure without a display, colours, and how axes look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from compose.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "COLOURS",
    "FAINT",
    "INK",
    "MARKERS",
    "Numbers",
    "Slope",
    "count_along",
    "dress",
    "literal",
    "look",
    "mark_missing",
    "new_figure",
]

# Okabe and Ito's colours, which people see apart whatever their sight; shape says it once more.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DASHES = ("-", "--", "-.", ":")
MARKERS = "osD^vP"

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"
Slope: TypeAlias = Callable[[float], tuple[float, float]]

INK = "#222222"
FAINT = "#8c96a3"

STEEP = 30.0
"""From this ratio of the largest to the smallest, powers of ten show more."""


def new_figure(width: float = 6.4, height: float = 4.2) -> Figure:
    """Give an empty figure, known to no window."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("matplotlib", "plot", "a picture") from None
    return Figure(figsize=(width, height), layout="constrained")


def literal(name: object) -> str:
    """Spell a name so that Matplotlib takes it as it is, in a legend too."""
    text = str(name).replace("$", r"\$")
    # Its legends leave out what begins with an underscore.
    return f" {text}" if text.startswith("_") else text


def look(place: int) -> dict[str, Any]:
    """Give the line of the run at a place: colour, dashes and marker."""
    return {
        "color": COLOURS[place % len(COLOURS)],
        "linestyle": _DASHES[place % len(_DASHES)],
        "marker": MARKERS[place % len(MARKERS)],
        "markersize": 5,
    }


def dress(axes: Axes, title: str, along: str, upwards: str) -> None:
    """Say what is shown."""
    axes.set_title(title, loc="left", fontsize=11)
    axes.set_xlabel(along)
    axes.set_ylabel(upwards)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25)
    axes.set_axisbelow(True)


def count_along(axes: Axes) -> None:
    """Write the axis of epochs or steps in whole numbers."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def mark_missing(axes: Axes, places: Any, values: Numbers, colour: str, label: str) -> None:
    """Put a cross on the upper edge for each value that is infinite or NaN."""
    gone = ~np.isfinite(values)
    if gone.any():
        axes.plot(
            places[gone],
            np.full(gone.sum(), 0.97),
            "X",
            color=colour,
            markeredgecolor=INK,
            markersize=8,
            markevery=max(1, len(values) // 10),
            transform=axes.get_xaxis_transform(),
            label=label.format(value=values[gone][0], place=places[gone][0]),
            gid="no number",
        )
