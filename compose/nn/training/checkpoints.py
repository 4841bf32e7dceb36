"""Training that goes on where it was cut off, bit for bit, and models in files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

import numpy as np

from compose.errors import CheckpointError, NetworkError
from compose.nn.activations import ACTIVATIONS, Activation
from compose.nn.data import Array
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP, check_model
from compose.nn.training.archive import PathLike, read_arrays, write_arrays
from compose.nn.training.describing import described_model, differences, name_of
from compose.nn.training.history import History
from compose.nn.training.stages import Best, Stage

__all__ = ["load", "read_stage", "save", "write_stage"]

_ABOUT: Final = "about"
_FORMAT: Final = "compose network"
_VERSION: Final = 1
_BEST: Final = "best "
_STATE: Final = "state "
_HISTORY: Final = "history "


def save(model: MLP, path: PathLike) -> None:
    """Write a model to a file.

    Parameters
    ----------
    model : MLP
        What to write.
    path : str or path
        The file; by custom its name ends in ``.npz``. It is replaced whole or not at all, and the
        same model gives the same bytes. ``numpy.load`` reads its arrays, w1, b1, w2 and so on.

    Raises
    ------
    NetworkError
        If it is no model, or an activation is a function without a name, such as a lambda.
    OSError
        If the file cannot be written.

    See Also
    --------
    load : reads it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save(MLP([2, 3, 1]), Path(folder, "model.npz"))
    ...     load(Path(folder, "model.npz"))
    <MLP 2-3-1: sigmoid, identity>
    """
    check_model(model)
    _write(path, described_model(model), _parameters(model.parameters))


def load(path: PathLike, functions: Sequence[Activation] = ()) -> MLP:
    """Read a model from a file.

    Parameters
    ----------
    path : str or path
        What `save` wrote, or a checkpoint of `fit`: then the parameters are those after its last
        epoch.
    functions : sequence of callable
        Activations of your own that the model has. A file names them and does not bring them.

    Returns
    -------
    MLP

    Raises
    ------
    CheckpointError
        If the file holds no model, or one with an activation that is not among these.
    OSError
        If it cannot be opened.

    See Also
    --------
    save : writes it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> model = MLP([1, 1], output=np.sin)
    >>> with TemporaryDirectory() as folder:
    ...     save(model, Path(folder, "model.npz"))
    ...     again = load(Path(folder, "model.npz"), functions=[np.sin])
    >>> again(np.ones(1)) == model(np.ones(1))
    array([ True])
    """
    arrays, about = _read(path)
    known = {**ACTIVATIONS, **{name_of(function): function for function in functions}}
    for name in about["activations"]:
        if name not in known:
            raise CheckpointError(
                os.fspath(path),
                f"the model has the activation {name}; pass it, in functions=[…]",
            )
    hidden = [known[name] for name in about["activations"]]
    try:
        model = MLP(about["sizes"], hidden[0], output=hidden[-1])
        return model.with_parameters(_given(arrays, "", len(hidden)))
    except (KeyError, IndexError, TypeError, NetworkError) as error:
        raise _wrong(path, error) from error


def write_stage(path: PathLike, settings: Mapping[str, Any], stage: Stage) -> None:
    """Write where training stands.

    Parameters
    ----------
    path : str or path
        The file; it is replaced whole or not at all.
    settings : mapping
        What the training is, as JSON can hold it; sizes and activations among it.
    stage : Stage
        After an epoch.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    from optree import tree_leaves

    columns = {part.name: getattr(stage.history, part.name) for part in fields(History)}
    # A clock would make every file another one.
    del columns["seconds"]
    kept = () if stage.best.parameters is None else stage.best.parameters
    arrays = {
        **_parameters(stage.parameters),
        **_parameters(kept, _BEST),
        **{f"{_STATE}{place}": leaf for place, leaf in enumerate(tree_leaves(stage.state))},
        **{f"{_HISTORY}{name}": np.array(column) for name, column in columns.items()},
        f"{_BEST}epoch": np.array(stage.best.epoch),
        f"{_BEST}loss": np.array(stage.best.loss),
        "count": np.array(stage.count),
    }
    _write(path, settings, arrays)


