"""What a training leaves in its folder: the model, pictures, and the network as a graph."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from compose.cli.screen import say
from compose.errors import MissingExtraError
from compose.files import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from compose.cli.learnt import Learnt

__all__ = ["Kept", "keep", "most_telling_weight"]

_MOST_WEIGHTS = 20_000
_MOST_CLASSES = 30
_PLANE = 2


class Kept(NamedTuple):
    """A file, and what is in it."""

    file: Path
    holds: str


def keep(learnt: Learnt, folder: Path) -> list[Kept]:
    """Write all files but the checkpoint, each whole or not at all.

    Parameters
    ----------
    learnt : Learnt
    folder : pathlib.Path

    Returns
    -------
    list of Kept
        What was written; what could not be drawn is told on stderr.
    """
    return [*_model(learnt, folder), *_pictures(learnt, folder), *_graph(learnt, folder)]


def _model(learnt: Learnt, folder: Path) -> Iterator[Kept]:
    from compose import nn

    nn.save(learnt.model, folder / "model.npz")
    yield Kept(folder / "model.npz", "the trained network: nn.load reads it")
    data, scaling = learnt.lesson.data, learnt.lesson.scaling
    about = {
        "data": data.name,
        "target": data.target,
        "inputs": list(data.inputs),
        "classes": list(data.classes),
        "scaling_inside_the_model": {
            "mean": scaling.mean.tolist(),
            "deviation": scaling.deviation.tolist(),
            "target_mean": scaling.target_mean,
            "target_deviation": scaling.target_deviation,
        },
    }
    with replacing(folder / "data.json") as stream:
        stream.write(json.dumps(about, indent=2, ensure_ascii=False).encode())
    yield Kept(folder / "data.json", "the names of its inputs and answers")


def _pictures(learnt: Learnt, folder: Path) -> Iterator[Kept]:
    try:
        for name, holds, draw in _drawn(learnt):
            with replacing(folder / name) as stream, warnings.catch_warnings():
                # A name in a script that the font lacks is drawn as boxes.
                warnings.filterwarnings("ignore", message="Glyph")
                draw().savefig(stream, format="png", dpi=120)
            yield Kept(folder / name, holds)
    except MissingExtraError as error:
        say(f"note: no pictures: {error}", sys.stderr)


def _drawn(learnt: Learnt) -> Iterator[tuple[str, str, Callable[[], Figure]]]:
    from compose import nn

    data, rows = learnt.lesson.data, learnt.lesson.parts.test
    yield "loss.png", "the loss over the epochs", lambda: nn.plot_loss(learnt.history)
    if 0 < len(data.classes) <= _MOST_CLASSES:
        yield (
            "confusion.png",
            "which classes are taken for which",
            lambda: nn.plot_confusion(learnt.confusion, data.classes),
        )
    if data.classes and data.x.shape[1] == _PLANE:
        names: Any = data.inputs
        yield (
            "boundary.png",
            "where the answer changes, with the test part on top",
            lambda: nn.plot_boundary(
                learnt.model, data.x[rows], data.y[rows], cost=learnt.lesson.cost, names=names
            ),
        )


def _graph(learnt: Learnt, folder: Path) -> Iterator[Kept]:
    from compose import nn
    from compose.formats import write_graphml

    weights = sum(layer["w"].size for layer in learnt.model.parameters)
    if weights > _MOST_WEIGHTS:
        say(
            f"note: no network.graphml: {weights} weights are more than {_MOST_WEIGHTS}", sys.stderr
        )
        return
    x, y = learnt.worst
    # As trained: in the columns' own units its slopes would be astronomical, or next to nothing.
    graph = nn.network_graph(learnt.fit.model, x, y, cost=learnt.lesson.cost)
    write_graphml(graph, folder / "network.graphml")
    yield Kept(folder / "network.graphml", f"the network at {learnt.worst_said}")


def most_telling_weight(learnt: Learnt) -> str:
    """Name the weight of the first layer that moves the cost of the graph's example most.

    Parameters
    ----------
    learnt : Learnt

    Returns
    -------
    str
        Such as ``w1[3, 20]``.
    """
    import numpy as np

    from compose import grad, nn

    loss = nn.loss_of(learnt.fit.model, learnt.lesson.cost)
    slopes: Any = grad(loss)(learnt.fit.parameters, *learnt.worst)[0]["w"]
    neuron, place = np.unravel_index(np.argmax(np.abs(slopes)), slopes.shape)
    return f"w1[{neuron}, {place}]"
