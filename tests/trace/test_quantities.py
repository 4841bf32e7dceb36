"""Variables that hold quantities: operators, questions, graphs, transforms, refusals."""

from __future__ import annotations

import pickle
import subprocess
import sys
from itertools import product

import numpy as np
import pint
import pytest
from numpy.testing import assert_allclose

from compose import (
    define_rule,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    primitive,
    units,
    variable,
    vjp,
)
from compose.errors import ConversionError, DimensionError, TraceError
from compose.trace.compiling import compile  # noqa: A004 - the name people look for
from compose.trace.measured import OperandError

U = units.registry
Q = U.Quantity
MM = U.millimeter


def test_the_derivative_of_an_area_is_a_length():
    r = variable(3 * MM, "r")
    area = np.pi * r**2
    assert area.derivative(r) == Q(6 * np.pi, "mm")
    assert str(area.derivative(r).units) == "millimeter"
    assert area.gradient()[r] == area.derivative(r)
    assert area.gradient().by_name() == {"r": area.derivative(r)}


def test_a_number_without_dimension_is_a_quantity_too():
    r = variable(3 * MM)
    assert (2.0 * r).derivative(r) == Q(2.0, "dimensionless")
    assert isinstance((2.0 * r).derivative(r), pint.Quantity)
    assert (2.0 * r).graph().derivative("v2", "v1") == Q(2.0, "dimensionless")


def test_a_plain_variable_among_quantities():
    n, r = variable(2.0, "n"), variable(3 * MM, "r")
    assert (n * r).derivative(n) == 3 * MM
    assert (n * r).derivative(r) == Q(2.0, "")
    assert (r / r + n).derivative(n) == Q(1.0, "")


def test_nothing_depends_on_nothing():
    r, d = variable(3 * MM), variable(2 * U.second)
    assert (r * r).derivative(d) == Q(0.0, "mm**2/s")


OPERATORS = {
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "%": lambda a, b: a % b,
    "np.multiply": np.multiply,
    "np.add": np.add,
    "np.hypot": np.hypot,
    "np.arctan2": np.arctan2,
    "np.interp": lambda a, b: np.interp(a, np.stack([0.0 * b, 100.0 * b]), np.stack([0.0 * a, b])),
    "np.maximum": np.maximum,
    "np.stack": lambda a, b: np.stack([a, b]),
    "np.where": lambda a, b: np.where(True, a, b),  # noqa: FBT003 - a condition
}
REGISTRIES = {"application": U, "own": pint.UnitRegistry()}


@pytest.mark.parametrize(("name", "registry"), list(product(OPERATORS, REGISTRIES)))
def test_a_quantity_on_either_side(name, registry):
    own = REGISTRIES[registry]
    left, right = 2.0 * own.inch, 0.75 * own.millimeter
    expected = OPERATORS[name](left, right)
    for pair in (
        (variable(left), right),
        (left, variable(right)),
        tuple(map(variable, (left, right))),
    ):
        answer = OPERATORS[name](*pair).value
        assert answer.units == expected.units
        assert_allclose(answer.magnitude, expected.magnitude, rtol=1e-13)


@pytest.mark.parametrize("registry", REGISTRIES)
def test_powers_matrix_products_and_units_on_the_left(registry):
    own = REGISTRIES[registry]
    v = variable(np.array([1.0, 2.0]))
    assert ((np.array([3.0, 4.0]) * own.mm) @ v).value == 11.0 * own.mm
    assert (own.mm * variable(2.0)).value == 2.0 * own.mm
    assert (variable(2.0) / own.mm).value == own.Quantity(2.0, "1/mm")
    assert ((2.0 * own.dimensionless) ** variable(3.0)).value == own.Quantity(8.0, "")


@pytest.mark.parametrize(
    ("compared", "truth"),
    [
        (lambda v, q: v < q, True),
        (lambda v, q: q < v, False),
        (lambda v, q: q >= v, True),
        (lambda v, q: v == q, False),
        (lambda v, q: q == v, False),
        (lambda v, q: v != q, True),
        (lambda v, q: v == q / 2, True),
        (lambda v, _: v > 0, True),
        (lambda v, _: v < np.inf, True),
    ],
)
def test_comparisons_are_between_quantities(compared, truth):
    assert bool(compared(variable(25.4 * MM), Q(2.0, "inch"))) is truth


