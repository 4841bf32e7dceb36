"""Tables of numbers as pictures: confusions and weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.errors import NetworkError
from compose.nn.mlp import MLP, check_model
from compose.nn.pictures.canvas import FAINT, INK, literal, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_confusion", "plot_weights"]

_DARK = 0.5
_SHORT = 3


def plot_confusion(matrix: Any, labels: Sequence[Any] | None = None) -> Figure:
    """Draw which classes are taken for which.

    Each row is coloured by its shares, so that rare classes show as well as frequent ones, and
    a few mistakes beside many right answers.

    Parameters
    ----------
    matrix : array_like of int
        Shape (classes, classes), wanted by answered, as `confusion_matrix` gives it.
    labels : sequence, optional
        What the classes are called; their numbers by default.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    NetworkError
        If the matrix is not square, or has another number of labels.
    MissingExtraError
        If Matplotlib is not installed.

    Examples
    --------
    >>> figure = plot_confusion([[8, 2], [1, 9]], ["cat", "dog"])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['8', '2', '1', '9']
    """
    counts = np.asarray(matrix)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.size:  # noqa: PLR2004
        raise NetworkError(f"a confusion matrix is square, not of shape {counts.shape}")
    names = [literal(label) for label in (range(len(counts)) if labels is None else labels)]
    if len(names) != len(counts):
        raise NetworkError(f"{len(counts)} classes have {len(names)} labels")
    figure = new_figure(*[max(4.6, 1.4 + 0.46 * len(counts))] * 2)
    axes = figure.subplots()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(np.sqrt(shares), cmap="Blues", vmin=0.0, vmax=1.0)
    _write(axes, counts, np.sqrt(shares))
    axes.set_xticks(range(len(names)), names, rotation=45 if max(map(len, names)) > _SHORT else 0)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="answered", ylabel="wanted")
    right = np.trace(counts)
    axes.set_title(f"{right} of {counts.sum()} right", loc="left", fontsize=11)
    return figure


def _write(axes: Axes, counts: Any, shades: Any) -> None:
    for (row, column), count in np.ndenumerate(counts):
        wrong = row != column and count
        axes.text(
            column,
            row,
            str(count),
            ha="center",
            va="center",
            fontsize=9,
            fontweight="bold" if wrong else "normal",
            color="white" if shades[row, column] > _DARK else INK if count else FAINT,
        )


def plot_weights(model: MLP, *, shape: tuple[int, int] | None = None, columns: int = 10) -> Figure:
    """Draw the weights into each neuron of the first layer as a small image.

    Parameters
    ----------
    model : MLP
        One whose inputs are the pixels of an image.
    shape : tuple of int, optional
        Rows and columns of that image; square by default.
    columns : int
        How many images stand in a row.

    Returns
    -------
    matplotlib.figure.Figure
        Blue is for weights below 0, red for those above; one scale holds for all.

    Raises
    ------
    NetworkError
        If the inputs do not fill the shape.
    MissingExtraError
        If Matplotlib is not installed.

    Examples
    --------
    >>> from compose import nn
    >>> figure = plot_weights(nn.MLP([64, 12, 10]))
    >>> figure.axes[0].images[0].get_array().shape
    (8, 8)
    """
    check_model(model)
    weights = model.parameters[0]["w"]
    side = math.isqrt(weights.shape[1])
    rows, width = shape or (side, side)
    if rows * width != weights.shape[1]:
        raise NetworkError(
            f"{weights.shape[1]} inputs do not fill an image of {rows} × {width}; give its shape"
        )
    across = min(columns, len(weights))
    down = math.ceil(len(weights) / across)
    figure = new_figure(max(4.6, 0.62 * across), 0.7 + 0.6 * down)
    largest = float(np.abs(weights).max()) or 1.0
    grid = figure.subplots(down, across, squeeze=False)
    for place, axes in enumerate(grid.flat):
        axes.axis("off")
        if place < len(weights):
            drawn = axes.imshow(
                weights[place].reshape(rows, width), cmap="RdBu_r", vmin=-largest, vmax=largest
            )
            axes.set_title(str(place), fontsize=8, pad=2)
    figure.colorbar(drawn, ax=grid, label="weight", shrink=0.9)
    figure.suptitle("Weights into each neuron of layer 1", x=0.01, ha="left", fontsize=11)
    return figure
