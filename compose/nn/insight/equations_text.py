"""How the four equations look: as text, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

import numpy as np

from compose.engine.show.markup import quoted
from compose.nn.data import Array
from compose.nn.insight.equations import BackpropEquations
from compose.nn.insight.health import listed
from compose.nn.insight.layer_equations import LayerEquations

__all__ = ["html", "markdown", "text"]

_FEW = 3
_SHOWN_LAYERS = 8
_ROUNDING = 1e-12
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Row(NamedTuple):
    """A line of a table."""

    formula: str
    shape: str
    numbers: str
    off: str


_HEADS = Row("", "shape", "numbers", "off by")


def text(equations: BackpropEquations) -> str:
    """Write the equations as aligned text.

    Parameters
    ----------
    equations : BackpropEquations

    Returns
    -------
    str
        A table for each layer; of many layers the first and the last ones.
    """
    blocks = [_title(equations)]
    blocks += [_block(layer, count=len(equations.layers)) for layer in _shown(equations)]
    left_out = len(equations.layers) - len(_shown(equations))
    if left_out:
        blocks.insert(1 + _SHOWN_LAYERS // 2, f"… {left_out} more layers …")
    return "\n\n".join([*blocks, "\n".join(_closing(equations))])


def markdown(equations: BackpropEquations) -> str:
    """Write the equations as Markdown.

    Parameters
    ----------
    equations : BackpropEquations

    Returns
    -------
    str
        As `text`, with Markdown's tables.
    """
    blocks = [quoted(_title(equations))]
    for layer in _shown(equations):
        lines = [_piped(_HEADS), "| :--- | :--- | :--- | ---: |"]
        lines += map(_piped, _rows(layer, len(equations.layers)))
        blocks += [f"**{quoted(_heading(layer))}**", "\n".join(lines), *_flags(layer)]
    return "\n\n".join([*blocks, *_closing(equations)])


def html(equations: BackpropEquations) -> str:
    """Write the equations as an HTML fragment.

    Parameters
    ----------
    equations : BackpropEquations

    Returns
    -------
    str
        One ``div``, without styles or scripts from elsewhere.
    """
    parts = [f"<p>{escape(_title(equations))}</p>"]
    for layer in _shown(equations):
        cells = [_HEADS, *_rows(layer, len(equations.layers))]
        lines = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in cells
        )
        parts.append(f"<p>{escape(_heading(layer))}</p><table>{lines}</table>")
        parts += [f"<p>{escape(flag)}</p>" for flag in _flags(layer)]
    parts += [f"<p>{escape(line)}</p>" for line in _closing(equations)]
    return "\n".join(["<div>", *parts, "</div>"])


def _title(equations: BackpropEquations) -> str:
    many = "" if equations.examples == 1 else f", averaged over {equations.examples} examples"
    return f"C = {equations.measure} = {equations.cost:.6g}{many}"


def _shown(equations: BackpropEquations) -> list[LayerEquations]:
    layers = list(equations.layers)
    if len(layers) <= _SHOWN_LAYERS:
        return layers
    half = _SHOWN_LAYERS // 2
    return layers[:half] + layers[-half:]


def _heading(layer: LayerEquations) -> str:
    return f"layer {layer.number}: {layer.dw.shape[1]} → {layer.dw.shape[0]}, {layer.activation}"


def _block(layer: LayerEquations, count: int) -> str:
    rows = [_HEADS, *_rows(layer, count)]
    wide = [max(len(row[k]) for row in rows) for k in range(len(_HEADS))]
    wide[0] = max(wide[0], len(_heading(layer)) - 2)
    lines = [
        f"  {row.formula:<{wide[0]}}  {row.shape:<{wide[1]}}  {row.numbers:<{wide[2]}}  "
        f"{row.off:>{wide[3]}}".rstrip()
        for row in rows
    ]
    # The heading shares its line with the heads of the columns.
    first = f"{_heading(layer):<{wide[0] + 2}}"
    return "\n".join([first + lines[0][len(first) :], *lines[1:], *_flags(layer)])


def _rows(layer: LayerEquations, count: int) -> Iterator[Row]:
    here, behind = _raised(layer.number), _raised(layer.number - 1)
    name = layer.activation if layer.activation.isidentifier() else "σ"
    yield _row(f"    z{here} = w{here} a{behind} + b{here}", layer.z)
    yield _row(f"    a{here} = {name}(z{here})", layer.a)
    added = "Σ " if layer.z.ndim > 1 else ""
    formulas = (
        _delta_text(layer, count),
        f"∂C/∂b{here} = {added}δ{here}",
        f"∂C/∂w{here} = {added}δ{here} (a{behind})ᵀ",
    )
    for equation, formula in zip(layer.equations, formulas, strict=True):
        yield _row(f"({equation.number}) {formula}", equation.left, equation.difference)


def _delta_text(layer: LayerEquations, count: int) -> str:
    here, ahead = _raised(layer.number), _raised(layer.number + 1)
    if layer.direct:
        return f"δ{here} = ∂C/∂z{here}, as C is computed from z{here}"
    moved = f"∂a{here}/∂z{here}" if layer.together else f"⊙ σ′(z{here})"
    if layer.number == count:
        return f"δ{here} = ∇ₐC {moved}"
    return f"δ{here} = ((w{ahead})ᵀ δ{ahead}) {moved}"


def _raised(number: int) -> str:
    return str(number).translate(_RAISED)


def _row(formula: str, array: Array, off: float | None = None) -> Row:
    shape = str(array.shape).replace(",)", ")")
    return Row(formula, shape, _numbers(array), "" if off is None else _off(off))


def _off(difference: float) -> str:
    """Write a difference; what is only rounding differs between machines."""
    return f"< {_ROUNDING:.0e}" if difference < _ROUNDING else f"{difference:.1g}"


def _numbers(array: Array) -> str:
    """Write a few numbers, or how far they reach; adding 0 takes the sign from a −0."""
    if array.size <= _FEW:
        return ", ".join(f"{number + 0.0:.4g}" for number in array.ravel())
    return f"{np.min(array) + 0.0:.4g} to {np.max(array) + 0.0:.4g}"


def _flags(layer: LayerEquations) -> list[str]:
    pairs = (("saturated", layer.health.saturated), ("dead", layer.health.dead))
    whole = layer.dw.shape[0]
    return [
        f"  ! {word}: {len(neurons)} of {whole} neurons: {listed(neurons)}"
        for word, neurons in pairs
        if neurons
    ]


def _closing(equations: BackpropEquations) -> Iterator[str]:
    checks = equations.checks
    worst = _off(max(checks.values()))
    if any(not off < _ROUNDING for off in checks.values()):
        worst = ", ".join(f"({number}) {_off(off)}" for number, off in checks.items())
    yield f"formulas against the engine's sweep: off by {worst}"
    if equations.paths is not None:
        paths = equations.paths
        yield f"sums over {paths.count} listed paths: off by {_off(paths.difference)}"


def _piped(row: Row) -> str:
    return f"| {' | '.join(map(quoted, row))} |"