def read_stage(path: PathLike, settings: Mapping[str, Any], first: Stage) -> Stage:
    """Read where training stood.

    Parameters
    ----------
    path : str or path
        What `write_stage` wrote.
    settings : mapping
        What this training is; the file's is the same.
    first : Stage
        Where this training would begin: its containers and shapes are those of the file.

    Returns
    -------
    Stage

    Raises
    ------
    CheckpointError
        If it is another training's, or no checkpoint; what differs is named.
    OSError
        If it cannot be opened.
    """
    arrays, about = _read(path)
    if "seed" not in about:
        raise CheckpointError(
            os.fspath(path), "it holds a model and no training; begin in another file"
        )
    differing = differences(settings, about)
    if differing:
        raise CheckpointError(
            os.fspath(path),
            f"it belongs to another training: {'; '.join(differing)}; train with what it was "
            "written with, or begin in another file",
        )
    try:
        return _stage(arrays, first)
    except (KeyError, ValueError, TypeError) as error:
        raise _wrong(path, error) from error


def _stage(arrays: Mapping[str, Array], first: Stage) -> Stage:
    from optree import tree_flatten, tree_unflatten

    leaves, structure = tree_flatten(first.state)
    state = [_like(arrays[f"{_STATE}{place}"], leaf) for place, leaf in enumerate(leaves)]
    columns = {
        part.name: tuple(arrays[f"{_HISTORY}{part.name}"].tolist())
        for part in fields(History)
        if part.name != "seconds"
    }
    return Stage(
        _all_like(_given(arrays, "", len(first.parameters)), first.parameters),
        tree_unflatten(structure, state),
        int(arrays["count"]),
        History(**columns).without_seconds(),
        _best(arrays, first.parameters),
    )


def _best(arrays: Mapping[str, Array], like: Parameters) -> Best:
    epoch, loss = int(arrays[f"{_BEST}epoch"]), float(arrays[f"{_BEST}loss"])
    if f"{_BEST}w1" not in arrays:
        return Best(epoch, loss, None)
    return Best(epoch, loss, _all_like(_given(arrays, _BEST, len(like)), like))


def _like(array: Array, wanted: Any) -> Any:
    if array.shape != np.shape(wanted) or array.dtype.kind != "f":
        raise ValueError(f"{array.dtype} of shape {array.shape} stands for {np.shape(wanted)}")
    return array if isinstance(wanted, np.ndarray) else array.item()


def _all_like(parameters: Parameters, wanted: Parameters) -> Parameters:
    return [
        {name: _like(part[name], other[name]) for name in other}
        for part, other in zip(parameters, wanted, strict=True)
    ]


def _parameters(parameters: Parameters, before: str = "") -> dict[str, Array]:
    return {
        f"{before}{name}{number}": array
        for number, part in enumerate(parameters, 1)
        for name, array in part.items()
    }


def _given(arrays: Mapping[str, Array], before: str, layers: int) -> Parameters:
    return [
        {name: arrays[f"{before}{name}{number}"] for name in ("w", "b")}
        for number in range(1, layers + 1)
    ]


def _write(path: PathLike, about: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    told = {"format": _FORMAT, "version": _VERSION, **about}
    write_arrays(path, {_ABOUT: np.array(json.dumps(told)), **arrays})


def _read(path: PathLike) -> tuple[dict[str, Array], dict[str, Any]]:
    arrays = read_arrays(path)
    about = _told(arrays)
    if about.pop("format", None) != _FORMAT or not {"sizes", "activations"} <= about.keys():
        problem = "it holds no network that compose wrote; name one that save or fit wrote"
        raise CheckpointError(os.fspath(path), problem)
    version = about.pop("version", None)
    if version != _VERSION:
        problem = f"it is of version {version}, and only {_VERSION} is read here; update compose"
        raise CheckpointError(os.fspath(path), problem)
    return arrays, about


def _told(arrays: dict[str, Array]) -> dict[str, Any]:
    try:
        about = json.loads(str(arrays.pop(_ABOUT)))
    except (KeyError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _wrong(path: PathLike, error: Exception) -> CheckpointError:
    what = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
    return CheckpointError(
        os.fspath(path), f"its arrays are not those of the network that it names: {what}"
    )
