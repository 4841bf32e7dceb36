"""The loss over the epochs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from compose.errors import NetworkError
from compose.nn.pictures.canvas import (
    COLOURS,
    STEEP,
    Numbers,
    count_along,
    dress,
    literal,
    look,
    mark_missing,
    new_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_loss"]

Curves: TypeAlias = dict[str, Numbers]

_KINDS = ("loss", "validation_loss", "accuracy", "validation_accuracy")


def plot_loss(history: Any, *, log: bool | None = None) -> Figure:
    """Draw the loss over the epochs, of one run or of several.

    The accuracy, where it is known, has axes of its own below. The least validation loss of a
    single run is ringed. Where a loss is infinite or NaN, a cross stands on the upper edge.

    Parameters
    ----------
    history : Fit, History, mapping or sequence of float
        What `fit` gives, its history, or the losses themselves. Several runs are given by name:
        ``{"rate 0.1": one, "rate 1": other}``.
    log : bool, optional
        Show the loss in powers of ten; by default where it spans a factor of 30.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    NetworkError
        If there is no epoch to draw, or what is given holds no loss.
    MissingExtraError
        If Matplotlib is not installed.

    Examples
    --------
    >>> figure = plot_loss([0.9, 0.4, 0.25])
    >>> figure.axes[0].lines[0].get_ydata()
    array([0.9 , 0.4 , 0.25])
    """
    runs = _runs_of(history)
    scored = any(kind in curves for curves in runs.values() for kind in _KINDS[2:])
    figure = new_figure(height=5.6 if scored else 4.2)
    panels = figure.subplots(2 if scored else 1, 1, sharex=True, squeeze=False)[:, 0]
    _draw(panels[0], runs, _KINDS[:2])
    dress(panels[0], "Loss over the epochs", "" if scored else "epoch", "loss")
    if _is_steep(runs) if log is None else log:
        panels[0].set_yscale("log")
    if len(runs) == 1:
        _ring_best(panels[0], next(iter(runs.values())))
    if scored:
        _draw(panels[1], runs, _KINDS[2:])
        dress(panels[1], "Share of right answers", "epoch", "accuracy")
    for axes in panels:
        count_along(axes)
        axes.legend(frameon=False, fontsize=9)
    return figure


def _runs_of(history: Any) -> dict[str, Curves]:
    several = isinstance(history, Mapping) and "loss" not in history
    runs = dict(history) if several else {"": history}
    if not runs:
        raise NetworkError("there is no run to draw: the mapping of runs is empty")
    return {literal(name): _curves_of(run) for name, run in runs.items()}


def _curves_of(run: Any) -> Curves:
    """Take losses as they come: from a fit, a history, a dict or a list."""
    run = getattr(run, "history", run)
    if isinstance(run, Mapping):
        found = {kind: run.get(kind) for kind in _KINDS}
    elif hasattr(run, "loss"):
        found = {kind: getattr(run, kind, None) for kind in _KINDS}
    else:
        found = {"loss": run}
    curves = {kind: _numbers(values) for kind, values in found.items() if values is not None}
    curves = {kind: values for kind, values in curves.items() if values.size}
    if "loss" not in curves:
        raise NetworkError("there is no loss to draw: give a history of at least one epoch")
    return curves


def _numbers(values: Any) -> Numbers:
    numbers = np.asarray(values, dtype=float)
    if numbers.ndim != 1:
        raise NetworkError(f"a loss is a row of numbers, one an epoch, not of {numbers.shape}")
    return numbers


def _is_steep(runs: dict[str, Curves]) -> bool:
    losses = np.concatenate([c[kind] for c in runs.values() for kind in _KINDS[:2] if kind in c])
    losses = losses[np.isfinite(losses)]
    return bool(losses.size and losses.min() > 0.0 and losses.max() > STEEP * losses.min())


def _draw(axes: Axes, runs: dict[str, Curves], kinds: tuple[str, ...]) -> None:
    for place, (name, curves) in enumerate(runs.items()):
        for second, kind in enumerate(kinds):
            if kind in curves:
                part = "validation" if second else "training"
                label = f"{name}, validation" if name and second else name or part
                _line(axes, curves[kind], label, kind, place if name else second, second, name)


def _line(
    axes: Axes, values: Numbers, label: str, kind: str, place: int, second: int, name: str
) -> None:
    style = look(place)
    if name:
        style["linestyle"] = "--" if second else "-"
        style["markerfacecolor"] = "white" if second else style["color"]
    epochs = np.arange(1, len(values) + 1)
    shown = np.where(np.isfinite(values), values, np.nan)
    every = max(1, len(values) // 10)
    axes.plot(epochs, shown, label=label, markevery=every, gid=kind, **style)
    mark_missing(axes, epochs, values, style["color"], label + ": {value:g} from epoch {place}")


def _ring_best(axes: Axes, curves: Curves) -> None:
    values = curves.get("validation_loss", np.array([np.nan]))
    if not np.isfinite(values).any():
        return
    best = int(np.nanargmin(np.where(np.isfinite(values), values, np.nan)))
    axes.plot(
        [best + 1],
        [values[best]],
        "o",
        markersize=12,
        markerfacecolor="none",
        markeredgecolor=COLOURS[1],
        markeredgewidth=1.6,
        label=f"least, epoch {best + 1}",
        gid="least",
    )
