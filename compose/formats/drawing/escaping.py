"""Texts and numbers as SVG has them."""

from __future__ import annotations

from html import escape

__all__ = ["escaped", "number"]


def escaped(text: str) -> str:
    """Write a text so that it is only a text, within an element or an attribute.

    Parameters
    ----------
    text : str
        Printable characters and line feeds.

    Returns
    -------
    str
        With entities for ``& < > " '``.

    Examples
    --------
    >>> escaped("a < b")
    'a &lt; b'
    """
    return escape(text, quote=True)


def number(value: float) -> str:
    """Write a coordinate, to a tenth of a pixel.

    Parameters
    ----------
    value : float
        The coordinate.

    Returns
    -------
    str
        As short as may be.

    Examples
    --------
    >>> number(12.0), number(-0.04), number(3.14159)
    ('12', '0', '3.1')
    """
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")
