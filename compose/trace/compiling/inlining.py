"""Functions that are not NumPy's, as text that needs nothing but NumPy."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from compose.rules.indexing import scatter_add, scatter_once
from compose.trace.compiling.literals import literal

__all__ = ["definitions_of"]

# Without what they do for arrays of other libraries.
_OWN = {
    scatter_once: """\
def scatter_once(values, index, shape):
    result = np.zeros_like(values, shape=shape)
    result[index] = values
    return result""",
    scatter_add: """\
def scatter_add(values, index, shape):
    result = np.zeros_like(values, shape=shape)
    np.add.at(result, index, values)
    return result""",
}
_STANDARD = frozenset(("functools", "itertools", "math", "operator"))


def definitions_of(function: Callable[..., Any]) -> dict[str, str] | None:
    """Give the statements that define a function, or None if no text can.

    Parameters
    ----------
    function : callable
        A primitive, or any function.

    Returns
    -------
    dict of str to str, or None
        By name, what it needs first; without annotations and docstrings.

    Examples
    --------
    >>> from compose.rules.indexing import scatter_add
    >>> list(definitions_of(scatter_add))
    ['scatter_add']
    """
    found: dict[str, str] = {}
    return found if _define(function, found) else None


def _define(function: Any, found: dict[str, str]) -> bool:
    """Add the definition of a function behind those that it needs."""
    if function in _OWN:
        found[function.__name__] = _OWN[function]
        return True
    inner = getattr(function, "__wrapped__", function)
    tree = _tree_of(inner)
    if tree is None or tree.name in found:
        return False
    bare = _bare(tree)
    known = inner.__globals__
    needed = {name: known[name] for name in _names_in(bare) if name in known and name != "np"}
    found[tree.name] = ""
    if not all(_define_global(name, value, found) for name, value in needed.items()):
        return False
    del found[tree.name]
    found[tree.name] = ast.unparse(bare)
    return True


def _define_global(name: str, value: Any, found: dict[str, str]) -> bool:
    if found.get(name):
        return True
    module = getattr(value, "__module__", None)
    if module in _STANDARD and getattr(sys.modules[module], name, None) is value:
        found[name] = f"from {module} import {name}"
    elif isinstance(value, (int, float, str)):
        found[name] = f"{name} = {literal(value)}"
    else:
        return getattr(value, "__name__", None) == name and _define(value, found)
    return True


def _tree_of(function: Any) -> ast.FunctionDef | None:
    if not inspect.isfunction(function) or function.__closure__ or function.__defaults__:
        return None
    if function.__kwdefaults__ or function.__globals__.get("np", np) is not np:
        return None
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, SyntaxError, TypeError):
        return None
    return tree if isinstance(tree, ast.FunctionDef) else None


def _bare(tree: ast.FunctionDef) -> ast.FunctionDef:
    tree.decorator_list = []
    tree.returns = None
    parameters = tree.args
    for argument in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs):
        argument.annotation = None
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:] or [ast.Pass()]
    return tree


def _names_in(tree: ast.FunctionDef) -> Iterator[str]:
    """Yield the names that are read in a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
