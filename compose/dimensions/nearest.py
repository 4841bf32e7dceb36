"""Which units are spelt nearly as a name that is none."""
# ruff: noqa: SLF001 - pint keeps its tables of names to itself

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

__all__ = ["nearest_names"]

_CLOSE = 0.7
_BINARY = "bi"
_LONGEST_SYMBOL = 3
_SHOWN = 3


def nearest_names(
    registry: Any, name: str, own: Iterable[str] = (), *, same_letters: bool = False
) -> list[str]:
    """Return spellings that are close, of what was defined and not of what was asked before.

    Parameters
    ----------
    registry : pint.UnitRegistry
    name : str
    own : iterable of str
        Further names that exist.
    same_letters : bool
        Whether to leave out all but those that differ in case only.

    Returns
    -------
    list of str
        The nearest first, three at most.

    Examples
    --------
    >>> import pint
    >>> nearest_names(pint.application_registry, "KPA")
    ['kPa', 'PA']
    """
    units = registry._units
    defined = sorted({*own, *(k for k, unit in units.items() if hasattr(unit, "raw"))})
    prefixes, common = _spelt_prefixes(registry), _common(registry)
    alike = _ignoring_case(name, prefixes, common) or _ignoring_case(name, prefixes, defined)
    if same_letters:
        return alike[:_SHOWN]
    prefixed = [p + unit for p, fits in prefixes.items() for unit in common if fits(unit)]
    close = get_close_matches(name, dict.fromkeys(defined + prefixed), cutoff=_CLOSE)
    return list(dict.fromkeys(alike + close))[:_SHOWN]


def _spelt_prefixes(registry: Any) -> dict[str, Callable[[str], bool]]:
    """Return the decimal prefixes by name and by symbol, and what each is written before."""
    known = sorted({(p.name, p.symbol) for p in registry._prefixes.values() if p.name})
    decimal = [pair for pair in known if not pair[0].endswith(_BINARY)]
    names = {name: lambda unit: len(unit) >= _LONGEST_SYMBOL for name, _ in decimal}
    return names | {symbol: lambda unit: len(unit) <= _LONGEST_SYMBOL for _, symbol in decimal}


def _common(registry: Any) -> list[str]:
    """Return the units that most often take a prefix, by name and by symbol."""
    units = registry._units
    names = [name for name in (*registry._base_units, "liter") if name in units]
    spelt = [(name, units[name].symbol, *units[name].aliases) for name in names]
    return list(dict.fromkeys(text for texts in spelt for text in texts))


def _ignoring_case(
    name: str, prefixes: Mapping[str, Callable[[str], bool]], units: list[str]
) -> list[str]:
    """Return prefixed and plain units of the same letters, those in the case as asked first."""
    wanted = name.casefold()
    by_letters: dict[str, list[str]] = {}
    for unit in units:
        by_letters.setdefault(unit.casefold(), []).append(unit)
    found = list(by_letters.get(wanted, ()))
    for prefix, fits in prefixes.items():
        if wanted.startswith(prefix.casefold()):
            rest = by_letters.get(wanted[len(prefix.casefold()) :], ())
            found += [prefix + unit for unit in rest if fits(unit)]
    return sorted(found, key=lambda text: sum(map(str.__ne__, text, name)))
