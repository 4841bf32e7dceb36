"""The cost over one weight, and the slope that falls to zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.errors import NetworkError
from compose.nn.costs import Cost
from compose.nn.insight.one_weight import descend, slope_by_weight, value_of
from compose.nn.mlp import MLP
from compose.nn.pictures.canvas import (
    COLOURS,
    FAINT,
    INK,
    Numbers,
    Slope,
    count_along,
    dress,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_slope"]


def plot_slope(
    model: MLP,
    x: Any,
    y: Any,
    weight: str,
    *,
    cost: str | Cost = "quadratic",
    path: Sequence[float] | None = None,
    rate: float = 0.5,
    steps: int = 12,
    between: tuple[float, float] | None = None,
) -> Figure:
    """Draw the cost over one weight, its tangent, and the steps of training down to slope zero.

    All other parameters stay as the model has them. The tangent touches the curve at the
    model's own value; its slope is the derivative that compose gives. The lower axes show the
    slope at every step.

    Parameters
    ----------
    model : MLP
    x, y : array_like
        Examples, and what is wanted.
    weight : str
        Such as ``"w1[3, 4]"``, the weight in layer 1 from input 4 to neuron 3, or ``"b2[0]"``.
    cost : str or callable
        As in `fit`.
    path : sequence of float, optional
        Values that the weight had during training, first to last; by default those of a descent
        in this weight alone, see `weight_path`.
    rate, steps : float, int
        The learning rate of that descent, and how many steps it makes.
    between : tuple of float, optional
        The ends of the axis of the weight; by default what the steps need.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    NetworkError
        If the network has no such weight, or a path has values that are no numbers.
    MissingExtraError
        If Matplotlib is not installed.

    Examples
    --------
    >>> from compose import nn
    >>> model = nn.MLP([1, 1]).with_parameters([{"w": np.array([[1.0]]), "b": np.zeros(1)}])
    >>> figure = plot_slope(model, np.array([[2.0]]), np.array([[6.0]]), "w1[0, 0]", rate=0.1)
    >>> figure.axes[0].get_title(loc="left")
    'Cost over w1[0, 0]: slope −8 at 1'
    """
    slope = slope_by_weight(model, x, y, weight, cost=cost)
    here = value_of(model, weight)
    walked = _checked(descend(slope, here, rate, steps) if path is None else path)
    figure = new_figure(height=5.6)
    upper, lower = figure.subplots(2, 1, height_ratios=(2.2, 1))
    low, high = between or _room(np.append(walked, here))
    draw_curve(upper, slope, low, high)
    draw_tangent(upper, slope, here, 0.3 * (high - low))
    if path is None:
        draw_tangent(upper, slope, float(walked[-1]), 0.15 * (high - low), "tangent at the end")
    draw_steps(upper, slope, walked, COLOURS[1], label=f"{len(walked) - 1} steps")
    dress(
        upper, f"Cost over {weight}: slope {said(slope(here)[1])} at {said(here)}", weight, "cost"
    )
    upper.set_xlim(low, high)
    upper.legend(frameon=False, fontsize=9)
    _draw_slopes(lower, slope, walked, weight)
    return figure


def draw_curve(axes: Axes, slope: Slope, low: float, high: float) -> None:
    """Draw the cost, and keep to its heights, whatever tangents do."""
    values = np.linspace(low, high, 201)
    costs = np.array([slope(value)[0] for value in values])
    axes.plot(values, costs, color=COLOURS[0], linewidth=2, label="cost", gid="cost")
    seen = costs[np.isfinite(costs)]
    if seen.size:
        room = 0.08 * (np.ptp(seen) or 1.0)
        axes.set_ylim(seen.min() - room, seen.max() + room)


def draw_tangent(
    axes: Axes, slope: Slope, here: float, reach: float, label: str = "tangent"
) -> None:
    """Draw the straight line that has the cost and the slope of a value."""
    height, steep = slope(here)
    ends = np.array([here - reach, here + reach])
    axes.plot(
        ends,
        height + steep * (ends - here),
        color=INK,
        linestyle="--" if label == "tangent" else ":",
        linewidth=1.4,
        label=label,
        gid=label,
    )


def draw_steps(axes: Axes, slope: Slope, path: Numbers, colour: str, label: str) -> None:
    """Draw where the weight stood on the curve, first to last."""
    heights = [slope(value)[0] for value in path]
    axes.plot(
        path,
        heights,
        "o-",
        color=colour,
        linewidth=1,
        markersize=5,
        markeredgecolor="white",
        markeredgewidth=0.5,
        label=label,
        gid="steps",
    )
    axes.plot(path[-1:], heights[-1:], "s", color=colour, markeredgecolor=INK, label="end")


def _draw_slopes(axes: Axes, slope: Slope, path: Numbers, weight: str) -> None:
    slopes = [slope(value)[1] for value in path]
    axes.axhline(0.0, color=FAINT, linewidth=1)
    axes.vlines(range(len(path)), 0.0, slopes, color=COLOURS[1], linewidth=1.5)
    axes.plot(slopes, "o", color=COLOURS[1], markersize=5, gid="slopes")
    title = f"Slope at each step: from {said(slopes[0])} to {said(slopes[-1])}"
    dress(axes, title, "step", f"∂C/∂{weight}")
    count_along(axes)


def _checked(path: Sequence[float]) -> Numbers:
    values = np.asarray(path, dtype=float)
    if values.ndim != 1 or not values.size:
        raise NetworkError(f"a path is a row of values of the weight, not {path!r}")
    if not np.isfinite(values).all():
        step = int(np.argmin(np.isfinite(values)))
        raise NetworkError(
            f"the path of the weight is {values[step]} from step {step} on; a smaller rate keeps a "
            "descent finite"
        )
    return values


def _room(values: Numbers) -> tuple[float, float]:
    margin = 0.35 * (np.ptp(values) or 2.0)
    return float(values.min() - margin), float(values.max() + margin)


def said(number: float) -> str:
    """Write a number in three digits, with a minus sign."""
    return f"{number + 0.0:.3g}".replace("-", "−")
