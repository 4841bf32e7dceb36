from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pint
import pytest

from compose import Graph
from compose.engine.algebra import COUNTING, LARGEST
from compose.errors import DimensionError, QuestionError, UnitError

registry = pint.get_application_registry()


def cylinder():
    """A volume of a radius and a height, in units that do not fit together by themselves."""
    graph = Graph()
    graph.add_node("radius", value=3.0 * registry.mm)
    graph.add_node("height", unit="cm")
    graph.add_node("area", unit="mm^2")
    graph.add_node("volume", unit="mL")
    graph.add_edge("radius", "area", 19.0)
    graph.add_edge("area", "volume", 0.5)
    graph.add_edge("height", "volume", "3 mL/mm")
    return graph


def same(quantity, magnitude, unit):
    return quantity.magnitude == magnitude and quantity.units == registry.Unit(unit)


def test_a_derivative_is_a_quantity():
    graph = cylinder()
    assert same(graph.derivative("volume", "radius"), 9.5, "mL/mm")
    assert same(graph.derivative("volume", "height"), 30, "mL/cm")
    assert same(graph.derivative("area", "radius"), 19.0, "mm^2/mm")
    assert graph.node("radius").value == 3.0
    assert graph.node("radius").unit == registry.mm


def test_a_gradient_is_a_mapping_of_quantities():
    gradient = cylinder().gradient("volume", ["radius", "height", "area"])
    assert same(gradient["radius"], 9.5, "mL/mm")
    assert same(gradient["height"], 30, "mL/cm")
    assert same(gradient["area"], 0.5, "mL/mm^2")
    assert same(cylinder().sensitivities("radius")["volume"], 9.5, "mL/mm")
    assert same(cylinder().gradient("area", ["height"])["height"], 0.0, "mm^2/cm")


def test_a_jacobian_is_magnitudes_and_units_of_rows_and_columns():
    jacobian = cylinder().jacobian(["volume", "area"], ["radius", "height"])
    assert jacobian.magnitudes.tolist() == [[9.5, 30.0], [19.0, 0.0]]
    assert jacobian.rows == (registry.mL, registry.mm**2)
    assert jacobian.columns == (registry.mm, registry.cm)
    assert np.array_equal(np.asarray(jacobian), jacobian.magnitudes)
    assert "milliliter" in repr(jacobian)


def test_paths_contributions_and_explanations_have_units():
    graph = cylinder()
    (path,) = graph.paths("volume", "radius")
    assert same(path.product, 9.5, "mL/mm")
    assert path.factors == (19.0, 0.5)
    (path,) = graph.paths("volume", "radius", top=1)
    assert same(path.product, 9.5, "mL/mm")
    assert same(graph.contribution("volume", "radius", via="area"), 9.5, "mL/mm")
    assert same(graph.contribution("volume", "height", via="area"), 0.0, "mL/cm")
    explained = graph.explain("volume", "radius", top=0)
    assert same(explained.total, 9.5, "mL/mm")
    assert same(explained.rest.total, 9.5, "mL/mm")
    assert explained.rest.error < 1e-13


def test_whole_sweeps_are_magnitudes():
    assert cylinder().adjoints("volume").tolist() == [9.5, 30.0, 0.5, 1.0]


def test_questions_that_are_no_derivatives_have_no_units():
    graph = cylinder()
    assert graph.count_paths("volume", "radius") == 1
    assert graph.derivative("volume", "radius", algebra=COUNTING) == 1
    assert graph.derivative("volume", "radius", algebra=LARGEST) == 9.5


def test_a_quantity_is_converted_exactly_and_keeps_its_kind():
    graph = Graph()
    graph.add_node("x", unit="mL")
    graph.add_node("y", unit="km^3")
    graph.add_edge("x", "y", "1 mL/mL")
    assert graph.edges[0].local == Fraction(1, 10**15)
    graph.add_edge("x", "y", 1.0 * registry.dimensionless)
    assert graph.edges[1].local == 1e-15
    assert type(graph.edges[1].local) is float
    graph.add_edge("x", "y", Fraction(1, 3) * registry.dimensionless)
    assert graph.edges[2].local == Fraction(1, 3 * 10**15)


def test_a_jacobian_may_be_a_quantity():
    graph = Graph()
    graph.add_node("x", unit="m")
    graph.add_node("y", unit="N")
    graph.add_edge("x", "y", np.array([[1.0, 2.0], [3.0, 4.0]]) * registry("N/mm"))
    assert graph.node("x").shape == (2,)
    found = graph.derivative("y", "x")
    assert found.magnitude.tolist() == [[1000.0, 2000.0], [3000.0, 4000.0]]
    assert found.units == registry.Unit("N/m")


@pytest.mark.parametrize("scale", ["degC", "degF", "K", "degR"])
def test_scales_with_an_offset_use_their_differences(scale):
    graph = Graph()
    graph.add_node("T", unit=scale)
    graph.add_node("Q", unit="J")
    graph.add_edge("T", "Q", "5 J/degC")
    exact = Fraction(5) * (Fraction(5, 9) if scale in ("degF", "degR") else 1)
    assert graph.edges[0].local == exact
    found = graph.derivative("Q", "T")
    assert found.magnitude == exact
    assert "offset" not in repr(found)
    assert found.to("J/K").magnitude == pytest.approx(5)


