"""Conversions against pint, unyt, astropy and UDUNITS, and arrays against a bare product."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import permutations
from types import ModuleType
from typing import Any

import numpy as np
import pint

from compose import units
from tests.benchmarks.peers import agree, installed
from tests.benchmarks.timing import Row, compare, once

__all__ = ["report", "rows"]

_SIZE = 10_000_000
_FACTS = 100_000
_BATCH = 30
_PEERS = {"pint": 0.02, "unyt": 1.0, "astropy": 1.0, "cf-units": 1.0}
_PREFIXES = (
    "quecto ronto yocto zepto atto femto pico nano micro milli centi deci deca hecto kilo mega "
    "giga tera peta exa zetta yotta ronna quetta kibi mebi gibi tebi"
)
_UNITS = (
    "meter inch foot yard mile angstrom parsec light_year bohr nautical_mile fathom rod furlong",
    "gram pound ounce grain stone carat dalton slug troy_ounce scruple electron_mass dram",
    "second minute hour day week fortnight year century shake svedberg sidereal_day",
    "liter gallon cup pint quart teaspoon tablespoon bushel peck stere imperial_gallon gill",
    "joule erg calorie electron_volt hartree therm toe watt_hour foot_pound ton_TNT quad",
    "pascal bar torr psi ksi barye meter_H2O inch_Hg technical_atmosphere standard_atmosphere",
)


def rows() -> Iterator[Row]:
    """Measure repeated questions, first ones, arrays and the loading of facts."""
    yield from _repeated()
    yield from _first()
    yield from _arrays()
    yield from _loading()


def report() -> Iterator[str]:
    """Say what a question takes by itself, and a graph of many facts."""
    seconds = min(once(_asked, 100_000) for _ in range(5))
    yield f'`convert(5.0, "mL", "km^3")`, asked again: {seconds * 1e6:.2f} µs at best'
    graph = units.ConversionGraph()
    loading = once(partial(_chain, graph))
    asking = once(lambda: graph.convert(1.0, f"step_{_FACTS}", "m"))
    yield (
        f"A chain of {_FACTS:,} facts: {loading:.2f} s to add, {asking:.2f} s for the first "
        "question from its one end to the other"
    )


# The same question again.


def _asked() -> float:
    return units.convert(5.0, "mL", "km^3")


def _repeated() -> list[Row]:
    """Ask the peers from strings, as we are asked, and once more with all that can be made made."""
    peers = installed(
        {
            "pint": ("pint", _pint),
            "pint, quantity made": ("pint", _pint_made),
            "unyt": ("unyt", _unyt),
            "unyt, quantity made": ("unyt", _unyt_made),
            "astropy": ("astropy.units", _astropy),
            "astropy, units made": ("astropy.units", _astropy_made),
            "cf-units": ("cf_units", _cf_units),
            "cf-units, units made": ("cf_units", _cf_units_made),
        }
    )
    agree([_asked], peers)
    bounds = {name: _PEERS[name.partition(",")[0]] for name in peers}
    what = '`convert(5.0, "mL", "km^3")`, again'
    return compare(what, _asked, peers, bound=bounds, calls=300)


def _pint(library: ModuleType) -> Callable[[], Any]:
    quantity = library.UnitRegistry().Quantity
    return lambda: quantity(5.0, "mL").to("km^3").magnitude


def _pint_made(library: ModuleType) -> Callable[[], Any]:
    volume = library.UnitRegistry().Quantity(5.0, "mL")
    return lambda: volume.to("km^3").magnitude


def _unyt(library: ModuleType) -> Callable[[], Any]:
    return lambda: float(library.unyt_quantity(5.0, "mL").to("km**3"))


def _unyt_made(library: ModuleType) -> Callable[[], Any]:
    volume, target = library.unyt_quantity(5.0, "mL"), library.Unit("km**3")
    return lambda: float(volume.to(target))


def _astropy(library: ModuleType) -> Callable[[], Any]:
    return lambda: library.Unit("mL").to("km3", 5.0)


def _astropy_made(library: ModuleType) -> Callable[[], Any]:
    source, target = library.Unit("mL"), library.Unit("km3")
    return lambda: source.to(target, 5.0)


def _cf_units(library: ModuleType) -> Callable[[], Any]:
    return lambda: library.Unit("mL").convert(5.0, "km3")


def _cf_units_made(library: ModuleType) -> Callable[[], Any]:
    source, target = library.Unit("mL"), library.Unit("km3")
    return lambda: source.convert(5.0, target)


# Each question for the first time.


def _first() -> Iterator[Row]:
    """Ask for pairs that were not asked for before, of units that were seen before, or not."""
    for what, pairs in (("units seen before", _seen()), ("units not seen before", _unseen())):
        registry = pint.UnitRegistry()
        ask = {"compose": units.convert, "pint": _asking(registry)}
        for question in ask.values():
            for group in _UNITS:
                for name in group.split():
                    question(1.0, name, group.split()[0])
        yield from compare(
            f"{_BATCH} first conversions, {what}",
            partial(_ask, iter(pairs), ask["compose"]),
            {"pint": partial(_ask, iter(pairs), ask["pint"])},
            bound=5.0,
        )


def _asking(registry: Any) -> Callable[[float, str, str], float]:
    return lambda value, source, target: registry.Quantity(value, source).to(target).magnitude


def _seen() -> list[tuple[str, str]]:
    pairs = [pair for group in _UNITS for pair in permutations(group.split()[1:], 2)]
    random.Random(1).shuffle(pairs)
    return pairs


def _unseen() -> list[tuple[str, str]]:
    """List pairs of prefixed units, none of which comes twice."""
    chance = random.Random(2)
    names = [[p + unit for p in _PREFIXES.split() for unit in group.split()] for group in _UNITS]
    for group in names:
        chance.shuffle(group)
    pairs = [pair for group in names for pair in zip(group[::2], group[1::2], strict=False)]
    chance.shuffle(pairs)
    return pairs


def _ask(pairs: Iterator[tuple[str, str]], question: Callable[[float, str, str], float]) -> None:
    for _ in range(_BATCH):
        question(5.0, *next(pairs))


# Arrays.


def _arrays() -> Iterator[Row]:
    """Compare with one product of floats, which rounds the factor first and may be off by more."""
    values = np.random.default_rng(3).lognormal(size=_SIZE)
    for source, target in (("mile", "km"), ("mL", "km^3"), ("inch", "au")):
        convert, factor = units.converter(source, target), float(units.factor(source, target))
        yield from compare(
            f"10⁷ float64, {source} → {target}",
            partial(convert, values),
            {"`np.multiply(a, k)`": partial(np.multiply, values, factor)},
            bound=1.05,
        )
        yield from compare(
            f"10⁷ float64, {source} → {target}, `out=`",
            partial(convert, values, out=np.empty(_SIZE)),
            {"`np.multiply(a, k, out=)`": partial(np.multiply, values, factor, out=values.copy())},
            bound=1.05,
        )


# Facts.


def _loading() -> list[Row]:
    """Add facts one at a time, each new graph and each new registry from its beginning."""
    return compare(
        f"{_FACTS // 10:,} facts in a chain, then one question",
        _chained,
        {"pint, `define`": _defined},
        rounds=3,
    )


def _chain(graph: Any, length: int = _FACTS) -> None:
    before = "m"
    for i in range(1, length + 1):
        graph.add(f"step_{i}", before, 2 if i % 2 else "1/2")
        before = f"step_{i}"


def _chained() -> float:
    graph = units.ConversionGraph()
    _chain(graph, _FACTS // 10)
    return graph.convert(1.0, "step_400", "m")


def _defined() -> float:
    registry = pint.UnitRegistry()
    before = "m"
    for i in range(1, _FACTS // 10 + 1):
        registry.define(f"step_{i} = {'2' if i % 2 else '0.5'} * {before}")
        before = f"step_{i}"
    # pint follows definitions by recursion, and ends in a RecursionError some hundred steps on.
    return registry.Quantity(1.0, "step_400").to("m").magnitude
