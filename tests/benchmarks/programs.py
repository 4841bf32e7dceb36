"""The programs whose derivatives are measured: one text, run with each library's own ``np``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["LEAVES", "arithmetic", "landing", "launch", "loss", "mixed"]

LEAVES = (0.9, 0.7, 1.1, 1.3, 0.8, 1.2, 0.6, 1.4)
"""Where the scalar programs are differentiated, by every argument."""


def _sum_of_blocks(block: Callable[..., Any], rows: int, columns: int) -> Callable[..., Any]:
    # Sums of sums: the graph is 10⁵ operations wide, not deep, because micrograd recurses.
    def program(*x: Any) -> Any:
        total = 0.0
        for row in range(rows):
            partial = 0.0
            for column in range(columns):
                k = row + column
                partial = partial + block(x[k % 8], x[(3 * k + 1) % 8], x[(5 * k + 2) % 8])
            total = total + partial
        return total

    return program


def mixed(np: Any, rows: int = 66, columns: int = 66) -> Callable[..., Any]:
    """Make a program of 23 operations in each block; 5 of them are functions."""

    def block(a: Any, b: Any, c: Any) -> Any:
        s = a * b + c
        t = (s - a) / (b**2 + 2.0)
        u = np.tanh(t) * c - 0.5
        v = np.sin(u + s) * b
        w = np.exp(-(v**2))
        return np.log(w + 1.5) + t**3 - np.tanh(u) / 3.0

    return _sum_of_blocks(block, rows, columns)


def arithmetic(rows: int = 66, columns: int = 66) -> Callable[..., Any]:
    """Make a program of 23 operations in each block, all of them operators."""

    def block(a: Any, b: Any, c: Any) -> Any:
        s = a * b + c
        t = (s - a) / (b**2 + 2.0)
        u = t * c - 0.5
        v = (u + s) * b
        w = 1.0 - v**2 * c
        return (w + 1.5) * t + t**3 - u / 3.0 + s * w - v

    return _sum_of_blocks(block, rows, columns)


def loss(np: Any) -> Callable[..., Any]:
    """Make the mean squared error of a network of sigmoid layers."""

    def error(layers: Sequence[tuple[Any, Any]], x: Any, y: Any) -> Any:
        for w, b in layers:
            x = 1 / (1 + np.exp(-(x @ w + b)))
        return np.mean((x - y) ** 2)

    return error


def landing(np: Any, grad: Callable[..., Any]) -> Callable[..., Any]:
    """Make the simulation of a throw through air: where it lands, from angle and speed.

    Drag is taken at the end of each step (implicit Euler), so each step solves an equation for
    the new speed by Newton's method, with a gradient of its own.
    """

    def slowed(speed: Any, step: float) -> Any:
        def residual(s: Any) -> Any:
            return s + step * (0.02 * s * s + 0.3 * np.tanh(0.1 * s)) - speed

        s = speed
        while abs(residual(s)) > 1e-9:
            s = s - residual(s) / grad(residual)(s)
        return s

    def distance(angle: Any, speed: Any, step: float = 0.05) -> Any:
        x, y, up, along = 0.0, 1.5, speed * np.sin(angle), speed * np.cos(angle)
        while y > 0:
            before = np.sqrt(up * up + along * along)
            shrunk = slowed(before, step) / before
            up, along = up * shrunk - 9.81 * step, along * shrunk
            x, y = x + along * step, y + up * step
        return x - y * along / up

    return distance


def launch(np: Any, grad: Callable[..., Any], rounds: int = 6) -> tuple[float, float]:
    """Find a throw that lands 20 m away, by gradient descent through the simulation."""
    distance = landing(np, grad)

    def miss(angle: Any, speed: Any) -> Any:
        return (distance(angle, speed) - 20.0) ** 2 + 0.01 * speed**2

    slope = grad(miss, (0, 1))
    angle, speed = 0.6, 14.0
    for _ in range(rounds):
        by_angle, by_speed = slope(angle, speed)
        angle, speed = float(angle - 0.0005 * by_angle), float(speed - 0.05 * by_speed)
    return angle, speed
