"""What the tests of pictures look at, and what they draw."""

from __future__ import annotations

import io

import numpy as np

from compose import nn

__all__ = ["AT_TWO", "PARABOLA", "WANTED_SIX", "drawn", "labels", "one", "plane", "png", "three"]

PARABOLA = nn.MLP([1, 1]).with_parameters([{"w": np.array([[1.0]]), "b": np.zeros(1)}])
AT_TWO, WANTED_SIX = np.array([[2.0]]), np.array([[6.0]])


def drawn(axes, gid):
    return [artist for artist in axes.get_children() if artist.get_gid() == gid]


def one(axes, gid):
    (artist,) = drawn(axes, gid)
    return artist


def labels(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def png(figure):
    stream = io.BytesIO()
    figure.savefig(stream, format="png")
    return stream.getvalue()


def plane():
    """Give a network of two inputs and one output, with examples."""
    rng = np.random.default_rng(3)
    x = rng.standard_normal((40, 2))
    return nn.MLP([2, 5, 1], "tanh", output="sigmoid", seed=4), x, (x.sum(axis=1) > 0.0) * 1.0


def three():
    """Give a network of two inputs and three classes, with examples."""
    rng = np.random.default_rng(5)
    x = rng.standard_normal((30, 2))
    return nn.MLP([2, 6, 3], "tanh", output="softmax", seed=6), x, rng.integers(0, 3, 30)
