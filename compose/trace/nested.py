"""Nested parameters: dicts, lists, tuples, namedtuples and dataclasses of numbers and arrays."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

__all__ = ["flatten", "form"]

_NAMESPACE = "compose"
_LEAVES = frozenset({float, int, np.ndarray, np.float64, np.float32})


def flatten(tree: Any) -> tuple[list[Any], Callable[[list[Any]], Any]]:
    """Take a nested parameter apart.

    Parameters
    ----------
    tree : object
        A number or an array, or containers of them.

    Returns
    -------
    leaves : list
        What is no container, in order; the entries of a dict in the order of its sorted keys.
    rebuild : callable
        Puts as many other things in their places.

    Examples
    --------
    >>> leaves, rebuild = flatten({"w": [1.0, 2.0], "b": 3.0})
    >>> leaves
    [3.0, 1.0, 2.0]
    >>> rebuild([30.0, 10.0, 20.0]) == {"w": [10.0, 20.0], "b": 30.0}
    True
    """
    if type(tree) in _LEAVES or not _is_container(tree):
        return [tree], _only
    import optree

    while True:
        leaves, structure = optree.tree_flatten(tree, none_is_leaf=True, namespace=_NAMESPACE)
        unknown = {type(leaf) for leaf in leaves if dataclasses.is_dataclass(leaf)}
        if not unknown:
            return leaves, partial(optree.tree_unflatten, structure)
        for kind in sorted(unknown, key=lambda kind: kind.__qualname__):
            _register(kind)


def form(tree: Any) -> Any:
    """Give the containers of a nested parameter without what they hold, to be compared.

    Parameters
    ----------
    tree : object
        A number or an array, or containers of them.

    Returns
    -------
    object
        None for what is no container.

    Examples
    --------
    >>> form({"w": 1.0, "b": 2.0}) == form({"b": 3.0, "w": 4.0})
    True
    >>> form((1.0, 2.0)) == form([1.0, 2.0])
    False
    """
    if type(tree) in _LEAVES or not _is_container(tree):
        return None
    flatten(tree)  # which makes dataclasses known
    import optree

    return optree.tree_structure(tree, none_is_leaf=True, namespace=_NAMESPACE)


def _only(leaves: list[Any]) -> Any:
    return leaves[0]


def _is_container(tree: Any) -> bool:
    return (
        isinstance(tree, (dict, list, tuple)) or dataclasses.is_dataclass(tree) or _is_known(tree)
    )


def _is_known(tree: Any) -> bool:
    if hasattr(tree, "dtype") or isinstance(tree, (int, float, complex, str)) or tree is None:
        return False
    import optree

    return not optree.tree_is_leaf(tree, none_is_leaf=True, namespace=_NAMESPACE)


def _register(kind: type) -> None:
    """Tell optree how a dataclass is taken apart: by the fields that its constructor takes."""
    import optree

    names = [field.name for field in dataclasses.fields(kind) if field.init]

    def taken_apart(item: Any) -> Any:
        return [getattr(item, name) for name in names], None

    def put_together(_: Any, parts: Any) -> Any:
        return kind(**dict(zip(names, parts, strict=True)))

    optree.register_pytree_node(kind, taken_apart, put_together, namespace=_NAMESPACE)
