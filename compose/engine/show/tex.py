"""Explanations as LaTeX that MathJax reads as well. Needs amsmath for several paths."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final, TypeVar

import numpy as np

from compose.engine.maps import Affine, slope
from compose.engine.paths import Path
from compose.engine.show.content import Step, answers, rest, tells_factors
from compose.engine.show.figures import bound, counted, figure, total
from compose.engine.show.names import printable
from compose.engine.show.pieces import elided, share
from compose.engine.show.places import ENDS, Places, places
from compose.engine.show.reasoned import Reasoned, Rest, Term, is_derivative, measured
from compose.engine.views import Edge

__all__ = ["latex", "power", "symbol"]

T = TypeVar("T")

_SPECIAL: Final = {
    "\\": r"\backslash ",
    "^": r"{}^{\wedge}",
    "~": r"{\sim}",
    "'": r"{'}",
    " ": r"\ ",
    "°": r"{}^{\circ}",
    "·": r"\cdot ",
    "→": r"\to ",
    "∂": r"\partial ",
    "<": "{<}",
    ">": "{>}",
} | {character: f"\\{character}" for character in "#$%&_{}"}


def latex(reasoned: Reasoned) -> str:
    """Write an explanation as LaTeX, to be put between mathematics delimiters.

    Parameters
    ----------
    reasoned : Reasoned
        The explanation.

    Returns
    -------
    str
        One formula; an ``aligned`` environment where there are several paths.
    """
    if reasoned.count > 1 or reasoned.rest is not None:
        lines = _sum(reasoned) if is_derivative(reasoned) else _list(reasoned)
        return "\n".join([r"\begin{aligned}", " \\\\\n".join(lines), r"\end{aligned}"])
    path = reasoned.terms[0].path if reasoned.terms else None
    if is_derivative(reasoned):
        steps = () if path is None else _derivation(path)
        return " = ".join([_asked(reasoned), *steps]) + _answer(reasoned)
    return _line(reasoned, path)


def _asked(reasoned: Reasoned) -> str:
    if is_derivative(reasoned):
        return _ratio(reasoned.of.name, reasoned.wrt.name)
    return rf"{symbol(reasoned.wrt.name)} \to {symbol(reasoned.of.name)}"


def _derivation(path: Path) -> Iterator[str]:
    edges = path.edges
    if len(edges) > 1:
        ratios = _elided(edges, lambda e: _ratio(e.target, e.source), backwards=True)
        yield r" \cdot ".join(ratios)
        yield _product(edges, backwards=True)


def _sum(reasoned: Reasoned) -> Iterator[str]:
    """Give a line for each path, with its route and its share below a brace."""
    before = f"{_asked(reasoned)} &= "
    for term, kept in _kept(reasoned):
        product = _product(term.path.edges, kept.edges, backwards=True)
        below = f"{_route(term.path, kept.nodes)}{_share(term)}"
        yield rf"{before}\underbrace{{{product}}}_{{{below}}}"
        before = r"&\quad + "
    if reasoned.rest is not None:
        yield before + _rest(reasoned.rest)
    yield f"&{_answer(reasoned).strip()}"


def _kept(reasoned: Reasoned) -> Iterator[tuple[Term, Places]]:
    return zip(reasoned.terms, places([term.path for term in reasoned.terms]), strict=True)


def _share(term: Term) -> str:
    written = share(term.share).removesuffix(" %")
    return rf":\ {power(written)}\,\%" if written else ""


def _rest(hidden: Rest) -> str:
    below = rf"\text{{{counted(hidden.count)} more}}"
    if hidden.total is None:
        return rf"\underbrace{{\cdots}}_{{{below}}}"
    magnitude, unit = measured(hidden.total)
    about = r"\approx " if total(magnitude).rounded else ""
    error = rf" \pm {power(bound(hidden.error))}" if hidden.error > 0 else ""
    amount = about + _number(magnitude, full=True) + error + _unit(unit)
    return rf"\underbrace{{{amount}}}_{{{below}}}"


def _list(reasoned: Reasoned) -> Iterator[str]:
    """Give a line for each path, and the answer they agree on."""
    for term, kept in _kept(reasoned):
        value = _number(measured(term.path.product)[0])
        steps = [*_factors(reasoned, term.path, kept), value]
        yield f"&{_route(term.path, kept.nodes)}: {' = '.join(steps)}"
    if reasoned.rest is not None:
        yield rf"&\text{{{rest(reasoned)}}}"
    yield f"&{_asked(reasoned)}:{_answer(reasoned).removeprefix(' =')}"


def _line(reasoned: Reasoned, path: Path | None) -> str:
    """Write a conversion along one path."""
    if path is None or not path.edges:
        return f"{_asked(reasoned)}:{_answer(reasoned).removeprefix(' =')}"
    calculation = f" {''.join(_factors(reasoned, path))}{_answer(reasoned)}"
    return f"{_route(path)}:{calculation.removeprefix('  =')}"


def _factors(reasoned: Reasoned, path: Path, kept: Places = ENDS) -> Iterator[str]:
    if len(path.edges) > 1 and tells_factors(reasoned, path):
        yield _product(path.edges, kept.edges, backwards=False)


def _answer(reasoned: Reasoned) -> str:
    """Write the answer with its sign, and once more in decimals where the text does."""
    magnitude, unit = measured(reasoned.total)
    first, *others = answers(reasoned)
    number = _number(magnitude, full=True) if first.sign == "=" else _decimals(first, unit)
    written = [number, *(_decimals(step, unit) for step in others)]
    signs = ("=" if step.sign == "=" else r"\approx" for step in (first, *others))
    return "".join(
        f" {sign} {number}{_unit(unit)}" for sign, number in zip(signs, written, strict=True)
    )


def _decimals(step: Step, unit: str) -> str:
    return power(step.text.removesuffix(unit).rstrip())


def _unit(unit: str) -> str:
    return rf"\ {symbol(unit)}" if unit else ""


def _product(edges: Sequence[Edge], kept: Sequence[int] = (), *, backwards: bool) -> str:
    texts = _elided(edges, lambda edge: _number(slope(edge.local)), kept, backwards=backwards)
    bracketed = (rf"\left({text}\right)" if text.startswith("-") else text for text in texts[1:])
    return r" \cdot ".join([*texts[:1], *bracketed])


def _route(path: Path, kept: Sequence[int] = ()) -> str:
    return r" \to ".join(_elided(path.nodes, symbol, kept))


def _elided(
    items: Sequence[T],
    write: Callable[[T], str],
    kept: Sequence[int] = (),
    *,
    backwards: bool = False,
) -> list[str]:
    return elided(items, write, kept, backwards=backwards, omit=_omission)


def _omission(hidden: int, *, several: bool) -> str:
    return r"\cdots" if several else rf"\underset{{\text{{{hidden} more}}}}{{\cdots}}"


def _ratio(of: object, wrt: object) -> str:
    return rf"\frac{{\partial {symbol(of)}}}{{\partial {symbol(wrt)}}}"


def symbol(name: object) -> str:
    r"""Write a name: one letter in italics, as a variable; longer ones upright.

    Parameters
    ----------
    name : object
        The name.

    Returns
    -------
    str
        LaTeX, with all that is special in it escaped.

    Examples
    --------
    >>> print(symbol("w"), symbol("km"))
    w \mathrm{km}
    """
    text = printable(name)
    written = "".join(map(_character, text))
    plain = len(text) == 1 or (text.isascii() and text.isdigit())
    return written.strip() if plain else rf"\mathrm{{{written}}}"


def _character(character: str) -> str:
    if character in _SPECIAL or character.isascii():
        return _SPECIAL.get(character, character)
    kind, _, plain = unicodedata.decomposition(character).partition(" ")
    if kind in {"<super>", "<sub>"}:
        mark = "^" if kind == "<super>" else "_"
        return f"{{}}{mark}{{{chr(int(plain, 16))}}}"
    return _greek(character) or rf"\text{{{character}}}"


def _greek(character: str) -> str:
    """Write a Greek letter that LaTeX has a command for, and the micro sign, which is one."""
    name = unicodedata.name(unicodedata.normalize("NFKC", character)[0], "").split()
    if name[:3] != ["GREEK", "SMALL", "LETTER"] or len(name) != 4:  # noqa: PLR2004 - accents make more
        return ""
    letter = {"LAMDA": "lambda", "OMICRON": "mathit{o}"}.get(name[3], name[3].lower())
    return f"\\{letter} "


def _number(value: Any, *, full: bool = False) -> str:
    """Write a number: fractions as fractions, small arrays as matrices, powers of ten as such."""
    value = value.item() if isinstance(value, np.generic) else value
    written = total(value) if full else figure(value)
    if isinstance(value, Fraction) and not written.rounded:
        return _fraction(written.text)
    if isinstance(value, int | float | Fraction):
        return power(written.text)
    if isinstance(value, np.ndarray):
        return _array(value, written.text)
    if isinstance(value, Affine):
        return _affine(value, written.text)
    return symbol(written.text)


def _fraction(text: str) -> str:
    top, slash, bottom = text.partition("/")
    if not slash:
        return top
    sign = "-" if top.startswith("-") else ""
    return rf"{sign}\frac{{{top.removeprefix('-')}}}{{{bottom}}}"


def power(text: str) -> str:
    r"""Write 1.5e-09 as a product with a power of ten; infinities by their sign.

    Parameters
    ----------
    text : str
        A decimal number.

    Returns
    -------
    str
        LaTeX.

    Examples
    --------
    >>> print(power("1.5e-09"))
    1.5 \times 10^{-9}
    """
    mantissa, e, exponent = text.partition("e")
    if not e:
        return {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{nan}"}.get(text, text)
    times = "" if mantissa == "1" else rf"{mantissa} \times "
    return f"{times}10^{{{int(exponent)}}}"


def _array(array: np.ndarray[Any, Any], text: str) -> str:
    if text.startswith("array") or array.ndim > 2:  # noqa: PLR2004 - a matrix
        return rf"\text{{array {array.shape}}}"
    lines = (" & ".join(map(_number, row)) for row in np.atleast_2d(array))
    body = r" \\ ".join(lines)
    return rf"\begin{{bmatrix}}{body}\end{{bmatrix}}"


def _affine(step: Affine, text: str) -> str:
    if step.offset:
        return text.replace("·", r"\cdot")
    return power(text) if step.tolerance else _number(step.scale)
