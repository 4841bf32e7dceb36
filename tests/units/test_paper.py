"""Conversions on paper. What is printed is read back by a reader of its own and worked out."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compose import Explanation, Graph, units
from compose.engine.agreement import Agreement
from compose.engine.maps import Affine
from compose.engine.projective import Moebius
from compose.engine.valued import Exponential, Function, Logarithmic, chain
from compose.errors import ConversionError
from compose.units.paper import on_paper
from compose.units.paper.written import unit_text, written

AMOUNT = re.compile(r"(-?[\d.]+(?:/\d+)?[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]*(?: × 10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?)\s*(.*)")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def explained(src, dst, via=None, **options):
    graph = units.graph_between(src, dst, via)
    return on_paper(graph.explain(dst, src, algebra=Agreement()), **options)


def of_edges(*edges, **options):
    graph = Graph()
    for source, target, local, attributes in edges:
        graph.add_edge(source, target, local, **attributes)
    first, last = edges[0][0], edges[-1][1]
    return on_paper(graph.explain(last, first, algebra=Agreement()), **options)


def line_of(why):
    """Return the calculation of the printed text, joined to one line."""
    block = str(why).split("\n\n")[1]
    return " ".join(block.split())


def number(text):
    """Read 1000, 0.5, 5/9, 10⁶ and 1.5 × 10⁻⁷."""
    if "×" in text:
        mantissa, power = text.split("×")
        return number(mantissa) * number(power)
    base, raised = re.fullmatch(r"([-\d./]+)([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]*)", text.strip()).groups()
    exponent = int(raised.translate(SUPERSCRIPTS)) if raised else 1
    return Fraction(base) ** exponent


def unit(text):
    """Read m/s, kg·m²/(s²·K) as exponents."""
    powers = Counter()
    over, _, under = text.strip().partition("/")
    for sign, side in ((1, over), (-1, under.strip("()"))):
        for name in filter(None, side.split("·")):
            base, raised = re.fullmatch(r"(.*?)([⁰¹²³⁴⁵⁶⁷⁸⁹]*)", name.strip()).groups()
            powers[base] += sign * int(raised.translate(SUPERSCRIPTS) or 1)
    powers.pop("1", None)
    return powers


def amount(text):
    match = AMOUNT.fullmatch(text.strip())
    return number(match[1]), unit(match[2])


def worked_out(line):
    """Multiply a line out: the number and the exponents at the left, and those at the right."""
    left, _, right = line.partition(" = ")
    head, *brackets = re.split(r" × (?=\()", left)
    value, powers = amount(head)
    for bracket in brackets:
        inner, raised = re.fullmatch(r"\((.*)\)([²³⁴⁵⁶⁷⁸⁹]?)", bracket).groups()
        exponent = int(raised.translate(SUPERSCRIPTS) or 1)
        over, under = (amount(side) for side in inner.split(" / "))
        value *= (over[0] / under[0]) ** exponent
        for name in {*over[1], *under[1]}:
            powers[name] += exponent * (over[1][name] - under[1][name])
    return (value, +powers, -powers), right.partition(" ≈ ")[0]


EXACT = [
    ("m/s", "km/h", None),
    ("mL", "km^3", ["cm^3", "m^3"]),
    ("mile", "km", None),
    ("acre", "m^2", None),
    ("kg/m^3", "g/cm^3", None),
    ("mg/dL", "g/L", None),
    ("kW*h", "J", None),
    ("lb", "kg", None),
    ("in^2", "cm^2", None),
    ("psi", "Pa", None),
    ("m^3/h", "L/min", None),
    ("1/s", "1/min", None),
    ("gallon", "mL", None),
    ("km/h", "mile/hour", ["m/h", "mile/h"]),
    ("meter/second", "m/min", None),
    ("kilogram*kilometer/second", "kg*meter/hour", None),
]


@pytest.mark.parametrize(("src", "dst", "via"), EXACT)
@pytest.mark.parametrize("value", [None, 10, Fraction(7, 4), 0.5])
def test_the_printed_line_is_a_true_equation(src, dst, via, value):
    why = explained(src, dst, via, value=value)
    (product, *powers), right = worked_out(line_of(why))
    result, unit_of_result = amount(right)
    exact = units.factor(src, dst) * Fraction(1 if value is None else value)
    assert product == exact
    assert result == (Fraction(str(float(exact))) if isinstance(value, float) else exact)
    assert powers == [+unit_of_result, -unit_of_result]


def test_the_line_is_as_on_paper():
    why = explained("m/s", "km/h", value=10)
    assert line_of(why) == "10 m/s × (1 km / 1000 m) × (3600 s / 1 h) = 36 km/h"


def test_a_power_is_a_bracket_raised():
    assert line_of(explained("cm^3", "m^3")) == "1 cm³ × (1 m / 100 cm)³ = 10⁻⁶ m³"
    assert line_of(of_edges(("in^2", "a^2", 7, {}))) == "1 in² × (7 a² / 1 in²) = 7 a²"


@pytest.mark.parametrize(
    ("factor", "attributes", "bracket"),
    [
        (Fraction(789, 1000), {}, "(0.789 b / 1 a)"),
        (Fraction(1000, 789), {"inverted": True}, "(1 b / 0.789 a)"),
        (Fraction(16, 5), {}, "(3.2 b / 1 a)"),
        (Fraction(16, 5), {"inverted": True}, "(1 b / 0.3125 a)"),
        (Fraction(5, 9), {}, "(5 b / 9 a)"),
        (12, {}, "(12 b / 1 a)"),
        (Fraction(1, 10**9), {}, "(1 b / 10⁹ a)"),
        (Fraction(1, 3600), {}, "(1 b / 3600 a)"),
        (Fraction(1, 299792458**2), {}, "(1 b / 89875517873681764 a)"),
        (Fraction("1.602176634e-19"), {}, "(1.602176634 × 10⁻¹⁹ b / 1 a)"),
        (Fraction(2**80 + 1, 3**60), {}, None),
    ],
)
def test_factors_are_written_as_people_write_them(factor, attributes, bracket):
    line = line_of(of_edges(("a", "b", factor, attributes)))
    if bracket is None:
        assert "(≈ " in line
        assert " ≈ " in line.partition(")")[2]
    else:
        assert bracket in line


@pytest.mark.parametrize(("power", "shown"), [(400, "³⁹⁵"), (-400, "⁻⁴⁰⁵")])
def test_a_rounded_factor_may_be_beyond_all_floats(power, shown):
    line = line_of(of_edges(("a", "b", Fraction(10) ** power * (2**80 + 1) / 3**60, {})))
    assert line.startswith(f"1 a × (≈ 2.8518348372694079 × 10{shown} b / 1 a)")


def test_a_rounded_factor_is_written_in_decimals():
    line = line_of(of_edges(("a", "b", Fraction(2**80 + 1, 3**60), {})))
    assert line.startswith("1 a × (≈ 2.851834837269408 × 10⁻⁵ b / 1 a)")


@pytest.mark.parametrize(
    ("factor", "shown"),
    [
        (Fraction("1.602176634e-19"), "1.602176634e-19"),
        (1 / Fraction("4.4482216152605"), "1/4.4482216152605"),
        (Fraction(107260234375, 1306449), "107260234375/1306449"),
        (Fraction(2**80 + 1, 3**60), "≈ 2.85183e-05"),
    ],
)
def test_no_digit_of_a_factor_is_left_out_in_silence(factor, shown):
    told = str(of_edges(("a", "b", factor, {}), ("b", "c", 7, {}))).split("\n\n")
    assert f"{shown} · 7" in " ".join(told[0].split())
    assert told[-1].startswith(f"  a → b: {shown}, exact")


@pytest.mark.parametrize("unit", ["km", "degC", "dBm", "1"])
def test_a_unit_into_itself_is_no_step(unit):
    told = str(units.explain(unit, unit, value=20))
    suffix = "" if unit == "1" else f" {unit}"
    assert told.splitlines() == [f"{unit} → {unit}: 1", "", f"  20{suffix} = 20{suffix}"]


def test_pi_stays_a_symbol():
    why = explained("turn", "rad")
    assert line_of(why).endswith("= 2π rad ≈ 6.283185307179586 rad")
    assert why.kind == "irrational"
    assert line_of(explained("deg", "rad")).startswith("1 deg × (π rad / 180 deg) = π/180 rad ≈")
    assert r"= \frac{\pi}{180}\,\mathrm{rad}" in explained("deg", "rad").to_latex()
    assert line_of(explained("turn", "degree")).endswith("(180 degree / π rad) = 360 degree")


def test_what_lies_between_is_spelt_as_the_ends():
    line = line_of(explained("cubic meter per second", "L/min", value=2))
    assert line == (
        "2 meter³/second × (10 dm / 1 meter)³ × (60 L·second / 1 min·dm³) = 120000 L/min"
    )


@pytest.mark.parametrize(
    ("src", "dst", "shown"),
    [
        ("nautical_mile", "parsec", "463·tansec/37399467675"),
        ("tex_didot", "planck_length", "≈ 2.326767878582012e+31"),
        ("wien_x", "radian", "wien_x ≈ 4.965114231744276"),
        ("radian", "wien_x", "1/wien_x ≈ 0.20140523527264217"),
    ],
)
def test_other_constants_stay_symbols_while_that_is_short(src, dst, shown):
    why = explained(src, dst)
    assert shown in str(why)
    assert max(map(len, str(why).splitlines())) <= 80
    assert why.to_latex().count("{") == why.to_latex().count("}")


def test_temperatures_are_formulas():
    assert line_of(explained("degC", "degF", value=37)) == (
        "37 degC = (37 × 9/5 + 32) degF = 98.6 degF"
    )
    assert line_of(explained("degC", "degF")) == "x degC = (x × 9/5 + 32) degF"
    back = line_of(explained("degF", "degC", value=-40))
    assert back.startswith("-40 degF = (-40 × 5/9 - ")
    assert back.endswith("= -40 degC")


def test_an_inverse_is_a_formula():
    why = of_edges(("mpg", "L/100km", Moebius(0, Fraction(112903, 480), 1, 0), {}), value=30)
    assert line_of(why).startswith("30 mpg = (112903/480) / 30 L/(100km)")
    assert line_of(why).endswith(f"≈ {112903 / 480 / 30} L/(100km)")


def test_a_logarithm_is_a_formula_and_what_follows_a_line_of_its_own():
    edges = ("dBm", "mW", Exponential(1, 10, 10), {}), ("mW", "W", Fraction(1, 1000), {})
    block = str(of_edges(*edges, value=30)).split("\n\n")[1].splitlines()
    assert block == [
        "  30 dBm = 1 mW × 10^(30 / 10) = 1000 mW",
        "  1000 mW × (1 W / 1000 mW) = 1 W",
    ]
    block = str(of_edges(*edges)).split("\n\n")[1].splitlines()
    assert block[0] == "  x dBm = 1 mW × 10^(x / 10)"


@pytest.mark.parametrize(
    ("src", "dst", "value", "end"),
    [
        ("dBm", "W", 13, "≈ 0.019952623149688795 W"),
        ("dBm", "W", 30.0, "= 1 W"),
        ("dBm", "W", 0.5, "≈ 0.0011220184543019635 W"),
        ("W", "dBm", Fraction(1, 1000), "= 0 dBm"),
        ("W", "dBm", 0.001, "≈ 9.040569998937066 × 10⁻¹⁷ dBm"),
        ("W", "dBm", 3, "≈ 34.771212547196626 dBm"),
        ("dBm", "dBW", 13, "= -17 dBW"),
    ],
)
def test_a_logarithm_that_was_rounded_says_so(src, dst, value, end):
    assert line_of(units.explain(src, dst, value=value)).endswith(end)


def test_simple_maps_behind_a_function_are_one_line():
    edges = (
        ("raw", "degC", Function(lambda x: x * x, lambda x: 2 * x, name="curve"), {}),
        ("degC", "K", Affine(1, Fraction(5463, 20)), {}),
        ("K", "degF", Affine(Fraction(9, 5), Fraction(-45967, 100)), {}),
    )
    block = str(of_edges(*edges, value=5)).split("\n\n")[1].splitlines()
    assert block == [
        "  5 raw = curve(5) degC = 25 degC",
        "  25 degC = (25 × 9/5 + 32) degF = 77 degF",
    ]


@pytest.mark.parametrize(
    ("local", "formula"),
    [
        (Logarithmic(1, 10, 10), "x a = 10 × log₁₀(x) b"),
        (Logarithmic(1, 10, -1), "x a = -log₁₀(x) b"),
        (Logarithmic(Fraction(1, 1000), 10, 10), "x a = 10 × log₁₀(x / 0.001) b"),
        (Exponential(1, 10, -1), "x a = 1 b × 10^(-x)"),
        (Function(abs, abs, name="calibrated"), "x a = calibrated(x) b"),
        (chain(Affine(2, 1), Logarithmic(1, 2, 1)), "x a = log₂(x × 2 + 1) b"),
        (Moebius(1, 2, 1, 3), "x a = (x + 2) / (x + 3) b"),
    ],
)
def test_maps_as_formulas(local, formula):
    assert line_of(of_edges(("a", "b", local, {}))) == formula


def test_steps_say_where_they_come_from():
    known = {"fact": "L = 0.789 kg", "of": "ethanol", "note": "bei 20 °C", "reference": "Blatt 7"}
    known |= {"date": "2026-03-01", "kind": "measured", "origin": "fact"}
    local = Affine(Fraction(789, 1000), 0, Fraction(1, 1578))
    why = of_edges(("L", "kg", local, known), value=2)
    text = " ".join(str(why).split())
    for part in ("L = 0.789 kg", "of ethanol", "bei 20 °C", "source: Blatt 7", "2026-03-01"):
        assert part in text
    assert "L → kg: 0.789 ± 0.0005, measured" in text
    assert line_of(why) == "2 L × (0.789 kg / 1 L) = (1.578 ± 0.001) kg"
    assert (why.kind, why.tolerance) == ("measured", Fraction(1, 1578))


def test_doubtful_digits_are_not_written():
    local = Affine(Fraction(1000, 180156), 0, Fraction(1, 360312))
    why = of_edges(("mg", "mmol", local, {"inverted": True}), value=90)
    assert line_of(why).endswith("≈ (0.4995670 ± 0.0000014) mmol")


def test_a_doubt_larger_than_the_number_leaves_the_number():
    line = line_of(of_edges(("a", "b", Affine(Fraction(1), 0, Fraction(200)), {})))
    assert line == "1 a × (1 b / 1 a) = (1 ± 2e+2) b".replace("2e+2", "2 × 10²")


def test_the_worst_class_counts():
    edges = [(k, k + 1, 2, {"kind": kind}) for k, kind in enumerate(["exact", "conventional"])]
    assert of_edges(*edges).kind == "conventional"


class _Remaining(HTMLParser):
    """Collects the text outside <s>."""

    def __init__(self):
        super().__init__()
        self.inside, self.text, self.tags = 0, "", set()

    def handle_starttag(self, tag, _attrs):
        self.tags.add(tag)
        self.inside += tag == "s"

    def handle_endtag(self, tag):
        self.inside -= tag == "s"

    def handle_data(self, data):
        self.text += "" if self.inside else data


def remaining_units(line):
    """Add up the exponents of what is not struck through, left of the answer."""
    left = re.split(r" [=≈] ", line)[0]
    powers = Counter()
    for part in re.split(r" × (?=\()", left):
        inner, raised = re.fullmatch(r"\(?(.*?)\)?([²³⁴⁵⁶⁷⁸⁹]?)", part).groups()
        exponent = int(raised.translate(SUPERSCRIPTS) or 1)
        is_bracket = part.startswith("(")
        over, _, under = inner.partition(" / " if is_bracket else "/")
        if not is_bracket:
            inner = part
            over, _, under = inner.partition("/")
            exponent = 1
        for sign, side in ((1, over), (-1, under)):
            for name in re.findall(r"[a-zµ]+[⁰¹²³⁴⁵⁶⁷⁸⁹]*", side, re.IGNORECASE):
                base, power = re.fullmatch(r"(.*?)([⁰¹²³⁴⁵⁶⁷⁸⁹]*)", name).groups()
                powers[base] += sign * exponent * int(power.translate(SUPERSCRIPTS) or 1)
    return {name: power for name, power in powers.items() if power}


@pytest.mark.parametrize(("src", "dst", "via"), [*EXACT, ("m^2", "ft*m", None)])
def test_what_is_not_struck_through_is_the_unit_of_the_answer(src, dst, via):
    why = explained(src, dst, via)
    html = why.to_html().split("<p>")[2].partition("</p>")[0]
    reader = _Remaining()
    reader.feed(html)
    expected = {name: int(power) for name, power in written(dst).powers.items()}
    assert remaining_units(reader.text) == expected
    markdown = unescape(re.sub(r"<s>.*?</s>", "", why.to_markdown().split("\n\n")[1]))
    assert remaining_units(markdown) == expected


def test_part_of_a_power_cancels():
    step = ("m^2", "m*ft", Fraction(1250, 381), {})
    why = of_edges(step, value=10)
    assert "10 m<s>²</s> × (1 ft / 0.3048 <s>m</s>)" in why.to_markdown()
    assert r"10\,\mathrm{m}^{\cancel{2}} \times" in why.to_latex()
    assert "10 m² × (1 ft / 0.3048 m)" in line_of(why)


def test_latex_strikes_through():
    latex = explained("m/s", "km/h", value=10).to_latex()
    assert latex == (
        r"10\,\frac{\cancel{\mathrm{m}}}{\cancel{\mathrm{s}}} "
        r"\times \frac{1\,\mathrm{km}}{1000\,\cancel{\mathrm{m}}} "
        r"\times \frac{3600\,\cancel{\mathrm{s}}}{1\,\mathrm{h}} "
        r"= 36\,\frac{\mathrm{km}}{\mathrm{h}}"
    )


@pytest.mark.parametrize("name", ["<script>", "a|b", "x_y%", "$5", "`q`", "<s>", "a&b", "個", "\n"])
def test_names_are_only_names(name):
    note = f"note {name} <b>bold</b> | *x*"
    why = of_edges((name, "box", 12, {"fact": note}), names={name}, notes=[note])
    reader = _Remaining()
    reader.feed(why.to_html())
    assert reader.tags <= {"div", "p", "s", "table", "tr", "th", "td", "ul", "li"}
    table = [row for row in why.to_markdown().splitlines() if row.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in table} == {5}
    assert "<b>" not in why.to_markdown()
    assert "<script>" not in why.to_markdown()
    for special in "%$&#_":
        assert re.search(rf"(?<!\\)\{special}", why.to_latex()) is None
    assert all(line.isprintable() for line in str(why).splitlines())


def test_text_fits_into_80_columns():
    names = [f"unit_{chr(97 + k)}" for k in range(20)]
    edges = [(a, b, 10, {"note": "words " * 30}) for a, b in pairwise(names)]
    why = of_edges(*edges)
    assert max(map(len, str(why).splitlines())) <= 80
    assert "… (7 more) …" in str(why)
    assert "\xa0" not in str(why)


def test_a_long_chain_is_explained():
    graph = Graph()
    graph.add_edges(range(3000), range(1, 3001), [Fraction(2) if k % 2 else 3 for k in range(3000)])
    why = on_paper(graph.explain(3000, 0, algebra=Agreement()))
    assert why.total == 6**1500
    assert len(str(why).splitlines()) < 40


def test_it_is_an_explanation_and_pickles():
    why = explained("m/s", "km/h", value=10)
    assert isinstance(why, Explanation)
    assert why.total == Fraction(18, 5)
    assert [path.product for path in why.paths] == [Fraction(18, 5)]
    copy = pickle.loads(pickle.dumps(why))  # noqa: S301 - its own
    assert str(copy) == str(why)
    assert copy.to_latex() == why.to_latex()


def test_branches_that_agree_are_counted():
    graph = Graph()
    graph.add_edge("a", "b", 2)
    graph.add_edge("a", "b", 2)
    assert "both paths agree" in str(on_paper(graph.explain("b", "a", algebra=Agreement())))


@pytest.mark.parametrize("value", [[1], "5", True, 1j, object()])
def test_only_one_number_is_explained(value):
    with pytest.raises(ConversionError):
        explained("m", "km", value=value)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), -0.0, 5e-324, 1e308])
@pytest.mark.parametrize("pair", [("m", "km"), ("degC", "degF")])
def test_odd_floats_are_shown(pair, value):
    assert repr(value).partition("e")[0].removesuffix(".0") in str(explained(*pair, value=value))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("kg m^2 s^-2", "kg·m²/s²"),
        ("kilogram * meter ** 2 / second ** 2", "kilogram·meter²/second²"),
        ("cubic meter per second", "meter³/second"),
        ("square_meter", "meter²"),
        ("meter squared / s", "meter²/s"),
        ("m.s-1", "m/s"),
        ("m3/h", "m³/h"),
        ("J/(kg·K)", "J/(kg·K)"),
        ("J/kg/K", "J/(kg·K)"),
        ("m^(1/2)", "m^(1/2)"),
        ("s^-1", "1/s"),
        ("L/100km", "L/(100km)"),
        ("m·m", "m²"),
        ("inH2O", "inH2O"),
        ("(m/s)^2", "(m/s)^2"),
        ("a//b", "a//b"),
        ("1", ""),
        ("", ""),
        ("box-of-12/d", "box-of-12/d"),
    ],
)
def test_units_are_read_as_written(text, shown):
    assert unit_text(written(text, {"box-of-12"})) == shown


NAMES = st.sampled_from(["m", "s", "kg", "µL", "box", "€"])
POWERS = st.dictionaries(NAMES, st.integers(-3, 3).filter(bool), min_size=1, max_size=4)


@given(POWERS)
def test_any_product_is_read_back(powers):
    exact = {name: Fraction(power) for name, power in powers.items()}
    text = "*".join(f"{name}**{power}" for name, power in powers.items())
    assert written(text).powers == exact
    assert written(unit_text(written(text))).powers == exact


@st.composite
def walks(draw):
    """Walk from one product of units to another, replacing part of a power at a time."""
    powers = Counter({"a": draw(st.sampled_from([-3, -2, -1, 1, 2, 3]))})
    powers["b"] = draw(st.sampled_from([-2, -1, 1, 2]))
    seen, edges, here = [dict(powers)], [], product_text(powers)
    for _ in range(draw(st.integers(1, 5))):
        old = draw(st.sampled_from(sorted(name for name in powers if powers[name])))
        new = draw(st.sampled_from([name for name in "abcdef" if name != old]))
        moved = draw(st.sampled_from([powers[old], powers[old] // abs(powers[old])]))
        powers[old] -= moved
        powers[new] += moved
        there = product_text(powers)
        if powers in map(Counter, seen):
            break
        scale = draw(st.fractions(Fraction(1, 20), 50, max_denominator=20))
        edges.append((here, there, scale ** abs(moved), {}))
        seen.append(dict(powers))
        here = there
    assume(edges)
    return edges


def product_text(powers):
    return "*".join(f"{name}**{power}" for name, power in powers.items() if power) or "1"


@given(walks(), st.integers(1, 99))
def test_random_walks_cancel_and_multiply_out(edges, value):
    why = of_edges(*edges, value=value)
    line = line_of(why)
    factor = Fraction(1)
    for _, _, local, _ in edges:
        factor *= local
    (product, *powers), right = worked_out(line)
    result, unit_of_result = amount(right)
    assert product == result == factor * value
    assert powers == [+unit_of_result, -unit_of_result]
    expected = {name: int(power) for name, power in written(edges[-1][1]).powers.items()}
    reader = _Remaining()
    reader.feed(why.to_html().split("<p>")[2].partition("</p>")[0])
    assert remaining_units(reader.text) == expected


@given(st.text(max_size=30))
def test_any_text_is_a_unit(text):
    assert isinstance(unit_text(written(text)), str)
