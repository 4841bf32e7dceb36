from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose import Graph, Plan
from compose.errors import QuestionError
from tests.engine.eliminations import inner_nodes, literature, question, shuffled
from tests.strategies import dags, whole_floats

seeds = st.integers(0, 2**16)


def lens(locals_=(2.0, 3.0, 5.0, 7.0, 11.0), *, turned=False):
    graph = Graph()
    edges = list(zip("xxuvu", "uvyyv", locals_, strict=True))
    for edge in reversed(edges) if turned else edges:
        graph.add_edge(*edge)
    return graph


def test_a_plan_prints_every_candidate_and_the_choice():
    graph = Graph()
    graph.add_edges("abuuw", "uuwwy", [1.0] * 5)
    graph.add_edge("w", "z", 1.0)
    plan = graph.plan(["y", "z"], ["a", "b"])
    assert str(plan).splitlines() == [
        "2 × 2 derivatives",
        "  forward           6 multiplications  1 addition  ← chosen",
        "  reverse           6 multiplications  1 addition",
        "  markowitz         6 multiplications  1 addition",
        "  markowitz-random  6 multiplications  1 addition",
        "  at most 5 edges at a time",
    ]


def test_a_plan_says_its_steps():
    plan = lens().plan("y", "x", ["v", "u"])
    assert plan.order == "given"
    facts = [(s.node, s.before, s.after, s.multiplications, s.additions) for s in plan.steps]
    assert facts == [("v", 2, 1, 2, 1), ("u", 1, 1, 1, 1)]
    assert [s.live for s in plan.steps] == [3, 1]
    rows = plan.table().splitlines()
    assert [row.split()[0] for row in rows] == ["node", "v", "u"]
    assert len({len(row) for row in rows}) == 1


@given(dags(), seeds)
def test_a_plan_is_saved_and_read(dag, seed):
    graph = dag.graph()
    names = [[dag.names[n] for n in ends] for ends in question(dag, seed)]
    plan = graph.plan(*names, "markowitz")
    try:
        text = json.dumps(plan.to_dict())
    except TypeError:
        assert any(isinstance(name, (bytes, frozenset, tuple)) for name in dag.names)
        return
    again = Plan.from_dict(json.loads(text))
    assert again == plan
    assert np.array_equal(again.jacobian(graph), graph.jacobian(*names))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda facts: facts.pop("order"),
        lambda facts: facts.update(sequence=[0]),
        lambda facts: facts.update(of=[3]),
        lambda facts: facts["pattern"].update(edges="nothing"),
    ],
)
def test_what_is_no_plan_is_refused(spoil):
    facts = lens().plan("y", "x", "markowitz").to_dict()
    spoil(facts)
    with pytest.raises(QuestionError):
        Plan.from_dict(facts)


def test_a_plan_is_for_every_graph_of_its_structure():
    plan = lens().plan("y", "x", ["v", "u"])
    other = lens([1.0, 0.5, -1.0, 4.0, 2.0], turned=True)
    assert np.array_equal(plan.jacobian(other), other.jacobian("y", "x"))
    other.add_edge("x", "u", 3.0)
    other.add_edge("elsewhere", "x", 3.0)
    assert np.array_equal(plan.jacobian(other), other.jacobian("y", "x"))


@pytest.mark.parametrize("order", ["forward", "markowitz"])
def test_a_plan_for_another_structure_is_refused(order):
    plan = lens().plan("y", "x", order)
    more, less = lens(), Graph()
    more.add_edge("x", "y", 1.0)
    less.add_edges("xxuv", "uvyy", [1.0] * 4)
    with pytest.raises(QuestionError, match="another edge, 'x' → 'y'"):
        plan.jacobian(more)
    with pytest.raises(QuestionError, match="no edge 'u' → 'v'"):
        plan.jacobian(less)


def test_a_plan_answers_its_own_question_only():
    graph = lens()
    plan = graph.plan("y", "x", "markowitz")
    with pytest.raises(QuestionError, match="plan"):
        graph.jacobian("v", "x", order=plan)


def test_large_graphs_have_bounds_only():
    graph = Graph.from_arrays(range(30_000), range(1, 30_001), np.ones(30_000))
    plan = graph.plan([30_000], [0, 1])
    assert plan.order == "reverse"
    assert plan.multiplications == {"forward": 60_000, "reverse": 30_000}
    assert "at most 30,000 multiplications" in str(plan)
    assert plan.jacobian(graph).tolist() == [[1.0, 1.0]]
    assert Plan.from_dict(plan.to_dict()) == plan
    with pytest.raises(QuestionError, match="large"):
        plan.compile()
    assert graph.plan([30_000], [0], "markowitz").multiplications["markowitz"] == 29_999


