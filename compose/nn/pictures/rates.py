"""Learning rates: too small, right, and too large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.errors import NetworkError
from compose.nn.costs import Cost, cost_named
from compose.nn.data import Array
from compose.nn.insight.one_weight import descend, slope_by_weight, value_of
from compose.nn.mlp import MLP, check_model
from compose.nn.optimisers import SGD
from compose.nn.pictures.canvas import (
    INK,
    STEEP,
    Numbers,
    Slope,
    count_along,
    dress,
    look,
    mark_missing,
    new_figure,
)
from compose.nn.pictures.slopes import draw_curve, draw_steps
from compose.nn.preparing import prepared
from compose.nn.steps import training_step

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_rates"]

_ABOVE = 3.0
"""A path is drawn on the curve up to so many times the cost that it began with."""

_LEAST, _MOST = 1e-6, 1e4
"""What costs are shown, as parts and multiples of the first; lines run out of the picture."""


def plot_rates(
    model: MLP,
    x: Any,
    y: Any,
    rates: Sequence[float],
    *,
    weight: str | None = None,
    cost: str | Cost = "quadratic",
    steps: int = 20,
) -> Figure:
    """Draw what the learning rate does: one that is too small creeps, one too large jumps out.

    Each rate descends from the model's parameters, in steps over all examples, and draws its
    cost. With a weight, it is this weight alone that descends, and below stands for each rate
    the path that it takes through the valley.

    Parameters
    ----------
    model : MLP
    x, y : array_like
        Examples, and what is wanted.
    rates : sequence of float
        The learning rates.
    weight : str, optional
        Such as ``"w1[3, 4]"``; without it all parameters descend together.
    cost : str or callable
        As in `fit`.
    steps : int
        How many steps each rate makes.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    NetworkError
        If there is no rate or step, or the network has no such weight.
    MissingExtraError
        If Matplotlib is not installed.

    Examples
    --------
    >>> from compose import nn
    >>> model = nn.MLP([1, 1]).with_parameters([{"w": np.array([[1.0]]), "b": np.zeros(1)}])
    >>> x, y = np.array([[2.0]]), np.array([[6.0]])
    >>> figure = plot_rates(model, x, y, [0.02, 0.2, 0.55], weight="w1[0, 0]")
    >>> [axes.get_title(loc="left") for axes in figure.axes[1:]]
    ['rate 0.02', 'rate 0.2', 'rate 0.55']
    """
    check_model(model)
    if np.ndim(rates) != 1 or not len(rates) or steps < 1:
        raise NetworkError(f"give at least one rate and one step, not {rates!r} and {steps!r}")
    if weight is None:
        figure, measure = new_figure(), cost_named(cost)
        examples = prepared(model, measure, x, y)
        costs = [_costs(model, examples, rate, measure, steps) for rate in rates]
        _draw_costs(figure.subplots(), rates, costs, "Cost, all parameters trained")
        return figure
    slope = slope_by_weight(model, x, y, weight, cost=cost)
    paths = [np.array(descend(slope, value_of(model, weight), rate, steps)) for rate in rates]
    return _with_valleys(slope, rates, paths, weight)


def _costs(
    model: MLP, examples: tuple[Array, Array], rate: float, cost: Cost, steps: int
) -> list[float]:
    optimiser = SGD(rate)
    step = training_step(model, cost, optimiser)
    parameters, state = model.parameters, optimiser.start(model.parameters)
    costs = []
    with np.errstate(all="ignore"):
        for count in range(1, steps + 2):
            parameters, state, loss = step(parameters, state, *examples, rate, float(count))
            costs.append(float(loss))
    return costs


def _with_valleys(
    slope: Slope, rates: Sequence[float], paths: list[Numbers], weight: str
) -> Figure:
    figure = new_figure(max(6.4, 2.2 * len(rates)), 5.8)
    costs = [[slope(value)[0] for value in path] for path in paths]
    low, high = _view(paths, costs)
    layout: list[Any] = [["cost"] * len(rates), [str(place) for place in range(len(rates))]]
    panels = figure.subplot_mosaic(layout, height_ratios=(1.25, 1))
    _draw_costs(panels["cost"], rates, costs, f"Cost while only {weight} is trained")
    for place, (rate, path) in enumerate(zip(rates, paths, strict=True)):
        axes = panels[str(place)]
        draw_curve(axes, slope, low, high)
        _draw_path(axes, slope, path, look(place)["color"])
        dress(axes, f"rate {rate:g}", weight, "" if place else "cost")
        axes.set_xlim(low, high)
        axes.tick_params(labelleft=not place)
    return figure


def _view(paths: list[Numbers], costs: list[list[float]]) -> tuple[float, float]:
    """Give the part of the axis that holds all steps but those that have left the valley."""
    seen = np.concatenate([path[: _inside(cost)] for path, cost in zip(paths, costs, strict=True)])
    margin = 0.15 * (np.ptp(seen) or 2.0)
    return float(seen.min() - margin), float(seen.max() + margin)


def _inside(costs: Sequence[float]) -> int:
    """Count the steps up to the first that is too high to be shown."""
    low = [bool(cost <= _ABOVE * costs[0]) for cost in costs]
    return low.index(False) if False in low else len(low)


def _draw_path(axes: Axes, slope: Slope, path: Numbers, colour: str) -> None:
    shown = _inside([slope(value)[0] for value in path])
    draw_steps(axes, slope, path[:shown], colour, "steps")
    if shown < len(path):
        axes.text(
            0.5,
            0.97,
            f"out after step {shown - 1}",
            transform=axes.transAxes,
            ha="center",
            va="top",
            fontsize=9,
            color=INK,
        )


def _draw_costs(axes: Axes, rates: Sequence[float], costs: list[list[float]], title: str) -> None:
    for place, (rate, heights) in enumerate(zip(rates, costs, strict=True)):
        values, steps, style = np.array(heights), np.arange(len(heights)), look(place)
        shown = np.where(np.isfinite(values), values, np.nan)
        axes.plot(steps, shown, label=f"rate {rate:g}", gid="costs", **style)
        name = f"rate {rate:g}: {{value:g}} from step {{place}}"
        mark_missing(axes, steps, values, style["color"], name)
    dress(axes, title, "step", "cost")
    _keep_in_view(axes, np.concatenate(costs), costs[0][0])
    count_along(axes)
    axes.legend(frameon=False, fontsize=9)


def _keep_in_view(axes: Axes, costs: Numbers, start: float) -> None:
    """Show powers of ten where costs span many, but not those that hide all others."""
    seen = costs[np.isfinite(costs) & (costs > 0.0)]
    if seen.size and seen.max() > STEEP * seen.min():
        axes.set_yscale("log")
    if seen.size and 0.0 < start < np.inf:
        below, above = max(seen.min() / 2.0, start * _LEAST), min(seen.max() * 2.0, start * _MOST)
        axes.set_ylim(below if axes.get_yscale() == "log" else None, above)
