"""Units for graphs, over a pint registry. The only file that imports pint, and only when asked.

pint names the units and knows their spellings; every factor comes from the text of its
definitions.
"""
# ruff: noqa: SLF001 - pint keeps the names in a unit, and the registry of a unit, to itself

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from compose.dimensions.definitions import Definitions, Expansion
from compose.dimensions.footing import Footing
from compose.dimensions.monomials import ONE, Monomial
from compose.dimensions.names import Names, powers_of, quotient
from compose.dimensions.protocol import Unit, is_quantity
from compose.dimensions.reading import split_number
from compose.dimensions.scaling import moved, scaled
from compose.errors import ConversionError, DimensionError, UnknownUnitError

if TYPE_CHECKING:
    import pint

__all__ = ["PintResolver", "default_resolver", "make_way", "resolver_of"]

# pint prints no exponents that are fractions.
_UNPRINTABLE = (TypeError, ValueError)


def default_resolver() -> PintResolver:
    """Return the resolver over pint's application registry, loading pint if need be.

    Returns
    -------
    PintResolver

    Examples
    --------
    >>> resolver = default_resolver()
    >>> resolver.factor(resolver.unit("mile"), resolver.unit("m"))
    Monomial('201168/125')
    """
    import pint

    registry: Any = pint.application_registry
    return _resolver_of(registry.get())


def resolver_of(unit: Any) -> PintResolver:
    """Return the resolver over the registry that a unit belongs to.

    Parameters
    ----------
    unit : pint.Unit

    Returns
    -------
    PintResolver

    Examples
    --------
    >>> import pint
    >>> registry = pint.UnitRegistry()
    >>> resolver_of(registry.mm).registry is registry
    True
    """
    return _resolver_of(unit._REGISTRY)


def make_way(cls: type) -> None:
    """Let a class take part where a quantity stands on its left: pint would swallow it.

    Parameters
    ----------
    cls : type
        It has the operators of numbers, reflected ones among them.

    Examples
    --------
    >>> import pint
    >>> from compose import Variable
    >>> make_way(Variable)
    >>> print((2.0 * pint.application_registry.mm * Variable(3.0)).value)
    6.0 millimeter
    """
    from pint import compat

    known: Any = compat.upcast_type_map
    known[f"{cls.__module__}.{cls.__qualname__}"] = cls


@functools.lru_cache(maxsize=8)
def _resolver_of(registry: pint.UnitRegistry[Any]) -> PintResolver:
    return PintResolver(registry)


