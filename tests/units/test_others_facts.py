"""Facts of other people's: kitchens, money, medicine, warehouses; and what is refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pint
import pytest

from compose.errors import (
    ComposeError,
    ConversionError,
    DimensionError,
    FactDisagreementError,
    FractionalUseError,
    UnknownSubstanceError,
    UnknownUnitError,
)
from compose.units import ConversionGraph

F = Fraction
POUND, FOOT = F("0.45359237"), F("0.3048")
GALLON = F("3.785411784")


def graph_of(*facts):
    c = ConversionGraph()
    for src, dst, factor, *details in facts:
        c.add(src, dst, factor, **(details[0] if details else {}))
    return c


ETHANOL = {"of": "ethanol"}
CASES = [
    # Substances: a density and a molar mass together.
    ([("L", "kg", F("0.789"), ETHANOL), ("mol", "g", F("46.07"), ETHANOL)],
     [("L", "mol", "ethanol", F(78900, 4607)),
      ("mL/s", "mmol/min", "ethanol", F(78900, 4607) * 60),
      ("mg/dL", "mmol/L", "ethanol", F(1000, 4607)),
      ("mol/L", "g/L", "ethanol", F("46.07")),
      ("mol/kg", "mol/L", "ethanol", F("0.789")),
      ("kg/mol", "L/mol", "ethanol", 1 / F("0.789")),
      ("mile/gallon", "mile/kg", "ethanol", 1 / (GALLON * F("0.789"))),
      ("L/100km", "g/km", "ethanol", F("7.89"))]),
    # A density stated the other way round, and as a compound unit.
    ([("kg", "L", F(5, 4), {"of": "oil"})],
     [("L", "kg", "oil", F(4, 5)), ("kg/m^3", "1", "oil", F(1, 800)),
      ("L/h", "kg/s", "oil", F(4, 5 * 3600))]),
    ([("L", "kg", "0.789 g/mL", {"of": "e", "exact": True})], [("m^3", "t", "e", F("0.789"))]),
    ([("L", "kg", "789 kg/m^3", {"of": "e", "exact": True})], [("m^3", "t", "e", F("0.789"))]),
    # Recipes.
    ([("cup", "g", 120, {"of": "flour"})],
     [("tbsp", "g", "flour", F("7.5")), ("kg", "cup", "flour", F(25, 3)),
      ("cup/day", "kg/year", "flour", F(12, 100) * F("365.25")),
      ("pint", "oz", "flour", 240 / (POUND * 1000) * 16)]),
    # A substance has what is known in general, and may add to it.
    ([("bottle", "mL", 750), ("L", "kg", F("0.9"), {"of": "oil"}),
      ("bottle", "EUR", 6, {"of": "wine"})],
     [("bottle", "kg", "oil", F("0.675")), ("L", "EUR", "wine", F(8)),
      ("bottle", "L", "wine", F(3, 4)), ("bottle", "L", None, F(3, 4))]),
    # Money.
    ([("USD", "EUR", F("0.92")), ("GBP", "USD", F("1.25"))],
     [("GBP", "EUR", None, F("1.15")), ("EUR", "GBP", None, 1 / F("1.15")),
      ("EUR/m^2", "USD/ft^2", None, FOOT**2 / F("0.92")),
      ("USD/barrel", "EUR/L", None, F("0.92") * 2 / (63 * GALLON))]),
    ([("$", "USD", 1), ("€", "USD", F("1.25")), ("¥", "$", F("0.008"))],
     [("€/kg", "$/lb", None, F("1.25") * POUND), ("¥", "€", None, F("0.0064")),
      ("100¥", "$", None, F("0.8")), ("$/h", "€/week", None, F(168) / F("1.25"))]),
    ([("EUR", "cent", 100)],
     [("EUR/MWh", "cent/kWh", None, F("0.1")), ("cent^2", "EUR^2", None, F(1, 10**4))]),
    ([("m^2", "USD", "12 USD/m^2", {"of": "carpet", "exact": True})],
     [("ft^2", "USD", "carpet", 12 * FOOT**2), ("USD", "m^2", "carpet", F(1, 12))]),
    # Packaging, work and machines.
    ([("box", "bottle", 12), ("bottle", "mL", 750), ("pallet", "box", 60)],
     [("pallet", "L", None, F(540)), ("box/week", "L/day", None, F(9, 7)),
      ("L/box", "mL/bottle", None, F(250, 3)), ("L/100box", "mL/bottle", None, F(5, 6)),
      ("box2", "L2", None, F(81)), ("m^3", "pallet", None, F(1000, 540))]),
    ([("EUR", "cent", 100), ("person_month", "hour", 160), ("person_year", "person_month", 12)],
     [("person_year", "week", None, F(1920, 168)), ("EUR/h", "EUR/person_year", None, F(1920))]),
    ([("burst", "bit", 148), ("frame", "burst", 8)],
     [("frame/s", "bit/ms", None, F("1.184")), ("MB", "frame", None, F(8_000_000, 1184))]),
    ([("tooth", "turn", F(1, 24), {"of": "gear"}), ("turn", "mm", 5, {"of": "gear"})],
     [("tooth", "mm", "gear", F(5, 24)), ("tooth/s", "mm/min", "gear", F(25, 2))]),
    ([("dozen", "dimensionless", 12), ("gross", "dozen", 12), ("box/dimensionless", "dozen", 1)],
     [("gross", "1", None, F(144)), ("box", "dimensionless", None, F(12))]),
    ([("stitch-row", "mm", 3)],
     [("stitch-row", "cm", None, F("0.3")), ("stitch-row^2", "mm^2", None, F(9))]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "src", "dst", "of", "expected"),
    [(facts, *case) for facts, cases in CASES for case in cases],
)
def test_facts_lead_there_and_back(facts, src, dst, of, expected):
    c = graph_of(*facts)
    assert c.factor(src, dst, of=of) == expected
    assert c.factor(dst, src, of=of) == 1 / expected
    assert c.convert(F(2, 3), src, dst, of=of) == expected * 2 / 3
    assert c.convert(1.0, src, dst, of=of) == float(expected)
    assert c.graph_between(src, dst, of=of).nodes
    assert c.copy().factor(src, dst, of=of) == expected
    backwards = graph_of(*reversed(facts))
    assert backwards.factor(src, dst, of=of) == expected


def test_a_substance_does_not_leak():
    c = graph_of(("L", "kg", F("0.789"), ETHANOL), ("L", "kg", F("0.792"), {"of": "methanol"}))
    with pytest.raises(DimensionError, match="of='ethanol' or of='methanol' would lead there"):
        c.convert(1, "L", "kg")
    assert c.factor("L", "kg", of="methanol") == F("0.792")
    with pytest.raises(UnknownSubstanceError, match="did you mean 'ethanol'"):
        c.convert(1, "L", "kg", of="etanol")


def test_cross_rates_agree_within_their_decimals():
    c = graph_of(("USD", "EUR", "0.92"), ("GBP", "USD", "1.27"))
    c.add("GBP", "EUR", "1.17")
    with pytest.raises(FactDisagreementError) as caught:
        c.add("GBP", "EUR", "1.19")
    assert caught.value.first == ("GBP", "USD", "EUR")
    assert caught.value.first_value.coefficient == F("0.92") * F("1.27")
    assert len(c.facts) == 3
    assert c.factor("GBP", "EUR") == F("1.1684")


@pytest.mark.parametrize(
    ("first", "second", "agrees"),
    [
        ("0.79", "0.789", True),
        ("0.789", "0.79", True),
        ("0.790", "0.789", True),
        ("0.790", "0.788", False),
        ("0.79", "0.80", True),
        ("0.79", "0.81", False),
        ("0.8", "0.75", True),
        ("0.8", "0.6", False),
        ("1e3", "1400", True),
        ("1.0e3", "1400", False),
        ("1000", "1400", False),
        ("2/3", "0.667", True),
        ("2/3", "0.668", False),
        ("2/3", "0.6666666667", True),
    ],
)
def test_decimals_are_good_to_half_a_unit_of_their_last_place(first, second, agrees):
    c = graph_of(("L", "kg", first, ETHANOL))
    if agrees:
        c.add("L", "kg", second, of="ethanol")
    else:
        with pytest.raises(FactDisagreementError):
            c.add("L", "kg", second, of="ethanol")
    assert len(c.facts) == 1 + agrees


@pytest.mark.parametrize(
    ("factor", "agrees"),
    [
        (F(20), True),
        (F("19.8"), True),
        (F("19.7999999"), False),
        (20 / F("0.99"), True),
        (20 / F("0.9899999"), False),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_tolerance_holds_at_its_edge(factor, agrees, turned):
    c = graph_of(("crate", "box", 10, {"tolerance": "1 %"}), ("box", "bottle", 2))
    ends = ("bottle", "crate", 1 / factor) if turned else ("crate", "bottle", factor)
    if agrees:
        c.add(*ends)
    else:
        with pytest.raises(FactDisagreementError):
            c.add(*ends)
    assert c.factor("crate", "bottle") == 20


@pytest.mark.parametrize(
    ("facts", "src", "dst", "factor"),
    [
        ([("a1", "b1", 2), ("b1", "c1", 3)], "c1", "a1", F(1, 5)),
        ([("a1", "b1", 2), ("b1", "c1", 3), ("c1", "d1", 4)], "d1", "a1", F(1, 25)),
        ([("a1", "b1", 2)], "a1^2", "b1^2", 5),
        ([("a1", "b1", 2)], "a1/s", "b1/min", 100),
        ([("a1", "b1", 2)], "km/a1", "m/b1", 501),
        ([("a1^2", "m^4", 100)], "a1", "m^2", 11),
        ([("L", "kg", F("0.789"))], "L/s", "kg/s", 1),
        ([("L/s", "kg/s", 1)], "L", "kg", F("0.789")),
        ([("a1*b1", "m^2", 6), ("a1", "m", 2)], "b1", "m", 4),
        ([("a1/b1", "c1/d1", 6), ("a1", "c1", 2)], "b1", "d1", 4),
        ([], "foot", "inch", 13),
        ([], "acre", "ft^2", 43_560),
        ([], "box", "box", 2),
    ],
)
def test_contradictions_are_found_and_change_nothing(facts, src, dst, factor):
    c = graph_of(*facts)
    with pytest.raises(FactDisagreementError) as caught:
        c.add(src, dst, factor)
    assert len(c.facts) == len(facts)
    assert caught.value.ratio != 1
    assert str(caught.value).endswith("correct or remove one of them")
    kept = ConversionGraph(contradictions="keep")
    for fact in (*facts, (src, dst, factor)):
        kept.add(*fact)
    assert len(kept.audit().mismatches) == 1


def test_a_contradiction_of_powers_names_the_values_of_powers():
    c = graph_of(("plot^2", "m^4", 100))
    with pytest.raises(FactDisagreementError) as caught:
        c.add("plot", "m^2", 11)
    error = caught.value
    assert (error.first_value.coefficient, error.second_value.coefficient) == (100, 121)
    assert error.second == ("(plot)^2", "(m^2)^2")
    c.add("plot", "m^2", 10)
    assert c.factor("plot", "m^2") == 10


@pytest.mark.parametrize(
    ("src", "dst", "count"),
    [("m", "USD^0.5", "1/2"), ("m^3", "USD^1.5", "3/2"), ("1/m", "USD^(-1/2)", "1/2")],
)
def test_half_a_fact_is_refused_with_the_reason(src, dst, count):
    c = graph_of(("m^2", "USD", 12))
    with pytest.raises(FractionalUseError, match="a root of a fact is not taken") as caught:
        c.factor(src, dst)
    assert f"{count} times" in str(caught.value)
    assert c.factor("m^4", "USD^2") == 144


BAD_FACTORS = [0, -1, 0.0, -0.0, float("nan"), float("inf"), "0", "-2", "nan", "", "1,5", "1.000,5",
               "1 000", "1_000", "½", "1/0", "٣", Decimal("NaN"), Decimal("sNaN"),
               Decimal("-Infinity"), True, 1j, [1], b"5", "5 kg", "3 box", "5 s/m",
               object]  # fmt: skip


@pytest.mark.parametrize("factor", BAD_FACTORS, ids=repr)
def test_what_is_no_factor_is_refused(factor):
    c = ConversionGraph()
    with pytest.raises(ConversionError):
        c.add("crate", "bottle", factor)
    assert c.facts == ()
    with pytest.raises(UnknownUnitError):
        c.convert(1, "crate", "crate")


@pytest.mark.parametrize(
    ("tolerance", "expected"),
    [(0.01, F(1, 100)), ("1 %", F(1, 100)), ("0.5%", F(1, 200)), (F(1, 3), F(1, 3)), (0, F(0))],
)
def test_tolerances_are_read(tolerance, expected):
    assert ConversionGraph().add("crate", "box", 10, tolerance=tolerance).tolerance == expected


@pytest.mark.parametrize("tolerance", [-0.1, 1, 2, "abc", "1 kg", float("nan"), True, "", 1j])
def test_what_is_no_tolerance_is_refused(tolerance):
    c = ConversionGraph()
    with pytest.raises(ConversionError):
        c.add("crate", "box", 10, tolerance=tolerance)
    assert c.facts == ()


NAMES = ["box", "box2", "box6", "Größe", "пачка", "箱", "€", "$", "¥", "£", "¢", "six-pack", "_x",
         "x_", "person_month", "boxes", "None", "nan", "x1e5", "square", "cubic", "ß",
         "R2D2"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_that_a_user_may_give(name):
    c = ConversionGraph()
    c.add(name, "kg", 7)
    assert c.factor(name, "g") == 7000
    assert c.factor(f"mile/{name}", "mile/kg") == F(1, 7)
    assert c.factor(f"{name}^2", "kg^2") == 49
    assert c.copy().convert(F(1, 7), "kg", name) == F(1, 49)
    assert c.from_table(c.to_table()).factor(name, "kg") == 7


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "no name"),
        ("  ", "no name"),
        ("per", "how units are joined"),
        ("squared", "how units are joined"),
        ("box of six", "box_of_six"),
        ("Kiste groß", "Kiste_groß"),
        ("net kg", "net_kg"),
        ("kg\tnet", "kg_net"),
        ("M€", "stands alone"),
        ("R$", "stands alone"),
        ("Mio_€", "stands alone"),
        ("€2", "stands alone"),
        ("box/", "missing"),
        ("box#", "not understood"),
        ("'box'", "not understood"),
        ("a,b", "comma"),
        ("-box", "no meaning"),
        ("big-", "no meaning"),
        ("x" * 1001, "characters"),
    ],
)
def test_names_that_no_one_may_give(name, reason):
    c = ConversionGraph()
    for ends in ((name, "m"), ("m", name)):
        with pytest.raises(UnknownUnitError) as caught:
            c.add(*ends, 7)
        assert reason in str(caught.value)
        assert "own_name" not in str(caught.value)
    assert c.facts == ()


def test_words_between_new_names_do_not_become_names():
    c = ConversionGraph()
    c.add("widget per square grommet", "kg", 7)
    assert c.factor("widget/grommet^2", "kg") == 7
    for word in ("per", "square"):
        with pytest.raises(UnknownUnitError):
            c.convert(1, word, "kg")


def test_a_name_of_one_s_own_takes_no_prefix_and_no_plural():
    c = graph_of(("box", "bottle", 12), ("€", "USD", 1))
    for name in ("kbox", "boxes", "Box", "BOX", "k€", "€s"):
        with pytest.raises(UnknownUnitError) as caught:
            c.convert(1, name, "bottle")
        assert "own_name" not in str(caught.value)
    with pytest.raises(UnknownUnitError, match="did you mean 'box'"):
        c.convert(1, "boxes", "bottle")


def test_dates():
    c = graph_of(
        ("USD", "EUR", "0.92", {"date": "2026-01-31"}),
        ("USD", "EUR", "0.95", {"date": "2026-02-28"}),
    )
    assert c.factor("USD", "EUR") == F("0.95")
    for day, expected in [("2026-01-31", "0.92"), ("2026-02-27", "0.92"), ("2026-02-28", "0.95")]:
        assert c.at(day).factor("USD", "EUR") == F(expected)
        assert c.at(day).factor("EUR", "USD") == 1 / F(expected)
    with pytest.raises(ConversionError):
        c.at("2026-01-30").convert(1, "USD", "EUR")
    c.add("EUR", "USD", "1.10", date="2026-03-31")
    assert c.factor("USD", "EUR") == 1 / F("1.10")
    assert c.at("2026-03-30").factor("USD", "EUR") == F("0.95")
    for day in ("2026-02-30", "yesterday", "", None, 20260101):
        with pytest.raises(ConversionError, match="no date"):
            c.at(day)


def test_overriding():
    c = ConversionGraph()
    with pytest.raises(FactDisagreementError):
        c.add("cup", "mL", 250)
    c.add("cup", "mL", 250, override=True)
    assert c.factor("cup", "mL") == 250
    assert c.factor("gallon", "cup") == GALLON * 4
    assert "not pint's here" in c.converter("cup", "L").notes[0]
    c.remove("mL", "cup")
    assert c.factor("cup", "floz") == 8
    c.add("year", "day", 365, override=True)
    assert c.factor("century", "day") == 36_500
    assert c.factor("kyr", "yr") == 1000
    assert c.factor("a", "day") == 365
    with pytest.raises(ConversionError, match="base unit"):
        c.add("m", "ft", 3, override=True)


def test_nothing_stale_after_a_removal():
    c = graph_of(("box", "bottle", 12), ("bottle", "mL", 750))
    to_litres = c.converter("box", "L")
    assert c.convert(2, "box", "L") == 18
    c.remove("bottle", "box")
    for ask in (c.convert, lambda _, *ends: c.factor(*ends)):
        with pytest.raises(UnknownUnitError):
            ask(2, "box", "L")
    assert c.factor("bottle", "L") == F(3, 4)
    assert to_litres(2) == 18
    c.add("box", "bottle", 6)
    assert c.convert(2, "box", "L") == 9
    with pytest.raises(ComposeError):
        c.remove("bottle", "mL", of="wine")


def test_levels_of_one_s_own():
    c = ConversionGraph()
    c.add("bel", "dB", 10)
    assert c.convert(2, "bel", "dB") == 20
    assert c.convert(2, "bel", "1") == 100
    assert c.convert(1000, "1", "bel") == 3
    with pytest.raises(ConversionError, match="logarithmic"):
        c.add("dB", "kg", 7)
    assert len(c.facts) == 1


@pytest.mark.parametrize(
    ("magnitude", "unit", "dst", "expected"),
    [
        (2, "mile", "km", F("3.218688")),
        (F(1, 3), "mile", "km", F("0.536448")),
        (0.1, "mile", "m", F("160.9344")),
        (Decimal("0.5"), "m", "cm", F(50)),
        (5, "kg*m/s**2", "N", F(5)),
        (1, "km", "m", F(1000)),
        (1e300, "m", "km", F("1e297")),
        (3, "", "1", F(3)),
    ],
)
def test_a_quantity_may_be_the_unit(magnitude, unit, dst, expected):
    quantity = pint.application_registry.Quantity(magnitude, unit)
    c = ConversionGraph()
    assert c.factor(quantity, dst) == expected
    assert c.factor(dst, quantity) == 1 / expected
    assert c.convert(F(3), quantity, dst) == 3 * expected
    c.add("leap", quantity, 2)
    assert c.copy().factor("leap", dst) == 2 * expected


@pytest.mark.parametrize("magnitude", [0, -1, float("nan"), float("inf"), [1, 2]])
def test_not_every_quantity_is_a_unit(magnitude):
    quantity = pint.application_registry.Quantity(magnitude, "m")
    with pytest.raises(UnknownUnitError):
        ConversionGraph().factor(quantity, "m")
