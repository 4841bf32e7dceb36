"""What a calculation comes to: exactly if it can be, in decimals, and how far it may be off."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite
from typing import Any, Final, NamedTuple

from compose.dimensions import Monomial, nearest_float
from compose.engine.show.figures import decimal
from compose.units.paper.numbers import doubtful, result

__all__ = ["Answer", "answers"]

_SYMBOLS: Final = 3


class Answer(NamedTuple):
    """What a line comes to.

    Attributes
    ----------
    sign : str
        ``=`` or ``≈``.
    number : str or Monomial
        Digits, or a product with π and roots.
    spread : str
        How far it may be off, empty where it is exact.
    """

    sign: str
    number: str | Monomial
    spread: str = ""


def answers(value: Any, tolerance: Fraction) -> tuple[Answer, ...]:
    """Write what a line comes to: exactly if it can be, and in decimals.

    Parameters
    ----------
    value : Monomial or number
    tolerance : Fraction
        Relative half-width within which it is known.

    Returns
    -------
    tuple of Answer

    Examples
    --------
    >>> [(a.sign, a.number) for a in answers(Fraction(5, 3), Fraction(0))]
    [('=', '5/3'), ('≈', '1.6666666666666667')]
    >>> answers(Fraction(789, 1000), Fraction(1, 1578))
    (Answer(sign='=', number='0.789', spread='0.0005'),)
    """
    if isinstance(value, Monomial) and not value.is_rational:
        near = result(nearest_float(value.nearest())).text
        found = [Answer("=", value), Answer("≈", near)][len(value.powers) > _SYMBOLS :]
        return _spread(found, value.nearest(), tolerance)
    amount = value.coefficient if isinstance(value, Monomial) else value
    shown = result(amount)
    found = [Answer("≈" if shown.rounded else "=", shown.text)]
    if "/" in shown.text:
        found.append(Answer("≈", decimal(Fraction(amount)).text))
    return _spread(found, amount, tolerance)


def _spread(found: list[Answer], amount: Any, tolerance: Fraction) -> tuple[Answer, ...]:
    """Say of the last answer how far off it may be; a fraction with a doubt is not written."""
    if not tolerance or (isinstance(amount, float) and not isfinite(amount)):
        return tuple(found)
    exact = Fraction(amount)
    if not exact:
        return tuple(found)
    shown, spread = doubtful(exact, tolerance * abs(exact))
    return (Answer("≈" if shown.rounded else "=", shown.text, spread),)