def test_a_pure_number_may_be_counted_in_percent():
    graph = Graph()
    graph.add_node("part", unit="dimensionless")
    graph.add_node("share", unit="percent")
    graph.add_edge("part", "share", "1")
    graph.add_node("plain")
    graph.add_edge("plain", "share", "1")
    assert [edge.local for edge in graph.edges] == [100, 100]
    assert graph.derivative("share", "part").to("").magnitude == 1


def test_plain_numbers_are_in_the_units_of_the_nodes():
    graph = Graph()
    graph.add_node("x", unit="km")
    graph.add_edge("x", "y", 5)
    assert same(graph.derivative("y", "x"), 5, "1/km")
    assert same(graph.derivative("x", "x"), 1, "")


def test_nodes_without_units_answer_with_plain_numbers():
    graph = cylinder()
    graph.add_edges(["a"], ["b"], [2.0])
    assert graph.derivative("b", "a") == 2.0
    assert type(graph.derivative("b", "a")) is float


def test_a_unit_that_comes_after_its_quantities_is_refused():
    graph = Graph()
    graph.add_edge("x", "y", "3")
    with pytest.raises(UnitError, match="before"):
        graph.add_node("x", unit="mm")
    graph.add_edge("u", "v", 3.0)
    graph.add_node("u", unit="mm")
    assert same(graph.derivative("v", "u"), 3.0, "1/mm")


def test_a_unit_may_be_given_again_in_any_spelling():
    graph = Graph()
    graph.add_node("x", unit="mm")
    graph.add_node("x", unit=registry.millimeter)
    graph.add_node("x", unit="millimetre")
    graph.add_node("x", value=5 * registry.mm)
    graph.add_node("x", value=3 * registry.m)
    assert graph.node("x").value == 3000


def test_a_value_is_converted_to_the_unit_of_its_node():
    graph = Graph()
    graph.add_node("d", value=3 * registry.m, unit="mm")
    assert (graph.node("d").value, str(graph.node("d").unit)) == (3000, "millimeter")
    for value, unit in ((3 * registry.m, "kg"), (registry.Quantity(20, "degC"), "degF")):
        with pytest.raises(UnitError, match="node 'm'"):
            graph.add_node("m", value=value, unit=unit)
    assert "m" not in graph
    graph.add_node("t", value=registry.Quantity(20, "degC"))
    assert graph.node("t").value == 20


def test_a_registry_of_pints_may_stand_for_its_resolver():
    graph = Graph(units=registry)
    graph.add_node("x", unit="mm")
    assert str(graph.node("x").unit) == "millimeter"
    with pytest.raises(QuestionError, match="registry"):
        Graph(units="mm")


@dataclass(frozen=True)
class Power:
    """A unit that is a power of ten."""

    exponent: int

    def __bool__(self):
        return self.exponent != 0

    def __str__(self):
        return f"e{self.exponent}"


class Decades:
    """The smallest resolver: units are powers of ten, written e3."""

    def __init__(self):
        self.asked = []

    def unit(self, spec):
        self.asked.append(spec)
        return spec if isinstance(spec, Power) else Power(int(spec.removeprefix("e")))

    def split(self, value):
        number, _, unit = value.partition(" ")
        return Fraction(number), self.unit(unit)

    def local(self, local, source, target):
        magnitude, unit = self.split(local)
        if source is None or target is None:
            raise DimensionError(str(unit), "nothing", "decades", "none")
        return magnitude * Fraction(10) ** (unit.exponent - target.exponent + source.exponent)

    def quantity(self, magnitude, of, wrt=None):
        exponents = [unit.exponent if unit is not None else 0 for unit in (of, wrt)]
        return (magnitude, Power(exponents[0] - exponents[1]))

    def text(self, unit):
        return str(unit)


def decades():
    graph = Graph(units=Decades())
    for name, unit in {"x": "e0", "y": "e3", "z": "e-2"}.items():
        graph.add_node(name, unit=unit)
    graph.add_edge("x", "y", "5 e1")
    graph.add_edge("y", "z", 7)
    return graph


def test_a_resolver_of_ones_own():
    graph = decades()
    assert graph.edges[0].local == Fraction(5, 100)
    assert graph.derivative("y", "x") == (Fraction(5, 100), Power(3))
    assert graph.gradient("z") == {"x": (Fraction(35, 100), Power(-2))}
    assert graph.node("y").unit == Power(3)
    assert graph.resolver.asked[:3] == ["e0", "e3", "e-2"]


def test_a_resolver_of_ones_own_says_what_it_does_not_know():
    graph = decades()
    with pytest.raises(UnitError, match="'5 e1' should be in"):
        graph.add_edge("x", "new", "5 e1")
    assert "new" not in graph


def test_a_unit_that_is_false_is_a_unit():
    graph = decades()
    with pytest.raises(UnitError):
        graph.add_node("x", unit="e1")
    jacobian = graph.jacobian(["x"], ["x"])
    assert (jacobian.rows, jacobian.columns) == ((Power(0),), (Power(0),))
