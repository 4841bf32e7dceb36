"""Decision boundaries: which answers a network gives all over the plane of two inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from compose.errors import NetworkError
from compose.nn.costs import LINKS, Cost, cost_named
from compose.nn.data import Array
from compose.nn.mlp import MLP, check_model
from compose.nn.pictures.canvas import COLOURS, INK, MARKERS, dress, literal, new_figure
from compose.nn.preparing import prepared
from compose.nn.steps import takes_weighted_inputs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_boundary"]

Scores: TypeAlias = Callable[[Array], Array]

_PLANE = 2
_FINE = 201


def plot_boundary(
    model: MLP,
    x: Any,
    y: Any,
    *,
    cost: str | Cost = "quadratic",
    names: tuple[str, str] = ("x[0]", "x[1]"),
    labels: Sequence[Any] | None = None,
) -> Figure:
    """Draw where a network of two inputs changes its mind, with the examples on top.

    With one output, the boundary is where the answer lies midway between the two values that
    are wanted: 0.5 between 0 and 1. With several, it is where two of them are the largest at
    once. Examples that are answered wrongly are ringed.

    Parameters
    ----------
    model : MLP
        With two inputs.
    x : array_like
        Examples, shape (n, 2).
    y : array_like
        Labels, shape (n,), or what is wanted, shape (n, outputs).
    cost : str or callable
        What the model was trained with: for a cross-entropy, weighted inputs that come out are
        turned into probabilities first.
    names : tuple of str
        What the two inputs are.
    labels : sequence, optional
        What the classes are called; their numbers by default.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    NetworkError
        If the model has not two inputs, x and y do not belong together, one output is wanted to
        be more than two values, or there is another number of labels than of classes.
    MissingExtraError
        If Matplotlib is not installed.

    Examples
    --------
    >>> from compose import nn
    >>> model = nn.MLP([2, 1], output="sigmoid").with_parameters(
    ...     [{"w": np.array([[4.0, 0.0]]), "b": np.zeros(1)}]
    ... )
    >>> figure = plot_boundary(model, np.array([[-1.0, 0.0], [1.0, 1.0]]), [0, 1])
    >>> figure.axes[0].get_title(loc="left")
    'Decision boundary: 2 of 2 right'
    """
    measure = cost_named(cost)
    check_model(model)
    points, wanted, level = _checked(model, measure, x, y)
    score = _scores_by(model, measure, level)
    margins = score(points)
    right = np.argmax(margins, axis=1) == wanted
    called = _called(labels, margins.shape[1])
    figure = new_figure(height=5.0)
    axes = figure.subplots()
    _draw_regions(axes, score, points, margins.shape[1])
    _draw_points(axes, points, wanted, right, called)
    dress(axes, f"Decision boundary: {right.sum()} of {len(right)} right", *map(literal, names))
    axes.grid(visible=False)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9)
    return figure


def _checked(model: MLP, measure: Cost, x: Any, y: Any) -> tuple[Array, Array, float]:
    """Give the points, their classes, and the answer midway between two classes."""
    if model.sizes[0] != _PLANE:
        raise NetworkError(
            f"a boundary is drawn in the plane of two inputs, and {model!r} has {model.sizes[0]}"
        )
    points, wanted = prepared(model, measure, x, y)
    if wanted.shape[1] > 1:
        return points, np.argmax(wanted, axis=1), 0.0
    return points, *_two_sides(wanted[:, 0])


def _called(labels: Sequence[Any] | None, classes: int) -> list[str]:
    called = (
        [f"class {k}" for k in range(classes)] if labels is None else list(map(literal, labels))
    )
    if len(called) != classes:
        raise NetworkError(f"{classes} classes have {len(called)} labels")
    return called


def _two_sides(wanted: Array) -> tuple[Array, float]:
    values = np.unique(wanted)
    if len(values) > 2:  # noqa: PLR2004 - the two sides of a boundary
        raise NetworkError(
            f"one output has two classes, and y has {len(values)} values; a network with an "
            "output for each class tells more apart"
        )
    level = float(values.mean()) if len(values) > 1 else 0.5
    return (wanted > level).astype(int), level


def _scores_by(model: MLP, measure: Cost, level: float) -> Scores:
    """Give a function from points to a score for each class; the largest is the answer."""
    which = 0 if takes_weighted_inputs(model, measure) else 1

    def score(points: Array) -> Array:
        answers: Array = model.forward(model.parameters, points)[-1][which]
        if which == 0:
            answers = LINKS[measure](answers)
        return answers if answers.shape[1] > 1 else np.hstack([level - answers, answers - level])

    return score


def _draw_regions(axes: Axes, score: Scores, points: Array, classes: int) -> None:
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.12 * np.where(high > low, high - low, 1.0)
    across, up = (
        np.linspace(*ends, _FINE) for ends in zip(low - margin, high + margin, strict=True)
    )
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    scores = score(grid).reshape(_FINE, _FINE, classes)
    for k in range(classes):
        others = np.max(np.delete(scores, k, axis=2), axis=2)
        ahead = scores[:, :, k] - others
        colour = COLOURS[k % len(COLOURS)]
        if ahead.max() > 0.0:
            axes.contourf(across, up, ahead, levels=[0.0, np.inf], colors=[colour], alpha=0.22)
        if ahead.min() < 0.0 < ahead.max():
            lines = axes.contour(across, up, ahead, levels=[0.0], colors=[INK], linewidths=1.2)
            lines.set_gid("boundary")


def _draw_points(axes: Axes, points: Array, wanted: Array, right: Array, called: list[str]) -> None:
    for k in np.unique(wanted):
        axes.scatter(
            points[wanted == k, 0],
            points[wanted == k, 1],
            color=COLOURS[k % len(COLOURS)],
            marker=MARKERS[k % len(MARKERS)],
            s=30,
            edgecolors="white",
            linewidths=0.6,
            label=called[k],
            zorder=3,
            gid=f"class {k}",
        )
    if not right.all():
        axes.scatter(
            points[~right, 0],
            points[~right, 1],
            s=95,
            facecolors="none",
            edgecolors=INK,
            linewidths=1.3,
            label="wrong",
            zorder=4,
            gid="wrong",
        )