class PintResolver:
    """The units of a pint registry, with exact factors.

    Parameters
    ----------
    registry : pint.UnitRegistry
        Units defined in it later are followed.

    Examples
    --------
    >>> import pint
    >>> registry = pint.UnitRegistry()
    >>> registry.define("bottle = 750 mL")
    >>> resolver = PintResolver(registry)
    >>> resolver.factor(resolver.unit("bottle"), resolver.unit("L"))
    Monomial('3/4')
    """

    def __init__(self, registry: pint.UnitRegistry[Any]) -> None:
        self.registry: Any = registry
        from pint.util import string_preprocessor

        self._names = Names(registry, string_preprocessor)
        self._definitions = Definitions(registry, self._names)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as pint's units do: they come back in the application registry."""
        return default_resolver, ()

    def __deepcopy__(self, memo: dict[int, Any]) -> PintResolver:
        """Stay the same: a copy of a graph has the units of the graph."""
        return self

    def unit(self, spec: object) -> Unit:
        """Return the unit that a text or a pint unit names; see :meth:`Resolver.unit`.

        Text is read as pint reads it, and ``m3`` as ``m**3``. Within a product, scales with an
        offset mean their differences. A unit of another registry is taken where both registries
        define it alike, and is a ConversionError otherwise.

        Examples
        --------
        >>> print(default_resolver().unit("J/degC"))
        joule / delta_degree_Celsius
        """
        if isinstance(spec, str):
            return self._named(spec)
        import pint

        if not isinstance(spec, pint.Unit):
            raise UnknownUnitError(spec, reason=f"a {type(spec).__name__}, not a text or a unit")
        return self._adopted(spec)

    def split(self, value: object) -> tuple[Any, Unit]:
        """Return magnitude and unit of a quantity or its text; see :meth:`Resolver.split`.

        Examples
        --------
        >>> magnitude, unit = default_resolver().split("1/3 mL")
        >>> print(magnitude, unit)
        1/3 milliliter
        """
        if is_quantity(value):
            return value.magnitude, self._adopted(value.units)  # type: ignore[attr-defined]
        if not isinstance(value, str):
            raise ConversionError(f"{value!r} is a {type(value).__name__}, not a quantity")
        magnitude, rest = split_number(value)
        return magnitude, self._named(rest)

    def local(self, local: object, source: Unit | None, target: Unit | None) -> Any:
        """Return a local derivative in ``target`` per ``source``; see :meth:`Resolver.local`.

        Examples
        --------
        >>> resolver = default_resolver()
        >>> resolver.local("5 J/degC", resolver.unit("degF"), resolver.unit("J"))
        Fraction(25, 9)
        """
        magnitude, unit = self.split(local)
        factor = self.factor(self._ratio(unit, None), self._ratio(target, source))
        return scaled(magnitude, factor)

    def quantity(self, magnitude: object, of: Unit | None, wrt: Unit | None = None) -> Any:
        """Return a pint quantity in ``of`` per ``wrt``; see :meth:`Resolver.quantity`.

        Examples
        --------
        >>> resolver = default_resolver()
        >>> print(resolver.quantity(5, resolver.unit("J"), resolver.unit("degC")))
        5 joule / delta_degree_Celsius
        """
        return self.registry.Quantity(magnitude, self._ratio(of, wrt))

    def text(self, unit: Unit) -> str:
        """Return text that :meth:`unit` reads back to an equal unit.

        Examples
        --------
        >>> resolver = default_resolver()
        >>> resolver.text(resolver.unit("m3/s"))
        'meter ** 3 * second ** -1'
        """
        powers = sorted(powers_of(unit).items())
        return str(Monomial(Fraction(1), tuple(powers))) if powers else "dimensionless"

    def factor(self, source: Unit, target: Unit) -> Monomial:
        """Return by what a magnitude in ``source`` is multiplied to be one in ``target``.

        Parameters
        ----------
        source, target : pint.Unit
            Offsets are left aside: the factor is that of differences.

        Returns
        -------
        Monomial
            A fraction, times constants such as π where the definitions have them.

        Raises
        ------
        DimensionError
            If the units measure different things.
        ConversionError
            If a logarithmic scale is in the way.

        Examples
        --------
        >>> resolver = default_resolver()
        >>> resolver.factor(resolver.unit("turn"), resolver.unit("rad"))
        Monomial('2 * π')
        """
        if source == target:
            return ONE
        result = self._definitions.reduced(quotient(source, target))
        if result.names():
            raise self._no_factor(source, target, result.names())
        return result

    def conversion(self, source: Unit, target: Unit) -> Callable[[Any], Any]:
        """Return the function that moves magnitudes from one unit to another.

        Parameters
        ----------
        source, target : pint.Unit
            Scales whose zero is elsewhere mean readings.

        Returns
        -------
        callable
            It rounds floats once, and multiplies and adds floats for anything but real numbers
            and arrays of them.

        Raises
        ------
        DimensionError
            If the units measure different things.
        ConversionError
            If one is a reading and the other a difference, or a scale is logarithmic.

        Examples
        --------
        >>> resolver = default_resolver()
        >>> resolver.conversion(resolver.unit("degC"), resolver.unit("degF"))(37.0)
        98.6
        """
        factor, offset = self.factor(source, target), Fraction(0)
        if source != target and self.differences(source) != source:
            self._refuse_difference(source, target)
            offset = self._zero(source)
        if source != target and self.differences(target) != target:
            self._refuse_difference(target, source)
            offset -= self._zero(target)
        size = self._definitions.reduced(powers_of(target)).coefficient
        return functools.partial(moved, factor=factor, offset=offset / size)

    def _zero(self, scale: Unit) -> Fraction:
        return sum((self._definitions[name].offset for name in powers_of(scale)), Fraction(0))

    def _refuse_difference(self, scale: Unit, other: Unit) -> None:
        if any(name.startswith("delta_") for name in powers_of(other)):
            raise ConversionError(
                f"{scale} is a reading on a scale and {other} a difference; "
                "convert readings to readings and differences to differences"
            )

    def differences(self, unit: Unit) -> Unit:
        """Return the unit of differences: itself, unless the zero of its scale is elsewhere.

        Parameters
        ----------
        unit : pint.Unit

        Returns
        -------
        pint.Unit

        Examples
        --------
        >>> resolver = default_resolver()
        >>> print(resolver.differences(resolver.unit("degC")))
        delta_degree_Celsius
        """
        return self._ratio(unit, None)

    def symbols(self, unit: Unit) -> str:
        """Return short text that :meth:`unit` reads back, ``kg·m²/s²``; :meth:`text` if need be.

        Parameters
        ----------
        unit : pint.Unit

        Returns
        -------
        str

        Examples
        --------
        >>> resolver = default_resolver()
        >>> resolver.symbols(resolver.unit("kilogram * meter ** 2 / second ** 2"))
        'kg·m²/s²'
        """
        try:
            short = format(unit, "~P")
            return short if short and self.unit(short) == unit else self.text(unit)
        except (UnknownUnitError, *_UNPRINTABLE):
            return self.text(unit)

    def expanded(self, powers: Mapping[str, Fraction]) -> Expansion | None:
        """Follow the definitions of a product of units by one step.

        Parameters
        ----------
        powers : mapping of str to Fraction
            Canonical names and exponents.

        Returns
        -------
        Expansion or None
            None where only base units and constants are left.

        Examples
        --------
        >>> step = default_resolver().expanded({"mile": Fraction(2)})
        >>> print(step.factor, step.powers, step.note)
        3097600 {'yard': Fraction(2, 1)} mile = 1760 * yard
        """
        return self._definitions.expanded(powers)

    def key(self, spec: object) -> Hashable | None:
        """Return what stands for a text or a unit in a memory, or None for what is not kept.

        Parameters
        ----------
        spec : str or pint.Unit

        Returns
        -------
        hashable or None

        Examples
        --------
        >>> default_resolver().key("mL")
        'mL'
        """
        if isinstance(spec, str):
            return spec
        # pint refuses to compare units of different registries.
        own = getattr(spec, "_REGISTRY", None) is self.registry
        return tuple(powers_of(spec).items()) if own and not is_quantity(spec) else None

    def footing(self, specs: Iterable[str | Unit]) -> Footing:
        """Return what the factors between some units rest on.

        Parameters
        ----------
        specs : iterable of str or pint.Unit

        Returns
        -------
        Footing
            It tells whether the definitions are still the same.

        Examples
        --------
        >>> default_resolver().footing(["mL", "km^3"]).holds()
        True
        """
        names: set[str] = set()
        for spec in specs:
            names |= self._definitions.spellings(powers_of(self.unit(spec)))
            if isinstance(spec, str) and spec.strip():
                names |= self._names.spellings(spec)
        return Footing(self.registry, sorted(names))

    def dimension(self, unit: Unit) -> str:
        """Return what a unit measures, as text.

        Parameters
        ----------
        unit : pint.Unit

        Returns
        -------
        str

        Examples
        --------
        >>> resolver = default_resolver()
        >>> resolver.dimension(resolver.unit("N"))
        '[length] * [mass] * [time] ** -2'
        """
        bases = self._definitions.reduced(powers_of(unit)).names()
        texts = sorted((self._definitions[name].text, power) for name, power in bases.items())
        return str(Monomial(Fraction(1), tuple(texts))) if texts else "dimensionless"

    def _named(self, text: str) -> Unit:
        powers = self._names.powers(text)
        alone = len(powers) == 1 and set(powers.values()) == {1}
        return self.from_powers(powers if alone else self._as_differences(powers))

    def from_powers(self, powers: Mapping[str, Fraction]) -> Unit:
        """Return the product of units raised to powers.

        Parameters
        ----------
        powers : mapping of str to Fraction
            Canonical names and exponents; :func:`powers_of` is the way back.

        Returns
        -------
        pint.Unit
        """
        kind = self.registry.non_int_type
        exponents = {
            name: power.numerator
            if power.denominator == 1
            else kind(power.numerator) / kind(power.denominator)
            for name, power in powers.items()
        }
        unit: Unit = self.registry.Unit(self.registry.UnitsContainer(exponents))
        return unit

    def _as_differences(self, powers: Mapping[str, Fraction]) -> dict[str, Fraction]:
        result: dict[str, Fraction] = {}
        for name, power in powers.items():
            difference = self._definitions.difference(name)
            result[difference] = result.get(difference, Fraction(0)) + power
        return {name: power for name, power in result.items() if power}

    def _ratio(self, of: Unit | None, wrt: Unit | None) -> Unit:
        return self.from_powers(self._as_differences(quotient(of, wrt)))

    def _adopted(self, unit: Any) -> Unit:
        """Take a unit of another registry for ours where both define it alike."""
        if unit._REGISTRY is self.registry:
            adopted: Unit = unit
            return adopted
        powers = {self._names.canonical(name)[0]: power for name, power in powers_of(unit).items()}
        other = _resolver_of(unit._REGISTRY)._definitions
        if not self._definitions.agree(other, powers):
            raise ConversionError(
                f"{unit} is of another pint registry, which defines it otherwise; "
                "make the graph with that registry: Graph(units=PintResolver(registry))"
            )
        return self.from_powers(powers)

    def _shown(self, unit: Unit) -> str:
        try:
            return str(unit)
        except _UNPRINTABLE:
            return self.text(unit)

    def _no_factor(self, source: Unit, target: Unit, left: Mapping[str, Fraction]) -> Exception:
        texts = self._shown(source), self._shown(target)
        for name in left:
            if self._definitions[name].is_logarithmic:
                return ConversionError(
                    f"{texts[0]} to {texts[1]}: {name} is a logarithmic scale, which has no factor"
                )
        dimensions = self.dimension(source), self.dimension(target)
        return DimensionError(*texts, *dimensions)
