"""The text of a unit, as people write it, rewritten with plain operators.

The grammar of a unit::

    unit   = part { ("*" | "·" | "." | " " | "/" | " per ") part }
    part   = number [power] | [number] name [power] | "(" unit ")" [power]
    power  = ("^" | "**") exponent | "⁻²" | "squared" | "cubed",
             or digits behind a name: m3, s-1
    name   = what the registry reads: prefix, name or symbol, plural;
             "square", "sq", "cubic" or "cu" may stand before it

- A space multiplies, and ``a / b c`` is ``(a / b) · c``.
- A dot between units multiplies; within a number it is the decimal point: ``kg.m-2.s-1``.
- Right behind ``/``, a number belongs to the name behind it: ``L/100km`` is ``L/(100·km)``, and
  ``mL/min/1.73m2`` is ``mL/(min · 1.73 m²)``. A number alone is one: ``60/min``.
- Other signs for these are read too: ``×``, ``⋅``, ``÷``, ``−``, ``℃``, ``㎥``, both ``µ``, both
  ``Ω``.
- What people read in two ways is refused: a number with a comma, ``1/2 m`` (half of one, or per
  two), a number that stands behind a name and a space (``m 2``), sums and differences, names
  joined by a hyphen (``ft-lb``), and ``bar(g)``, which is no product.

>>> plain("kg.m-2.s-1"), plain("L/100km"), plain("m s⁻²")
('kg * m ** -2 * s ** -1', 'L / ( 100 km )', 'm s ** -2')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

__all__ = ["plain"]

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LETTER = rf"[^\W\d{_RAISED}]"
_TOKEN = re.compile(
    rf"(?P<space>\s*)(?:"
    rf"(?P<number>(?:[0-9]+(?:\.(?!{_LETTER})[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>(?:°|{_LETTER})(?:°|[^\W{_RAISED}])*)"
    rf"|(?P<power>[⁺⁻]?[{_RAISED}]+)"
    rf"|(?P<operator>\*\*|[-+*/^().])"
    rf"|(?P<rest>\S))"
)
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("·⋅∙•×", "*"),
        **dict.fromkeys("∕⁄÷", "/"),
        **dict.fromkeys("−‐‑", "-"),
        "\N{OHM SIGN}": "\N{GREEK CAPITAL LETTER OMEGA}",
        "\N{KELVIN SIGN}": "K",
        "\N{ANGSTROM SIGN}": "\N{LATIN CAPITAL LETTER A WITH RING ABOVE}",
        "\N{DEGREE CELSIUS}": "°C",
        "\N{DEGREE FAHRENHEIT}": "°F",
        **{
            chr(sign): unicodedata.normalize("NFKC", chr(sign)).replace("∕", "/")
            for sign in range(ord("\N{SQUARE PA AMPS}"), ord("\N{SQUARE M OHM}") + 1)
        },
    }
)
_STATE = re.compile(r"(?:bar|psi|Pa)\s*\(\s*(?:g|ga|gauge|a|abs|absolute)\s*\)", re.IGNORECASE)
_LOWERED = str.maketrans("⁺⁻" + _RAISED, "+-0123456789")
_BEFORE = {"square": "2", "sq": "2", "cubic": "3", "cu": "3"}
_SCALES = {
    **dict.fromkeys(("C", "Celsius", "celsius"), "degree_Celsius"),
    **dict.fromkeys(("F", "Fahrenheit", "fahrenheit"), "degree_Fahrenheit"),
    **dict.fromkeys(("R", "Rankine", "rankine"), "degree_Rankine"),
    **dict.fromkeys(("K", "Kelvin", "kelvin"), "kelvin"),
}
_DEGREES = frozenset({"deg", "degree", "degrees"})
_OUNCES = frozenset({"oz", "ounce", "ounces"})
_BEHIND = {"squared": "2", "cubed": "3"}
_SPELLINGS = {"^": "**", ".": "*"}


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    is_spaced: bool = False


def _never(_first: str, _second: str) -> None:
    return None


def plain(text: str, joined: Callable[[str, str], str | None] = _never) -> str:
    """Rewrite the text of a unit with ``* / **`` and parentheses.

    Parameters
    ----------
    text : str
    joined : callable, optional
        Gives the one name that two words side by side stand for, as *nautical mile* does.

    Returns
    -------
    str
        What :func:`compose.dimensions.reading.read` reads.

    Raises
    ------
    ValueError
        If the text can be read in two ways, or in none.

    Examples
    --------
    >>> plain("cubic meter per second"), plain("10³/µL")
    ('meter ** 3 / second', '10 ** 3 / µL')
    """
    if "," in text:
        raise ValueError("it has a comma")
    if _STATE.search(text):
        reason = "what stands in parentheses behind a pressure is no unit; an absolute one is plain"
        raise ValueError(
            f"{reason}, and one above the air's is a scale of your own, with an offset"
        )
    tokens = _with_words(_with_joined(_split(text.translate(_SIGNS)), joined))
    tokens = _with_numbers_bound(_with_powers(tokens))
    return " ".join(token.text for token in tokens)


def _split(text: str) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "rest"
        if kind == "rest":
            raise ValueError(f"{match[kind]!r} is not understood")
        written = match[kind].replace("°", "degree") if kind == "name" else match[kind]
        tokens.append(_Token(kind, _SPELLINGS.get(written, written), bool(match["space"])))
    return tokens


def _with_joined(tokens: list[_Token], joined: Callable[[str, str], str | None]) -> list[_Token]:
    """Make one name of two words, where they are one: ``deg C``, ``fl oz``, ``nautical mile``."""
    result: list[_Token] = []
    for token in tokens:
        both = result and result[-1].kind == token.kind == "name" and result[-1].text not in _BEFORE
        whole = (
            (_one_name(result[-1].text, token.text) or joined(result[-1].text, token.text))
            if both
            else None
        )
        if whole:
            result[-1] = _Token("name", whole, result[-1].is_spaced)
        else:
            result.append(token)
    return result


def _one_name(first: str, second: str) -> str | None:
    if first in _DEGREES:
        return _SCALES.get(second)
    return "fluid_ounce" if first == "fl" and second in _OUNCES else None


def _with_words(tokens: list[_Token]) -> list[_Token]:
    """Turn ``cubic meter``, ``second squared`` and ``per`` into operators."""
    result: list[_Token] = []
    raised = ""
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.kind != "name":
            result.append(token)
        elif token.text in _BEFORE and _is_unit(following):
            raised = _BEFORE[token.text]
        elif token.text in _BEHIND and result:
            result.append(_Token("power", _BEHIND[token.text]))
        elif token.text == "per":
            one = [] if result else [_Token("number", "1")]
            result += [*one, _Token("operator", "/", is_spaced=True)]
        else:
            result += [token, *([_Token("power", raised)] if raised else [])]
            raised = ""
    return result


def _is_unit(token: _Token | None) -> bool:
    words = (*_BEFORE, *_BEHIND, "per")
    return token is not None and token.kind == "name" and token.text not in words


def _with_powers(tokens: list[_Token]) -> list[_Token]:
    """Join each power into one token, and refuse signs that belong to none."""
    result: list[_Token] = []
    at = 0
    while at < len(tokens):
        size = _length_of_power(tokens, at)
        if size:
            result.append(_Token("power", _power(tokens[at : at + size])))
        elif tokens[at].text in ("+", "-"):
            raise ValueError(_reason_against(tokens[at].text, result, tokens[at + 1 :]))
        else:
            result.append(tokens[at])
        at += size or 1
    return result


def _length_of_power(tokens: list[_Token], at: int) -> int:
    if tokens[at].kind == "power":
        return 1
    if tokens[at].text == "**":
        return _length_of_exponent(tokens, at + 1) + 1
    return 2 * _is_signed_power(tokens, at)


def _length_of_exponent(tokens: list[_Token], at: int) -> int:
    """Count the tokens of a number with its sign, or of what is in parentheses."""
    signs = 0
    while at + signs < len(tokens) and tokens[at + signs].text in ("+", "-"):
        signs += 1
    depth = 0
    for size, token in enumerate(tokens[at + signs :], signs + 1):
        depth += (token.text == "(") - (token.text == ")")
        if depth <= 0:
            return size
    raise ValueError("an exponent is missing, or a parenthesis has no partner")


def _is_signed_power(tokens: list[_Token], at: int) -> bool:
    """Tell whether this is the minus of ``s-1``: nothing but digits, right behind a name."""
    around = tokens[max(at - 1, 0) : at + 3]
    if len(around) < 3 or at == 0 or tokens[at].text != "-":  # noqa: PLR2004 - name, -, digits
        return False
    name, minus, number, *following = around
    apart = minus.is_spaced or number.is_spaced
    glued = bool(following) and following[0].kind == "name" and not following[0].is_spaced
    return name.kind == "name" and number.text.isdecimal() and not apart and not glued


def _power(tokens: list[_Token]) -> str:
    if tokens[0].kind == "power":
        return f"** {tokens[0].text.translate(_LOWERED)}"
    if tokens[0].text == "**":
        return f"** {''.join(token.text for token in tokens[1:])}"
    return f"** -{tokens[1].text}"


def _reason_against(sign: str, before: list[_Token], behind: list[_Token]) -> str:
    if sign == "-" and before and behind and before[-1].kind == behind[0].kind == "name":
        product = f"{before[-1].text}*{behind[0].text}"
        force = f", and with a force '{product}f'" if behind[0].text == "lb" else ""
        return f"a hyphen joins no units; a product is written '{product}'{force}"
    return f"{sign!r} has no meaning here; a unit is a product"


def _with_numbers_bound(tokens: list[_Token]) -> list[_Token]:
    """Give a number right behind ``/`` to the name behind it."""
    result: list[_Token] = []
    at = 0
    while at < len(tokens):
        size = _length_of_multiple(tokens, at)
        if size:
            _refuse_half(result, tokens[at : at + size])
            whole = " ".join(token.text for token in tokens[at : at + size])
            result.append(_Token("name", f"( {whole} )"))
        else:
            _refuse_trailing_number(result, tokens[at])
            result.append(tokens[at])
        at += size or 1
    return result


def _length_of_multiple(tokens: list[_Token], at: int) -> int:
    """Count the tokens of ``100 km ** 2`` behind a slash."""
    if tokens[at].kind != "number" or at == 0 or tokens[at - 1].text != "/":
        return 0
    kinds = [token.kind for token in tokens[at : at + 4]]
    name = 2 if kinds[1:2] == ["power"] else 1
    if kinds[name : name + 1] != ["name"]:
        return 0
    return name + 1 + (kinds[name + 1 : name + 2] == ["power"])


def _refuse_half(before: list[_Token], multiple: list[_Token]) -> None:
    is_number_over = [token.kind for token in before] == ["number", "operator"]
    if is_number_over and any(t.is_spaced for t in multiple if t.kind == "name"):
        over, (under, *rest) = before[0].text, (token.text for token in multiple)
        name = " ".join(rest)
        raise ValueError(f"is it ({over}/{under}) {name}, or {over}/({under} {name})? write that")


def _refuse_trailing_number(before: list[_Token], token: _Token) -> None:
    if token.kind == "number" and before and before[-1].kind in ("name", "power", "number"):
        raise ValueError(f"the number {token.text} stands behind a unit; write its power with '^'")