@pytest.mark.parametrize("order", ["sideways", 3, ["u"], ["u", "v", "w"], ["u", "u", "v"]])
def test_orders_that_are_none_are_refused(order):
    with pytest.raises(QuestionError):
        lens().plan("y", "x", order)
    with pytest.raises(QuestionError):
        lens().jacobian("y", "x", order=order)


@given(dags(whole_floats), seeds, seeds)
def test_compiled_plans_give_the_same(dag, seed, other):
    of, wrt = question(dag, seed)
    graph, names = dag.graph(), [[dag.names[n] for n in ends] for ends in (of, wrt)]
    plan = graph.plan(*names, shuffled(inner_nodes(dag, of, wrt), other))
    local = np.array([x for _, _, x in dag.edges], float)
    chance = np.random.default_rng(seed)
    scenarios = chance.integers(-2, 3, (len(local), 3)).astype(float)
    many = np.concatenate([local[:, None], scenarios], axis=1)
    found = plan.compile()(many)
    assert found.shape == (len(of), len(wrt), 4)
    for place, column in enumerate(many.T):
        own = dag.with_locals([float(x) for x in column]).graph()
        assert np.array_equal(found[:, :, place], own.jacobian(*names, order="forward"))


def test_compiled_code_can_be_read():
    code = lens().plan("y", "x", ["v", "u"]).compile()
    assert code.source.splitlines() == [
        "def jacobian(local, out):",
        '    """1 × 1 derivatives; multiplications: 3, additions: 2."""',
        "    du_dx = local[0]",
        "    dv_dx = local[1]",
        "    dv_du = local[4]",
        "    dy_du = local[2]",
        "    dy_dv = local[3]",
        "    dy_dx = dy_dv * dv_dx",
        "    dy_du = dy_du + dy_dv * dv_du",
        "    dy_dx = dy_dx + dy_du * du_dx",
        "    out[0, 0] = dy_dx",
    ]


@pytest.mark.parametrize(
    "names", [("x_dy", "z", "x", "y_dz"), ("a b", "a_b", "a-b", "c"), (1, "1", 2, 3)]
)
def test_names_that_look_alike_in_code_are_kept_apart(names):
    graph, (a, b, c, d) = Graph(), names
    graph.add_edges([b, d, a, c], [a, c, "y", "y"], [2.0, 3.0, 5.0, 7.0])
    found = graph.plan("y", [b, d]).compile()(np.array([2.0, 3.0, 5.0, 7.0]))
    assert found.tolist() == [[10.0, 21.0]]


def test_compiled_plans_stay_exact_and_take_any_shape_of_points():
    code = lens().plan("y", "x").compile()
    thirds = np.array([Fraction(n, 3) for n in range(1, 6)], object)
    assert code(thirds).item() == Fraction(53, 27)
    assert code(np.ones((5, 2, 3))).shape == (1, 1, 2, 3)
    assert code(np.ones((5, 0))).shape == (1, 1, 0)
    with pytest.raises(QuestionError, match="a row for each"):
        code(np.ones((4, 2)))


def test_blocks_of_points_join_without_a_seam():
    graph, of, wrt, _ = literature("human_heart_dipole")
    code = graph.plan(of, wrt, "reverse").compile()
    local = np.random.default_rng(0).normal(size=(len(graph.edges), 9_000))
    found = code(local)
    for place in (0, 4_095, 4_096, 8_999):
        own = Graph.from_arrays(
            graph.columns.source.array(), graph.columns.target.array(), local[:, place].copy()
        )
        assert np.allclose(found[:, :, place], own.jacobian(of, wrt), rtol=1e-12, atol=0)


def test_a_plan_compiled_by_numba_gives_the_same():
    plan = lens().plan("y", "x")
    local = np.random.default_rng(0).integers(-3, 4, (5, 7)).astype(float)
    assert np.array_equal(plan.compile(use_numba=True)(local), plan.compile()(local))


def test_nodes_of_several_elements_are_not_compiled():
    graph = Graph()
    graph.add_edge("x", "y", np.ones((2, 3)))
    graph.add_edge("y", "z", np.ones(2))
    with pytest.raises(QuestionError, match="shapes"):
        graph.plan("z", "x").compile()
