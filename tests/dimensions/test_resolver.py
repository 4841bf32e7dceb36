"""What a graph asks of units, over pint's registries."""

from __future__ import annotations

import copy
import math
import os
import pickle
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pint
import pytest

from compose.dimensions import PintResolver, default_resolver, is_quantity
from compose.errors import ConversionError, DimensionError, UnknownUnitError

RESOLVER = default_resolver()
REGISTRY = RESOLVER.registry


def unit(text):
    return RESOLVER.unit(text)


# unit


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("mL", "milliliter"),
        ("cm³", "centimeter ** 3"),
        ("km^3", "kilometer ** 3"),
        ("m3", "meter ** 3"),
        ("cm2/s", "centimeter ** 2 / second"),
        ("µL", "microliter"),
        ("μL", "microliter"),
        ("m²·s⁻¹", "meter ** 2 / second"),
        ("square meter per second", "meter ** 2 / second"),
        ("cubic centimeter", "centimeter ** 3"),
        ("%", "percent"),
        ("‰", "permille"),
        ("m × s", "meter * second"),
        ("°C", "degree_Celsius"),
        ("J/degC", "joule / delta_degree_Celsius"),
        ("degC ** 2", "delta_degree_Celsius ** 2"),
        ("meters", "meter"),
        ("m ** 0.5", "meter ** 0.5"),
        ("m/m", "dimensionless"),
        ("", "dimensionless"),
        ("1", "dimensionless"),
        ("dimensionless", "dimensionless"),
        ("1/s", "1 / second"),
    ],
)
def test_text_is_read_as_pint_reads_it(text, canonical):
    found = unit(text)
    assert str(found) == canonical
    assert hash(found) == hash(unit(RESOLVER.text(found)))
    assert unit(RESOLVER.text(found)) == found


def test_a_unit_of_the_registry_is_itself():
    assert unit(REGISTRY.mm) is REGISTRY.mm or unit(REGISTRY.mm) == REGISTRY.mm


def test_exponents_that_are_no_floats_survive():
    third = unit("m ** (1/3)")
    assert str(RESOLVER.factor(unit("km"), unit("m")) ** Fraction(1, 3)) == "10"
    assert RESOLVER.factor(RESOLVER.from_powers({"meter": Fraction(1)}), unit("m")).is_rational
    assert RESOLVER.dimension(third) == "[length] ** (1/3)"


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("mililiter", "milliliter"), ("metre_", "metre"), ("gallom", "gallon"), ("killometer", None)],
)
def test_an_unknown_unit_names_the_nearest(text, nearest):
    with pytest.raises(UnknownUnitError) as caught:
        unit(text)
    assert caught.value.unit == text
    assert (nearest or "kilometer") in caught.value.nearest
    assert isinstance(caught.value, KeyError)


