"""Units for graphs, over a pint registry. The only file that imports pint, and only when asked.

pint names the units and knows their spellings; every factor comes from the text of its
definitions.
"""
# ruff: noqa: SLF001 - pint keeps the names in a unit, and the registry of a unit, to itself

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from compose.dimensions.journal import following
from compose.dimensions.memory import remember
from compose.dimensions.monomials import Monomial
from compose.dimensions.names import powers_of
from compose.dimensions.protocol import Unit, is_quantity
from compose.dimensions.reading import split_number
from compose.dimensions.registered import Spelt
from compose.dimensions.scales import Scales
from compose.dimensions.scaling import scaled
from compose.dimensions.transformations import Transformation
from compose.errors import ConversionError, UnknownUnitError

if TYPE_CHECKING:
    import pint

__all__ = ["PintResolver", "Spelt", "default_resolver", "default_stamp", "make_way", "resolver_of"]


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
    return _resolver_of(_application()._registry)


@functools.cache
def default_stamp() -> Callable[[], Hashable]:
    """Return what gives the stamp of the resolver over pint's application registry.

    Returns
    -------
    callable
        Another registry has another stamp.

    Examples
    --------
    >>> default_stamp()() == default_resolver().stamp()
    True
    """
    return following(_application())


@functools.cache
def _application() -> Any:
    """Return pint's holder of the application registry, which stays when the registry changes."""
    import pint

    return pint.application_registry


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


class PintResolver(Scales):
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
        from pint.util import string_preprocessor

        super().__init__(registry, string_preprocessor)

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
            reason = f"of the type {type(spec).__name__}, not a text or a unit"
            raise UnknownUnitError(spec, reason=reason)
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
        spelt = self.spelt(rest)
        return scaled(magnitude, Monomial(spelt.coefficient)), spelt.unit

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

    def transformation(self, source: Unit, target: Unit) -> Transformation | None:
        """Return the way between units of different kinds that the active contexts know.

        Parameters
        ----------
        source, target : pint.Unit

        Returns
        -------
        Transformation or None
            None where no context is active, or none leads there.

        Examples
        --------
        >>> resolver = default_resolver()
        >>> resolver.transformation(resolver.unit("nm"), resolver.unit("THz")) is None
        True
        """
        active = self.registry._active_ctx
        if not active.contexts:
            return None
        from pint.util import find_shortest_path

        path = find_shortest_path(active.graph, source.dimensionality, target.dimensionality)  # type: ignore[attr-defined]
        return Transformation(source, target) if path else None

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

    def spelt(self, spec: object) -> Spelt:
        """Return the unit that a text names, and the number that the text has before it.

        Parameters
        ----------
        spec : str, pint.Unit or pint.Quantity

        Returns
        -------
        Spelt

        Examples
        --------
        >>> default_resolver().spelt("L/100km")
        Spelt(text='L/100km', coefficient=Fraction(1, 100), unit=<Unit('liter / kilometer')>)
        """
        if is_quantity(spec):
            return self.spelt(self._as_text(spec))
        if not isinstance(spec, str):
            unit = self.unit(spec)
            return Spelt(self.symbols(unit) or "1", Fraction(1), unit)
        room = self._room()
        known = room.texts.get(spec)
        if known is None:
            known = self._read(spec)
            remember(room.texts, spec, known)
        return known

    def _as_text(self, quantity: Any) -> str:
        """Write a quantity as the text of a unit: a float stands for its shortest decimals."""
        magnitude, unit = self.split(quantity)
        try:
            number = Fraction(str(magnitude))
        except ValueError:
            raise UnknownUnitError(quantity, reason="its magnitude is no finite number") from None
        if number == 1:
            return self.symbols(unit)
        text = str(magnitude)
        return f"({text}) {self.symbols(unit)}" if "/" in text else f"{text} {self.symbols(unit)}"

    def _read(self, text: str) -> Spelt:
        coefficient, powers = self._names.spelt(text)
        alone = len(powers) == 1 and set(powers.values()) == {1}
        inner = self.differences_of(powers)
        if alone and coefficient != 1 and inner != powers:
            reason = "a number stands before a scale whose zero is elsewhere"
            raise UnknownUnitError(text, reason=reason)
        unit = self.from_powers(powers if alone else inner)
        return Spelt(text.strip() or "1", coefficient, unit)

    def _named(self, text: str) -> Unit:
        spelt = self.spelt(text)
        if spelt.coefficient != 1:
            raise UnknownUnitError(
                text,
                reason=f"the number {spelt.coefficient} in it is no part of a unit here, "
                "but convert takes it",
            )
        return spelt.unit

    def _adopted(self, unit: Any) -> Unit:
        """Take a unit of another registry for ours where both define it alike."""
        if unit._REGISTRY is self.registry:
            adopted: Unit = unit
            return adopted
        try:
            powers = {self._names.canonical(n)[0]: power for n, power in powers_of(unit).items()}
        except UnknownUnitError as error:
            reason = "it is of another pint registry, and this one does not know it"
            raise UnknownUnitError(error.unit, error.nearest, reason) from None
        other = _resolver_of(unit._REGISTRY)._definitions
        if not self._definitions.agree(other, powers):
            raise ConversionError(
                f"{unit} is of another pint registry, which defines it otherwise; "
                "make the graph with that registry: Graph(units=PintResolver(registry))"
            )
        return self.from_powers(powers)
