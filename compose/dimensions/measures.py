"""What the units of a registry are, in numbers: factors, dimensions, classes, logarithms."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from compose.dimensions.constants import CLASSES, class_of
from compose.dimensions.definitions import Expansion
from compose.dimensions.logarithms import Logarithm
from compose.dimensions.monomials import ONE, Monomial
from compose.dimensions.names import powers_of, quotient
from compose.dimensions.protocol import Unit
from compose.dimensions.registered import Registered
from compose.errors import ConversionError, DimensionError, UnknownUnitError

__all__ = ["Measures"]

# pint prints no exponents that are fractions.
_UNPRINTABLE = (TypeError, ValueError)


class Measures(Registered):
    """The units of a pint registry, measured in one another."""

    def classed(self, source: Unit, target: Unit | None = None) -> str:
        """Return how well a unit is known, or the factor between two.

        Parameters
        ----------
        source : str or pint.Unit
        target : str or pint.Unit, optional
            What both rest on cancels: a kilogram-force in pounds-force is exact.

        Returns
        -------
        {"exact", "irrational", "conventional", "measured"}
            The worst of the constants that are left.

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> resolver = default_resolver()
        >>> resolver.classed("kgf"), resolver.classed("kgf", "lbf"), resolver.classed("dalton")
        ('conventional', 'exact', 'measured')
        """
        under = None if target is None else self.unit(target)
        powers, definitions = quotient(self.unit(source), under), self._definitions
        reduced = definitions.reduced(powers)
        is_rational = reduced.without(reduced.names()).is_rational
        classes = [class_of(definitions.stated(powers)), CLASSES[not is_rational]]
        return max(classes, key=CLASSES.index)

    def logarithm(self, unit: Unit) -> Logarithm | None:
        """Return what a reading in a logarithmic unit means.

        Parameters
        ----------
        unit : pint.Unit

        Returns
        -------
        Logarithm or None
            None for every other unit.

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> resolver = default_resolver()
        >>> resolver.logarithm(resolver.unit("octave")).base
        Fraction(2, 1)
        """
        powers = powers_of(unit)
        alone = list(powers.values()) == [1]
        return self._definitions.logarithm(next(iter(powers))) if alone else None

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
        >>> from compose.dimensions import default_resolver
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

    def reduced(self, unit: Unit) -> Monomial:
        """Write a unit in base units that carry a dimension.

        Parameters
        ----------
        unit : pint.Unit
            Offsets are left aside.

        Returns
        -------
        Monomial
            Its names are base units, or logarithmic ones, which no factor reaches.

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> resolver = default_resolver()
        >>> resolver.reduced(resolver.unit("km/h"))
        Monomial('5/18 * meter * second ** -1')
        """
        return self._definitions.reduced(powers_of(unit))

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
        >>> from compose.dimensions import default_resolver
        >>> step = default_resolver().expanded({"mile": Fraction(2)})
        >>> print(step.factor, step.powers, step.note)
        3097600 {'yard': Fraction(2, 1)} mile = 1760 * yard
        """
        return self._definitions.expanded(powers)

    def text(self, unit: Unit) -> str:
        """Return text that :meth:`unit` reads back to an equal unit.

        Examples
        --------
        >>> from compose.dimensions import default_resolver
        >>> resolver = default_resolver()
        >>> resolver.text(resolver.unit("m3/s"))
        'meter ** 3 * second ** -1'
        """
        powers = sorted(powers_of(unit).items())
        return str(Monomial(Fraction(1), tuple(powers))) if powers else "dimensionless"

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
        >>> from compose.dimensions import default_resolver
        >>> resolver = default_resolver()
        >>> resolver.symbols(resolver.unit("kilogram * meter ** 2 / second ** 2"))
        'kg·m²/s²'
        """
        try:
            short = format(unit, "~P")
            return short if short and self.unit(short) == unit else self.text(unit)
        except (UnknownUnitError, *_UNPRINTABLE):
            return self.text(unit)

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
        >>> from compose.dimensions import default_resolver
        >>> resolver = default_resolver()
        >>> resolver.dimension(resolver.unit("N"))
        '[length] * [mass] * [time] ** -2'
        """
        bases = self._definitions.reduced(powers_of(unit)).names()
        texts = sorted((self._definitions[name].text, power) for name, power in bases.items())
        return str(Monomial(Fraction(1), tuple(texts))) if texts else "dimensionless"

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

    def differences_of(self, powers: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Return a product of units with differences in the place of readings: delta_degC.

        Parameters
        ----------
        powers : mapping of str to Fraction
            Canonical names and exponents; pint's name of the pure number is empty, and left out.

        Returns
        -------
        dict of str to Fraction
        """
        result: dict[str, Fraction] = {}
        for name, power in powers.items():
            if not name:
                continue
            difference = self._definitions.difference(name)
            result[difference] = result.get(difference, Fraction(0)) + power
        return {name: power for name, power in result.items() if power}

    def _no_factor(self, source: Unit, target: Unit, left: Mapping[str, Fraction]) -> Exception:
        texts = self._shown(source), self._shown(target)
        for name in left:
            if self._definitions[name].is_logarithmic:
                return ConversionError(
                    f"{texts[0]} to {texts[1]}: {name} is a logarithmic scale, which has no factor"
                )
        dimensions = self.dimension(source), self.dimension(target)
        return DimensionError(*texts, *dimensions)

    def _shown(self, unit: Unit) -> str:
        try:
            return str(unit)
        except _UNPRINTABLE:
            return self.text(unit)
