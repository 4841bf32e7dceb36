"""Maps that depend on the value, one after another, applied to numbers and arrays.

Between logarithms lie factors and affine maps: these are exact, and round once. A logarithmic
scale is given fractions, and may answer with one: 30 dBm are exactly 1 W. Functions of the user's
are given floats.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from compose.dimensions import Monomial, nearest_float
from compose.engine.logarithms import between_scales
from compose.engine.maps import Affine, Map
from compose.engine.projective import Moebius
from compose.engine.valued import Chain, Exponential, Logarithmic, Valued
from compose.errors import ConversionError, QuestionError
from compose.units.values.intake import as_exact

if TYPE_CHECKING:
    from compose.units.values.exact import ExactMap

__all__ = ["applied", "applied_to_array", "follower", "slope"]

_ONE = Fraction(1)


def applied(chain: Map, number: Any) -> float | Fraction:
    """Move a number through all maps.

    Parameters
    ----------
    chain : Map
    number : int, float, Fraction or Decimal

    Returns
    -------
    float or Fraction
        A fraction where the answer is known exactly.

    Raises
    ------
    ConversionError
        If a map takes no such value: there is no logarithm of zero.

    Examples
    --------
    >>> applied(Exponential(1, 10, 10), 30.0), applied(Exponential(1, 10, 10), 3.0)
    (Fraction(1000, 1), 1.9952623149688795)
    """
    return follower(chain)(number)


def follower(chain: Map) -> Callable[[Any], float | Fraction]:
    """Return the function that moves a number through all maps, taken apart once.

    Parameters
    ----------
    chain : Map

    Returns
    -------
    callable

    Examples
    --------
    >>> follower(Exponential(1, 10, 10))(20)
    Fraction(100, 1)
    """
    links = _links(chain)

    def follow(number: Any) -> float | Fraction:
        value: Any = as_exact(number)
        for link in links:
            value = _step(link, value)
        return Fraction(value) if isinstance(value, int | Fraction) else float(value)

    return follow


def applied_to_array(chain: Map, array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Move an array of floats through all maps.

    Parameters
    ----------
    chain : Map
    array : numpy.ndarray

    Returns
    -------
    numpy.ndarray
        In float64. Outside of the domain of a logarithm it holds NaN and −∞, as IEEE has it.

    Examples
    --------
    >>> applied_to_array(Exponential(1, 10, 10), np.array([0.0, 30.0]))
    array([   1., 1000.])
    """
    with np.errstate(all="ignore"):
        return reduce(_step_of_array, _links(chain), array.astype(np.float64))


def slope(chain: Map, value: Any) -> Any:
    """Multiply the local derivatives along the way.

    Parameters
    ----------
    chain : Map
    value : number or numpy.ndarray

    Returns
    -------
    float or numpy.ndarray

    Examples
    --------
    >>> slope(Exponential(1, 10, 10), 0)
    0.23025850929940458
    """
    here = value.astype(np.float64) if isinstance(value, np.ndarray) else _nearest(value)
    total: Any = 1.0
    with np.errstate(all="ignore"):
        for link in _links(chain):
            local = _called(link.derivative, here)
            total = total * local
            here = _moved(link, here)
    return total if isinstance(total, np.ndarray) else float(total)


def _nearest(value: Any) -> float:
    number = value if isinstance(value, float) else as_exact(value)
    return number if isinstance(number, float) else nearest_float(number)


def _links(chain: Map) -> list[Any]:
    """Take a chain apart; a logarithm of an exponential is a straight line, and stays one.

    Followed through the value between them, a reading of 10,001.5 dB would be infinite.
    """
    links: list[Any] = []
    for link in chain.links if isinstance(chain, Chain) else (chain,):
        links.append(link if isinstance(link, Valued) else _exact(link))
        if isinstance(link, Logarithmic):
            _straighten(links)
    return links


def _straighten(links: list[Any]) -> None:
    """Put one straight line in the place of an exponential, a factor and a logarithm."""
    last, before = links[-1], links[:-1]
    scale = before.pop().a if before and _is_growth(before[-1]) else _ONE
    if before and isinstance(before[-1], Exponential):
        slope, shift = between_scales(before.pop(), scale, last)
        links[:] = [*before, _line(slope, shift, rational=False)]


def _is_growth(link: Any) -> bool:
    return not isinstance(link, Valued) and link.is_scale and link.a > 0


def _line(slope: Fraction, shift: Fraction, *, rational: bool = True) -> ExactMap:
    from compose.units.values.exact import ExactMap

    return ExactMap(Monomial(slope), slope, shift, rational=rational)


def _exact(link: Map) -> ExactMap:
    from compose.units.values.exact import ExactMap

    if isinstance(link, Affine):
        return _line(Fraction(link.scale), Fraction(link.offset))
    if isinstance(link, Moebius):
        a, b, c, d = (Fraction(entry) for entry in (link.a, link.b, link.c, link.d))
        return ExactMap(Monomial(Fraction(1)), a, b, c, d)
    raise ConversionError(f"a {type(link).__name__} moves no values")


def _step(link: Any, value: Any) -> Any:
    if not isinstance(link, Valued):
        return link(value)
    if isinstance(link, Exponential | Logarithmic):
        return _asked(link.apply, value)
    return _asked(link.apply, nearest_float(value) if isinstance(value, Fraction) else value)


def _moved(link: Any, value: Any) -> Any:
    return _step_of_array(value, link) if isinstance(value, np.ndarray) else _step(link, value)


def _step_of_array(array: Any, link: Any) -> Any:
    if not isinstance(link, Valued):
        return link(array)
    return _called(link.apply, array)


def _called(function: Callable[[Any], Any], value: Any) -> Any:
    """Call with an array, or item by item where the user wrote the function for one number."""
    if not isinstance(value, np.ndarray):
        return _asked(function, value)
    try:
        answer = np.asarray(_asked(function, value), np.float64)
    except (TypeError, ValueError):
        answer = np.empty(0)
    if answer.shape == value.shape:
        return answer
    items = [float(_asked(function, item)) for item in value.ravel().tolist()]
    return np.array(items).reshape(value.shape)


def _asked(function: Callable[[Any], Any], value: Any) -> Any:
    try:
        return function(value)
    except QuestionError as error:
        raise ConversionError(str(error)) from error