HOSTILE = [
    "foo",
    "m//",
    "m**",
    "(m",
    "m)",
    "m(",
    "()",
    "5 m",
    "m 5",
    "2 ** 0.5 m",
    "m, s",
    "1,5 m",
    "[length]",
    "m ** s",
    "m + s",
    "m @ s",
    "m\x00",
    "m\n\tfoo",
    "'m'",
    '"m',
    "m ** 1e9",
    "9**9**9**9 m",
    "(" * 400 + "m" + ")" * 399,
    "m" * 999,
    "m*" * 5000 + "m",
    "kilodegC",
    "kilodegC2",
    "__import__('os')",
    "nan",
    "inf",
    "m / 0",
    "\ud800",
    "m ** nan",
    "R_∞",
    "０m",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_an_unknown_unit_and_nothing_else(text):
    with pytest.raises(UnknownUnitError) as caught:
        unit(text)
    assert len(str(caught.value)) < 3000
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


@pytest.mark.parametrize("spec", [5, None, 5.0, ["m"], object()])
def test_what_is_neither_text_nor_unit_is_refused(spec):
    with pytest.raises(UnknownUnitError, match="not a text or a unit"):
        unit(spec)


def test_a_quantity_is_no_unit():
    with pytest.raises(UnknownUnitError, match="not a text or a unit"):
        unit(5 * REGISTRY.mm)


# split


@pytest.mark.parametrize(
    ("value", "magnitude", "of"),
    [
        ("12.5 mL/mm", 12.5, "mL/mm"),
        ("3 mL", 3, "mL"),
        ("1/3 mL", Fraction(1, 3), "mL"),
        ("5/s", 5, "1/s"),
        ("5", 5, ""),
        ("20 degC", 20, "degC"),
        (REGISTRY.Quantity(2.5, "mm"), 2.5, "mm"),
        (REGISTRY.Quantity(Decimal("2.5"), "mm"), Decimal("2.5"), "mm"),
    ],
)
def test_a_quantity_is_split(value, magnitude, of):
    found, found_unit = RESOLVER.split(value)
    assert (found, type(found), found_unit) == (magnitude, type(magnitude), unit(of))


@pytest.mark.parametrize("value", ["12,5 mL", "mL", "", 5, None, "a 5"])
def test_what_is_no_quantity_is_not_split(value):
    with pytest.raises(ConversionError):
        RESOLVER.split(value)


def test_quantities_are_told_from_numbers():
    assert is_quantity(5 * REGISTRY.mm)
    assert is_quantity(pint.UnitRegistry().Quantity(1, "m"))
    assert not any(map(is_quantity, [5, "5 mm", np.ones(2), None, REGISTRY.mm]))


# local


@pytest.mark.parametrize(
    ("local", "source", "target", "expected"),
    [
        ("12.5 mL/mm", "mm", "mL", 12.5),
        ("12.5 mL/mm", "m", "L", 12.5),
        ("12.5 mL/mm", "cm", "mL", 125.0),
        ("3 mL/mm", "mm", "L", Fraction(3, 1000)),
        ("3 L/mm", "mm", "mL", 3000),
        ("1/3 mL/mm", "mm", "uL", Fraction(1000, 3)),
        ("5 J/degC", "degC", "J", 5),
        ("5 J/K", "degC", "J", 5),
        ("9 J/degC", "degF", "J", 5),
        ("2 degF", None, "degC", Fraction(10, 9)),
        ("1", None, "%", 100),
        ("1 %", None, "", Fraction(1, 100)),
        ("1", "%", "%", 1),
        ("1 kg/m^3", "L", "kg", Fraction(1, 1000)),
        ("2 1/s", "m", "m/s", 2),
        ("1", "m", "m", 1),
        ("1", "km", "m", 1000),
        (REGISTRY.Quantity(2.0, "mL/mm"), "mm", "mL", 2.0),
        (REGISTRY.Quantity(0.1, "L/mm"), "mm", "mL", 100.0),
        (REGISTRY.Quantity(5, REGISTRY.J / REGISTRY.degC), "degF", "J", Fraction(25, 9)),
        (REGISTRY.Quantity(2, "dB"), None, "dB", 2),
    ],
)
def test_a_local_is_converted_exactly(local, source, target, expected):
    units = [None if text is None else unit(text) for text in (source, target)]
    found = RESOLVER.local(local, *units)
    assert (found, type(found)) == (expected, type(expected))


def test_a_local_may_be_an_array():
    local = REGISTRY.Quantity(np.array([1.0, 2.0]), "mL/mm")
    np.testing.assert_array_equal(RESOLVER.local(local, unit("mm"), unit("L")), [0.001, 0.002])


def test_a_local_through_an_irrational_factor_is_a_float():
    assert RESOLVER.local("1 radian", None, unit("degree")) == math.degrees(1)


@pytest.mark.parametrize(
    ("local", "source", "target"),
    [("1 mL/mm", "mm", "kg"), ("1 mL", "mm", "mL"), ("1", "mm", "mL"), ("1 m", None, None)],
)
def test_a_local_of_another_dimension_is_refused(local, source, target):
    units = [None if text is None else unit(text) for text in (source, target)]
    with pytest.raises(DimensionError):
        RESOLVER.local(local, *units)


@pytest.mark.parametrize("magnitude", [1j, "one"])
def test_a_local_is_a_real_number(magnitude):
    with pytest.raises(ConversionError):
        RESOLVER.local(REGISTRY.Quantity(magnitude, "m"), None, unit("m"))


# quantity


def test_a_quantity_is_put_together_again():
    assert RESOLVER.quantity(5, unit("mL"), unit("mm")) == 5 * REGISTRY.mL / REGISTRY.mm
    assert str(RESOLVER.quantity(5, unit("J"), unit("degC")).units) == (
        "joule / delta_degree_Celsius"
    )
    assert str(RESOLVER.quantity(2.0, None, unit("s")).units) == "1 / second"
    assert RESOLVER.quantity(2.0, None).dimensionless
    assert str(RESOLVER.quantity(2.0, unit("degC")).units) == "delta_degree_Celsius"


# registries


def test_a_unit_defined_later_is_known():
    registry = pint.UnitRegistry()
    resolver = PintResolver(registry)
    with pytest.raises(UnknownUnitError):
        resolver.unit("bottle")
    registry.define("bottle = 750 mL = btl")
    assert resolver.local("1 bottle", None, resolver.unit("mL")) == 750
    assert resolver.local("1 millibtl", None, resolver.unit("mL")) == Fraction(3, 4)


def test_a_unit_defined_anew_is_followed():
    registry = pint.UnitRegistry(on_redefinition="ignore")
    resolver = PintResolver(registry)
    registry.define("bottle = 750 mL")
    registry.define("case = 12 bottle")
    mL = resolver.unit("mL")  # noqa: N806 - its name
    assert resolver.factor(resolver.unit("case"), mL).coefficient == 9000
    registry.define("bottle = 700 mL")
    assert resolver.factor(resolver.unit("case"), mL).coefficient == 8400
    assert resolver.factor(resolver.unit("kilocase"), mL).coefficient == 8_400_000


def test_a_name_that_comes_to_mean_another_unit_is_followed():
    registry = pint.UnitRegistry(on_redefinition="ignore")
    resolver = PintResolver(registry)
    registry.define("bottle = 750 mL = btl")
    registry.define("barrel_of_ours = 100 L")
    assert str(resolver.unit("kbtl")) == "kilobottle"
    registry.define("case = 12 btl")
    assert resolver.factor(resolver.unit("case"), resolver.unit("L")).coefficient == 9
    registry.define("@alias barrel_of_ours = btl")
    assert resolver.factor(resolver.unit("case"), resolver.unit("L")).coefficient == 1200
    assert str(resolver.unit("kbtl")) == "kilobarrel_of_ours"
    assert str(resolver.unit("btls")) == "barrel_of_ours"


def test_a_context_redefines_within_its_block_only():
    registry = pint.UnitRegistry()
    registry.define("bottle = 750 mL")
    context = pint.Context("small")
    context.redefine("bottle = 0.1 L")
    registry.add_context(context)
    resolver = PintResolver(registry)

    def in_litres():
        return resolver.factor(resolver.unit("bottle"), resolver.unit("L")).coefficient

    assert in_litres() == Fraction(3, 4)
    with registry.context("small"):
        assert in_litres() == Fraction(1, 10)
        assert str(resolver.unit("millibottle")) == "millibottle"
    assert in_litres() == Fraction(3, 4)
    kilo = resolver.factor(resolver.unit("kilobottle"), resolver.unit("L"))
    assert kilo.coefficient == 750


@pytest.mark.parametrize("kind", [Fraction, Decimal])
def test_registries_of_other_numbers_work(kind):
    registry = pint.UnitRegistry(non_int_type=kind)
    resolver = PintResolver(registry)
    area = resolver.unit("m ** 2.5 / s")
    assert resolver.unit(resolver.text(area)) == area
    assert resolver.unit(resolver.symbols(area)) == area
    quantity = registry.Quantity(kind("0.1"), "m/s")
    found = resolver.local(quantity, resolver.unit("s"), resolver.unit("cm"))
    assert (found, type(found)) == (10, int)
    with pytest.raises(DimensionError):
        resolver.local(quantity, None, resolver.unit("s"))


def test_a_definition_that_leads_nowhere_is_an_error_of_ours():
    registry = pint.UnitRegistry()
    registry.define("mystery = 3 enigma")
    resolver = PintResolver(registry)
    with pytest.raises(UnknownUnitError, match="enigma"):
        resolver.factor(resolver.unit("mystery"), resolver.unit("m"))


def test_a_unit_of_another_registry_is_taken_where_both_agree():
    other = pint.UnitRegistry()
    assert unit(other.mm) == unit("mm")
    assert RESOLVER.local(2.0 * other.mL / other.mm, unit("mm"), unit("L")) == 0.002


def test_a_unit_of_another_registry_is_refused_where_they_differ():
    mine, other = pint.UnitRegistry(), pint.UnitRegistry()
    mine.define("bottle = 750 mL")
    other.define("bottle = 700 mL")
    other.define("jar = 1 L")
    resolver = PintResolver(mine)
    with pytest.raises(ConversionError, match="another pint registry"):
        resolver.unit(other.bottle)
    with pytest.raises(UnknownUnitError):
        resolver.unit(other.jar)


def test_a_resolver_is_copied_with_its_registry_and_pickled_without():
    own = PintResolver(pint.UnitRegistry())
    assert copy.deepcopy(own) is own
    assert pickle.loads(pickle.dumps(RESOLVER)) is default_resolver()  # noqa: S301


def test_the_default_resolver_follows_the_application_registry():
    before = pint.get_application_registry().get()
    other = pint.UnitRegistry()
    other.define("bottle = 750 mL")
    pint.set_application_registry(other)
    try:
        assert str(default_resolver().unit("bottle")) == "bottle"
    finally:
        pint.set_application_registry(before)
    assert default_resolver().registry is before


# the process


def python(code, **environment):
    command = [sys.executable, "-c", code]
    result = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return result.stdout


def test_pint_is_loaded_when_it_is_first_needed():
    code = (
        "import sys; import compose.dimensions as d; d.is_quantity(1)\n"
        "print('pint' in sys.modules); d.default_resolver(); print('pint' in sys.modules)"
    )
    assert python(code).split() == ["False", "True"]


def test_answers_do_not_depend_on_the_hash_seed():
    code = (
        "from compose.dimensions import default_resolver\n"
        "r = default_resolver()\n"
        "print(r.symbols(r.unit('kg m2 / s3 / A')), r.text(r.unit('J/K/mol')))\n"
        "print(r.dimension(r.unit('V')), r.factor(r.unit('bohr'), r.unit('m')))\n"
        "try: r.unit('metr')\n"
        "except KeyError as error: print(error)\n"
    )
    assert len({python(code, PYTHONHASHSEED=seed) for seed in ("0", "1", "2")}) == 1


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        *(("KM", "km"), ("Kg", "kg"), ("mLL", "mL"), ("hz", "Hz"), ("METER", "meter")),
        *(("KPA", "kPa"), ("mililiter", "milliliter"), ("KiloMeter", "kilometer")),
    ],
)
def test_the_nearest_name_comes_first(wrong, meant):
    with pytest.raises(UnknownUnitError) as caught:
        PintResolver(pint.UnitRegistry()).unit(wrong)
    assert caught.value.nearest[0] == meant
    assert len(caught.value.nearest) <= 3


def test_nothing_near_is_nothing_named():
    with pytest.raises(UnknownUnitError) as caught:
        PintResolver(pint.UnitRegistry()).unit("qqqqqq")
    assert caught.value.nearest == ()
