"""For those who test with compose: check derivatives, count operations, make graphs to try on."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np

from compose.engine.graph import Graph
from compose.engine.operations import Operations, count_operations
from compose.errors import DerivativeError
from compose.trace import jvp, vjp
from compose.trace.nested import flatten

__all__ = ["Operations", "check_derivative", "count_operations", "random_graph"]

_STEPS = 8
_SHRINK = 2.0


def random_graph(nodes: int, edges: int, *, seed: int = 0) -> Graph:
    """Make a random acyclic graph of small whole numbers, parallel edges among them.

    Parameters
    ----------
    nodes, edges : int
        How many; with fewer than two nodes there are no edges.
    seed : int
        The same seed gives the same graph.

    Returns
    -------
    Graph
        Nodes are named ``"n0"``, ``"n1"``, …; the order of their names is not topological.

    Examples
    --------
    >>> random_graph(5, 8, seed=1)
    <Graph: 5 nodes, 8 edges>
    """
    draw = random.Random(seed)  # noqa: S311 - a test graph keeps no secret
    names = [f"n{k}" for k in range(nodes)]
    graph = Graph()
    for name in names:
        graph.add_node(name)
    draw.shuffle(names)
    for _ in range(edges if nodes > 1 else 0):
        low, high = sorted(draw.sample(range(nodes), 2))
        graph.add_edge(names[low], names[high], float(draw.randint(-3, 3)))
    return graph


def check_derivative(
    f: Callable[..., Any],
    *args: Any,
    order: int = 1,
    tolerance: float = 1e-6,
    directions: int = 2,
    seed: int = 0,
) -> None:
    """Hold the derivatives of a function to differences, in both modes.

    Along random directions, the tangent of the forward mode is compared with differences of the
    function (with complex steps where the function is analytic, else with extrapolated central
    differences), and the reverse mode with the forward mode. For a higher order the same is done
    with the function's own derivatives.

    Parameters
    ----------
    f : callable
        The function; it gives a number, an array, or nested containers of them.
    *args : number, array or containers of them
        Where; all real numbers among them are varied, in floating point.
    order : int
        How many derivatives to check.
    tolerance : float
        Relative to the sizes of function and derivative.
    directions : int
        How many random directions to try.
    seed : int
        The same seed gives the same directions.

    Raises
    ------
    DerivativeError
        An AssertionError: mode, place, and both numbers, or both shapes.

    Examples
    --------
    >>> import numpy as np
    >>> from compose.testing import check_derivative
    >>> check_derivative(lambda x, y: np.sum(np.tanh(x) @ y), np.ones((2, 3)), np.ones(3), order=2)
    """
    draw = np.random.default_rng(seed)
    for _ in range(directions):
        xs, rebuild = _numbers(args)
        ts = [_drawn(draw, x) for x in xs]
        _check_forward(f, xs, ts, rebuild, tolerance)
        cotangents = _check_reverse(f, args, xs, ts, rebuild, draw)
        if order > 1:
            options = {"order": order - 1, "tolerance": tolerance, "directions": 1}
            again = int(draw.integers(2**31))

            def pulled(*at: Any, cotangents: Any = cotangents) -> Any:
                return vjp(f, *at)[1](cotangents)

            def pushed(*at: Any, ts: Any = ts, rebuild: Any = rebuild) -> Any:
                return jvp(f, at, rebuild(ts))[1]

            check_derivative(pulled, *args, seed=again, **options)  # type: ignore[arg-type]
            check_derivative(pushed, *args, seed=again, **options)  # type: ignore[arg-type]


def _numbers(args: Any) -> tuple[list[Any], Callable[[list[Any]], Any]]:
    """Take the arguments apart; what is no number stays where it is."""
    parts, rebuild = flatten(args)
    varied = [k for k, part in enumerate(parts) if _is_number(part)]

    def put_back(others: list[Any]) -> Any:
        whole = list(parts)
        for k, other in zip(varied, others, strict=True):
            whole[k] = other
        return rebuild(whole)

    return [_as_float(parts[k]) for k in varied], put_back


def _is_number(part: Any) -> bool:
    return _has_kind(part, "iufc")


def _has_kind(part: Any, kinds: str) -> bool:
    return np.asarray(part).dtype.kind in kinds


def _as_float(part: Any) -> Any:
    array = np.asarray(part)
    array = array if array.dtype.kind in "fc" else array.astype(np.float64)
    return array if array.shape else array[()]


def _drawn(draw: np.random.Generator, like: Any) -> Any:
    drawn = draw.standard_normal(np.shape(like))
    if np.asarray(like).dtype.kind == "c":
        drawn = drawn + 1j * draw.standard_normal(np.shape(like))
    return np.asarray(drawn, np.asarray(like).dtype)[()]


def _flat(tree: Any) -> Any:
    """Lay all numbers of an answer side by side."""
    parts, _ = flatten(tree)
    arrays = [np.ravel(np.asarray(part)) for part in parts if _has_kind(part, "biufc")]
    return np.concatenate(arrays) if arrays else np.zeros(0)


def _moved(f: Any, xs: list[Any], ts: list[Any], rebuild: Any, step: Any) -> Any:
    return _flat(f(*rebuild([x + step * t for x, t in zip(xs, ts, strict=True)])))


def _check_forward(f: Any, xs: list[Any], ts: list[Any], rebuild: Any, tolerance: float) -> None:
    value, tangent = jvp(f, rebuild(xs), rebuild(ts))
    _check_shapes("forward", tangent, value)
    found, size = _flat(tangent), np.max(np.abs(_flat(value)), initial=1.0)
    expected, doubt = _difference(f, xs, ts, rebuild)
    allowed = tolerance * (size + np.abs(expected)) + doubt
    wrong = ~(np.abs(found - expected) <= allowed) & ~(np.isnan(found) & np.isnan(expected))
    if np.any(wrong):
        where = int(np.argmax(wrong))
        raise DerivativeError("forward", where, found[where], expected[where])


def _difference(f: Any, xs: list[Any], ts: list[Any], rebuild: Any) -> tuple[Any, Any]:
    """Give the derivative along a direction by differences, and how far it may be off."""
    expected, doubt = _extrapolated(lambda h: _moved(f, xs, ts, rebuild, h))
    if all(np.asarray(x).dtype.kind == "f" for x in xs):
        try:
            with np.errstate(all="ignore"):
                exact = np.imag(_moved(f, xs, ts, rebuild, 1e-30j)) / 1e-30
        except (TypeError, ValueError):
            return expected, doubt
        # Where the function is not analytic its complex step means nothing.
        if exact.shape == expected.shape and np.all(np.abs(exact - expected) <= doubt + 1e-6):
            return exact, np.zeros_like(doubt)
    return expected, doubt


def _extrapolated(move: Callable[[float], Any]) -> tuple[Any, Any]:
    """Extrapolate central differences to step 0 (Ridders 1982), element by element."""
    step = 1e-2
    before: list[Any] = []
    best: Any = None
    doubt: Any = None
    for _ in range(_STEPS):
        row = [(move(step) - move(-step)) / (2 * step)]
        factor = _SHRINK**2
        for earlier in before:
            row.append((row[-1] * factor - earlier) / (factor - 1))
            factor *= _SHRINK**2
        if before:
            spread = np.maximum(np.abs(row[-1] - row[-2]), np.abs(row[-1] - before[-1]))
            better = np.ones(spread.shape, bool) if doubt is None else spread < doubt
            best = np.where(better, row[-1], row[-1] if best is None else best)
            doubt = np.where(better, spread, spread if doubt is None else doubt)
        before, step = row, step / _SHRINK
    return best, doubt


def _check_reverse(
    f: Any, args: Any, xs: list[Any], ts: list[Any], rebuild: Any, draw: np.random.Generator
) -> Any:
    """Compare the pairing of cotangent and tangent on both sides."""
    value, tangent = jvp(f, rebuild(xs), rebuild(ts))
    parts, put_together = flatten(value)
    drawn = [_drawn(draw, _as_float(part)) if _is_number(part) else None for part in parts]
    cotangents = put_together(drawn)
    pulled = vjp(f, *args)[1](cotangents)
    _check_shapes("reverse", pulled, args)
    inner, _ = _numbers(pulled)
    tangents = [t for t, drew in zip(flatten(tangent)[0], drawn, strict=True) if drew is not None]
    left = _paired(_flat(cotangents), _flat(tangents))
    right = _paired(_flat(inner), _flat(ts))
    size = np.sum(np.abs(_flat(cotangents) * _flat(tangents))) + 1.0
    precise = all(np.asarray(x).dtype.itemsize > 4 for x in xs)  # noqa: PLR2004 - float32
    if not abs(left - right) <= (1e-9 if precise else 1e-4) * size:
        raise DerivativeError("reverse", None, right, left)
    return cotangents


def _check_shapes(mode: str, derivatives: Any, of: Any) -> None:
    """Compare shapes before anything is laid flat, where a wrong one could not be seen."""
    pairs = zip(flatten(derivatives)[0], flatten(of)[0], strict=True)
    for place, (derivative, part) in enumerate(pairs):
        if _is_number(part) and np.shape(derivative) != np.shape(part):
            raise DerivativeError(mode, place, np.shape(derivative), np.shape(part))


def _paired(a: Any, b: Any) -> float:
    return float(np.real(np.sum(a * b)))