def test_quantities_of_two_registries_meet():
    own = pint.UnitRegistry()
    answer = variable(1.0 * own.m) + 1.0 * U.mm
    assert answer.value == 1.001 * own.m


def test_a_registry_that_is_made_and_a_pint_that_is_imported_before():
    script = """
        import pint
        from compose import variable
        v = variable(3.0)
        registry = pint.UnitRegistry()
        product = (2.0 * registry.mm) * v
        print(product.derivative(v), (1.0 * registry.m + product).value)
    """
    lines = "\n".join(line.strip() for line in script.splitlines())
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout == "2.0 millimeter 1.006 meter\n"


def test_plain_programs_never_load_pint():
    script = (
        "import sys, numpy as np; from compose import grad, variable;"
        "x = variable(np.ones(3), 'x'); y = np.sum(np.tanh(x) * 2.0);"
        "y.gradient(); y.explain(x); y.backward();"
        "grad(np.sin)(1.0); print('pint' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_metres_and_seconds_are_not_added():
    d, t = variable(3.0 * U.m, "d"), variable(2.0 * U.s, "t")
    with pytest.raises(DimensionError) as refused:
        d + t
    for fact in ("np.add", "d = 3.0 meter", "t = 2.0 second", "[length]", "[time]"):
        assert fact in str(refused.value)
    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - written the line before
    assert str(again) == str(refused.value)
    assert (again.source, again.target) == ("second", "meter")


@pytest.mark.parametrize("function", [np.exp, np.log, np.sin, np.tanh, np.arccos, np.cumprod])
def test_functions_of_pure_numbers_refuse_lengths(function):
    h = variable([3.0] * MM if function is np.cumprod else 3.0 * MM, "h")
    with pytest.raises(OperandError, match=r"takes a pure number, and was given h = .*\[length\]"):
        function(h)


REFUSED = {
    "r + 1": (lambda r: r + 1.0, DimensionError),
    "r < 1": (lambda r: r < 1.0, DimensionError),
    "2 ** r": (lambda r: 2.0**r, DimensionError),
    "r // 2": (lambda r: r // 2.0, DimensionError),
    "maximum": (lambda r: np.maximum(r, 2.0), DimensionError),
    "where": (lambda r: np.where(r > 0, r, 1.0), DimensionError),
    "concatenate": (lambda r: np.stack([r, 1.0]), DimensionError),
    "clip": (lambda r: np.clip(r, 1.0, 2.0), DimensionError),
    "r ** n": (lambda r: r ** variable(2.0), ConversionError),
    "r ** array": (lambda r: r ** np.array([1.0, 2.0]), ConversionError),
    "to": (lambda r: r.to("second"), DimensionError),
    "index": (lambda r: variable([1.0, 2.0])[r], TraceError),
    "list": (lambda r: variable([r.value, 1.0]), TraceError),
    "float": (float, TraceError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_means_nothing_is_refused(name):
    f, error = REFUSED[name]
    with pytest.raises(error):
        f(variable(3.0 * MM, "r"))


def test_a_list_of_quantities_is_an_array_in_the_unit_of_the_first():
    assert_allclose(variable([0.0 * U.m, 1.0 * MM]).value.m_as("m"), [0.0, 0.001])
    assert_allclose(np.dot(variable([1.0, 2.0]), [1.0 * U.m, 1.0 * MM]).value.m_as("m"), 1.002)


def test_ints_become_floats_and_float32_stays():
    assert type(variable(3 * MM).value.magnitude) is float
    assert variable(np.arange(3) * MM).dtype == np.float64
    assert variable(np.ones(2, np.float32) * MM).to("m").value.magnitude.dtype == np.float32
    x = variable(np.ones(2, np.float32) * MM)
    assert np.sum(x**2).gradient()[x].magnitude.dtype == np.float32


def test_a_conversion_is_an_edge_with_its_factor():
    r, d = variable(3.0 * MM, "r"), variable(2.0 * U.inch, "d")
    graph = (r + d).graph()
    converted = graph.node("v1")
    assert (converted.label, converted.value, str(converted.unit)) == (
        "d in mm",
        50.8,
        "millimeter",
    )
    edge = next(edge for edge in graph.edges if edge.target == "v1")
    assert (edge.source, edge.local, edge.attributes["expression"]) == ("d", 25.4, "127/5")
    assert graph.derivative("v2", "d") == Q(25.4, "mm/inch") == (r + d).derivative(d)


def test_conversions_are_exact_where_those_of_pint_are_not():
    v = variable(5.0 * U.milliliter, "v").to("km^3")
    assert v.value.magnitude == 5e-15 != (5.0 * U.milliliter).to("km^3").magnitude


def test_no_edge_where_nothing_is_converted():
    r = variable(3.0 * MM, "r")
    assert len((r + 2.0 * MM).graph().edges) == 1
    assert len(np.exp(r / (1.0 * MM)).graph().edges) == 2


def test_angles_and_percentages_become_numbers():
    a, p = variable(30.0 * U.degree, "a"), variable(50.0 * U.percent, "p")
    assert_allclose(np.sin(a).value.magnitude, 0.5)
    assert_allclose(np.sin(a).derivative(a).m_as("1/degree"), np.cos(np.pi / 6) * np.pi / 180)
    assert_allclose(np.exp(p).derivative(p).m_as("1/percent"), np.exp(0.5) / 100)
    assert_allclose((1.0 + p).value.m_as(""), 1.5)


def test_the_graph_of_arrays_has_units():
    x = variable(np.array([1.0, 2.0]) * MM, "x")
    y = np.sum(x * (3 * U.second))
    y.name = "y"
    graph = y.graph()
    assert [str(graph.node(n).unit) for n in graph.nodes] == [
        "millimeter",
        "millimeter * second",
        "millimeter * second",
    ]
    assert_allclose(graph.derivative("y", "x").m_as("s"), [3.0, 3.0])
    assert "second" in str(y.explain(x))
    assert graph.node("v1").label == "x * 3 s"


def test_graphs_of_a_registry_of_ones_own():
    own = pint.UnitRegistry()
    own.define("bottle = 750 mL")
    n = variable(2.0 * own.bottle, "n")
    total = n + 1.0 * own.liter
    total.name = "total"
    assert total.graph().derivative("total", "n") == own.Quantity(1.0, "")
    assert_allclose(n.to("liter").value.magnitude, 1.5)
    assert total.graph(elementwise=True).derivative("total", "n") == own.Quantity(1.0, "")


def test_readings_and_differences():
    t = variable(Q(20.0, "degC"), "t")
    kelvin = t.to("kelvin")
    assert kelvin.value == Q(293.15, "kelvin")
    assert kelvin.derivative(t) == Q(1.0, "kelvin/delta_degC")
    assert t.to("degF").derivative(t).magnitude == 1.8
    assert (t - Q(50.0, "degF")).value.units == U.delta_degC
    assert_allclose((t - Q(50.0, "degF")).value.magnitude, 10.0)
    assert (t + Q(18.0, "delta_degF")).value == Q(30.0, "degC")
    assert t < Q(300.0, "kelvin")
    assert np.maximum(t, Q(0.0, "degC")).derivative(t) == Q(1.0, "")
    slope = (variable(Q(2.0, "W/kelvin"), "k") * kelvin).derivative(t)
    assert slope == Q(2.0, "W/delta_degC")


@pytest.mark.parametrize(
    "f",
    [
        lambda t: 2.0 * t,
        lambda t: t + t,
        lambda t: Q(1.0, "delta_degC") - t,
        lambda t: t**2,
        np.sum,
        lambda t: np.linalg.norm(t[None]),
        lambda t: np.where(True, t, Q(1.0, "delta_degC")),  # noqa: FBT003 - a condition
    ],
)
def test_scales_with_another_zero_are_refused_where_they_mean_nothing(f):
    with pytest.raises(ConversionError):
        f(variable(Q(20.0, "degC")))


def test_means_and_spreads_of_readings():
    t = variable(Q(np.array([20.0, 30.0]), "degC"))
    assert np.mean(t).value == Q(25.0, "degC")
    assert np.std(t).value.units == U.delta_degC
    assert_allclose(np.mean(t).derivative(t).magnitude, [0.5, 0.5])


def test_grad_is_accumulated_in_its_unit():
    r = variable(3.0 * MM)
    assert r.grad == 0.0
    (r**2).backward()
    (r**2).backward()
    assert r.grad == 12.0 * MM
    r.grad = 0.0
    (r**2).backward()
    assert r.grad == 6.0 * MM


def area(r):
    return np.pi * r**2


def test_gradients_of_gradients():
    r = Q(3.0, "mm")
    assert grad(area)(r) == Q(6 * np.pi, "mm")
    assert grad(grad(area))(r) == Q(2 * np.pi, "")
    assert grad(grad(lambda r: r**4))(r) == Q(108.0, "mm**2")


def test_a_gradient_of_a_conversion_inside_a_gradient():
    def energy(x):
        return np.sum((x + Q(1.0, "inch")) ** 3)

    (x,), (y,) = ((Q(2.0, unit),) for unit in ("mm", "cm"))
    assert_allclose(grad(grad(energy))(x).m_as("mm"), 6 * 27.4)
    assert_allclose(grad(grad(energy))(y).m_as("mm"), 6 * 45.4)


def test_a_gradient_by_a_variable_outside():
    k = variable(Q(2.0, "N/m"), "k")
    force = grad(lambda x: k * x**2 / 2)(Q(0.5, "m"))
    assert force.value == Q(1.0, "N")
    assert force.derivative(k) == Q(0.5, "m")


def test_nested_parameters_have_units_each():
    answer = grad(lambda p: p["m"] * p["v"] ** 2 / 2)({"m": Q(3.0, "kg"), "v": Q(2.0, "m/s")})
    assert answer["m"] == Q(2.0, "m**2/s**2")
    assert answer["v"] == Q(6.0, "kg*m/s")


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_a_jacobian_in_both_modes(mode):
    x = np.array([1.0, 2.0, 3.0])
    found = jacobian(lambda x: x[:2] * x[2], mode=mode)(x * MM)
    assert_allclose(found.m_as("mm"), jacobian(lambda x: x[:2] * x[2])(x))


def test_hessians_and_products_with_them():
    x = np.array([1.0, 2.0])
    assert_allclose(hessian(lambda x: np.sum(x**3))(x * MM).m_as("mm"), np.diag([6.0, 12.0]))
    assert_allclose(hvp(lambda x: np.sum(x**3))(x * MM, x * MM).m_as("mm**2"), [6.0, 24.0])
    assert_allclose(elementwise_grad(np.square)(x * MM).m_as("mm"), 2 * x)


def test_tangents_have_the_units_of_a_step_or_of_a_speed():
    assert jvp(area, Q(3.0, "mm"), 2.0)[1] == Q(12 * np.pi, "mm**2")
    assert_allclose(jvp(area, Q(3.0, "mm"), Q(2.0, "m"))[1].m_as("mm**2"), 12e3 * np.pi)
    speed = jvp(np.multiply, (Q(3.0, "m"), Q(2.0, "m")), (Q(1.0, "m/s"), Q(1.0, "mm/s")))[1]
    assert_allclose(speed.m_as("m**2/s"), 2.003)


def test_cotangents_of_several_outputs_are_brought_to_one_unit():
    def both(a, b):
        return a * b, a + b

    _, pull = vjp(both, Q(2.0, "m"), Q(3.0, "m"))
    by_a, by_b = pull((Q(1.0, "1/m"), Q(1000.0, "dimensionless")))
    assert_allclose([by_a.m_as(""), by_b.m_as("")], [1003.0, 1002.0])
    with pytest.raises(DimensionError):
        pull((1.0, 1.0))


def test_copies_and_pickles():
    r = variable(3.0 * MM, "r")
    again = pickle.loads(pickle.dumps(r))  # noqa: S301 - written here
    assert (again.value, again.name) == (r.value, "r")


def test_how_it_looks():
    r = variable(3.0 * MM, "r")
    assert repr(r) == "variable(<Quantity(3.0, 'millimeter')>, 'r')"
    assert f"{r:.1f}" == "3.0 millimeter"
    assert f"{r:~P}" == "3.0 mm"


def test_compiling_leaves_quantities_alone():
    assert compile(grad(area))(Q(3.0, "mm")) == Q(6 * np.pi, "mm")
    with pytest.raises(TraceError, match="without units"):
        compile(lambda x: x * Q(2.0, "mm"))(3.0)


def test_elements_of_arrays_have_units():
    x = variable(np.array([1.0, 2.0]) * MM, "x")
    y = np.sum(x**2)
    y.name = "y"
    graph = y.graph(elementwise=True)
    assert graph.derivative("y", "x[1]") == Q(4.0, "mm")


def test_functions_of_ones_own_take_no_units():
    @primitive
    def double(x):
        return 2.0 * x

    define_rule(double, lambda g, *_: 2.0 * g)
    with pytest.raises(TraceError, match="double takes no units"):
        double(variable(3.0 * MM))
