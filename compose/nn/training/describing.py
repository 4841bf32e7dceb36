"""Models and settings as plain text, so that a file can say what its numbers belong to."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from compose.errors import NetworkError
from compose.nn.activations import ACTIVATIONS
from compose.nn.data import Array
from compose.nn.mlp import MLP

__all__ = ["described", "described_model", "differences", "digest", "name_of"]

_DIGEST: Final = "blake2b "


def name_of(function: Callable[..., Any], known: Mapping[str, Any] | None = None) -> str:
    """Name a function so that it is recognized in another process.

    Parameters
    ----------
    function : callable
        A function, a ufunc, or a class.
    known : mapping of str to callable, optional
        Those that have short names.

    Returns
    -------
    str
        Its short name, or module and qualified name.

    Raises
    ------
    NetworkError
        If it has none: a lambda, or a function made inside another.

    Examples
    --------
    >>> name_of(ACTIVATIONS["relu"], ACTIVATIONS), name_of(np.sin), name_of(hashlib.file_digest)
    ('relu', 'numpy.sin', 'hashlib.file_digest')
    """
    for short, other in (known or {}).items():
        if other is function:
            return short
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", "")
    if not name or "<" in name:
        raise NetworkError(
            f"{function!r} has no name by which a file could recognize it; define it with def or "
            "class at the top of a module"
        )
    module = getattr(function, "__module__", None) or "numpy"
    return f"{module}.{name}"


def described(thing: Any) -> Any:
    """Describe a setting: a number, a name, or what a dataclass holds.

    Parameters
    ----------
    thing : object
        A number, text, None, a function, or a dataclass of these, such as an optimiser.

    Returns
    -------
    object
        What JSON can hold.

    Raises
    ------
    NetworkError
        If it is anything else.

    Examples
    --------
    >>> from compose.nn import SGD
    >>> described(SGD(0.5))
    {'kind': 'compose.nn.optimisers.SGD', 'rate': 0.5, 'momentum': 0.0}
    """
    if thing is None or isinstance(thing, (bool, str)):
        return thing
    if isinstance(thing, (int, float, np.number)):
        return thing.item() if isinstance(thing, np.number) else thing
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        parts = {part.name: getattr(thing, part.name) for part in dataclasses.fields(thing)}
        return {
            "kind": name_of(type(thing)),
            **{name: described(part) for name, part in parts.items()},
        }
    if callable(thing):
        return name_of(thing)
    raise NetworkError(
        f"a file cannot say what {thing!r} is; make it a number, a function or a dataclass"
    )


def described_model(model: MLP) -> dict[str, Any]:
    """Describe the layers of a model.

    Parameters
    ----------
    model : MLP
        Its parameters are left out.

    Returns
    -------
    dict

    Raises
    ------
    NetworkError
        If an activation has no name.

    Examples
    --------
    >>> described_model(MLP([2, 3, 1]))
    {'sizes': [2, 3, 1], 'activations': ['sigmoid', 'identity']}
    """
    names = [name_of(layer.activation, ACTIVATIONS) for layer in model.layers]
    return {"sizes": list(model.sizes), "activations": names}


def digest(*arrays: Array) -> str:
    """Give a short text that other arrays do not have.

    Parameters
    ----------
    *arrays : ndarray
        Of numbers.

    Returns
    -------
    str
        Beginning with what it is.

    Examples
    --------
    >>> digest(np.ones(2)) == digest(np.ones(2)), digest(np.ones(2)) == digest(np.ones((2, 1)))
    (True, False)
    """
    made = hashlib.blake2b(digest_size=16)
    for array in arrays:
        made.update(f"{array.shape}{array.dtype.str}".encode())
        made.update(np.ascontiguousarray(array).data)
    return f"{_DIGEST}{made.hexdigest()}"


def differences(here: Mapping[str, Any], there: Mapping[str, Any]) -> list[str]:
    """Say in which settings two descriptions differ.

    Parameters
    ----------
    here, there : mapping
        Of this training, and of what was written.

    Returns
    -------
    list of str
        One part of a sentence each.

    Examples
    --------
    >>> differences({"seed": 1, "cost": "quadratic"}, {"seed": 0, "cost": "quadratic"})
    ['seed is 0 there and 1 here']
    """
    names = list(dict.fromkeys([*here, *there]))
    return [
        _difference(name, here.get(name), there.get(name))
        for name in names
        if here.get(name) != there.get(name)
    ]


def _difference(name: str, here: Any, there: Any) -> str:
    if all(str(setting).startswith(_DIGEST) for setting in (here, there)):
        return f"the {name} are others"
    return f"{name} is {_short(there)} there and {_short(here)} here"


def _short(setting: Any) -> str:
    if not isinstance(setting, dict):
        return "given" if str(setting).startswith(_DIGEST) else str(setting)
    parts = dict(setting)
    kind = str(parts.pop("kind", "")).rpartition(".")[2]
    return f"{kind}({', '.join(f'{name}={_short(part)}' for name, part in parts.items())})"
