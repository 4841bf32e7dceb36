from __future__ import annotations

import math
import pickle
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compose import Graph
from compose.engine.algebra import Agreement, Slopes, Values
from compose.engine.maps import Affine
from compose.engine.projective import Moebius
from compose.engine.valued import Chain, Exponential, Function, Logarithmic, chain
from compose.errors import DisagreementError, NoPathError, QuestionError
from tests.engine.laws import same_bits
from tests.engine.oracle import Paths
from tests.strategies import dags

nonzero = st.fractions(-3, 3, max_denominator=5).filter(bool)
offsets = st.one_of(st.just(Fraction(0)), st.fractions(-3, 3, max_denominator=5))
potentials = st.lists(st.builds(Affine, nonzero, offsets), min_size=7, max_size=7)


def consistent(dag, potential):
    """Give every node a scale of its own: any two paths then compose to one map."""
    return dag.with_locals([potential[t].after(potential[s].inverse()) for s, t, _ in dag.edges])


def composed(dag, walk):
    """Compose affine maps by hand, as (scale, offset)."""
    scale, offset = Fraction(1), Fraction(0)
    for number in walk:
        local = dag.edges[number][2]
        scale, offset = local.scale * scale, local.scale * offset + local.offset
    return scale, offset


def as_pair(answer):
    return (answer.scale, answer.offset) if isinstance(answer, Affine) else (answer, 0)


@settings(max_examples=60)
@given(dag=dags(st.none()), potential=potentials, value=st.fractions(-9, 9, max_denominator=3))
def test_consistent_branches_agree_and_values_go_along(dag, potential, value):
    dag = consistent(dag, potential)
    graph, paths = dag.graph(), Paths(dag)
    for of, wrt in paths.pairs():
        ends = dag.names[of], dag.names[wrt]
        if not paths(of, wrt):
            continue
        scale, offset = composed(dag, paths(of, wrt)[0])
        assert as_pair(graph.derivative(*ends, algebra=Agreement())) == (scale, offset)
        assert graph.derivative(*ends, algebra=Values(value)) == scale * value + offset
        assert as_pair(graph.gradient(ends[0], [ends[1]], algebra=Agreement())[ends[1]]) == (
            scale,
            offset,
        )


@settings(max_examples=60)
@given(dag=dags(st.none()), potential=potentials, place=st.integers(0), factor=nonzero)
def test_a_wrong_edge_is_found_with_both_paths(dag, potential, place, factor):
    assume(dag.edges and factor != 1)
    dag, wrong = consistent(dag, potential), place % len(dag.edges)
    locals_ = [local for _, _, local in dag.edges]
    locals_[wrong] = Affine(factor).after(locals_[wrong])
    dag = dag.with_locals(locals_)
    graph, paths = dag.graph(), Paths(dag)
    for of, wrt in paths.pairs():
        ends, walks = (dag.names[of], dag.names[wrt]), paths(of, wrt)
        maps = {composed(dag, walk) for walk in walks}
        if len(maps) < 2:
            continue
        with pytest.raises(DisagreementError) as caught:
            graph.derivative(*ends, algebra=Agreement())
        check_both_paths(dag, paths, caught.value, of, wrt)


def check_both_paths(dag, paths, error, of, wrt):
    """Both paths exist, share their ends, lie between the two, and have the values stated."""
    place = {name: number for number, name in enumerate(dag.names)}
    first, second = ([place[name] for name in walk] for walk in (error.first, error.second))
    assert (first[0], first[-1]) == (second[0], second[-1])
    assert first[0] == wrt
    assert paths(of, first[-1])
    walks = paths(first[-1], wrt)
    stated = [as_pair(value) for value in (error.first_value, error.second_value)]
    for nodes, value in zip((first, second), stated, strict=True):
        values = [composed(dag, w) for w in walks if list(paths.nodes(wrt, w)) == nodes]
        assert value in values
    assert stated[0] != stated[1]
    assert error.ratio == stated[1][0] / stated[0][0]


@settings(max_examples=40)
@given(dag=dags(nonzero))
def test_reverse_sweeps_name_both_paths_too(dag):
    dag = dag.with_locals([Affine(local) for _, _, local in dag.edges])
    graph, paths = dag.graph(), Paths(dag)
    place = {name: number for number, name in enumerate(dag.names)}
    for of, name in enumerate(dag.names):
        clash = any(
            len({composed(dag, walk) for walk in paths(of, wrt)}) > 1 for wrt in place.values()
        )
        sources = [source for source, number in place.items() if paths(of, number)]
        if not clash:
            graph.gradient(name, sources, algebra=Agreement())
            continue
        with pytest.raises(DisagreementError) as caught:
            graph.gradient(name, sources, algebra=Agreement())
        start = place[caught.value.first[0]]
        assert caught.value.first[-1] == caught.value.second[-1] == name
        check_both_paths(dag, paths, caught.value, of, start)


def two_branches(first, second, **options):
    graph = Graph(**options)
    graph.add_edge("x", "y", first)
    graph.add_edge("x", "y", second)
    return graph


def test_the_error_shows_both_paths_and_their_ratio():
    graph = Graph()
    graph.add_edges(["mL", "cL", "mL"], ["cL", "L", "L"], [Fraction(1, 10), 10, Fraction(1, 1000)])
    with pytest.raises(DisagreementError) as caught:
        graph.derivative("L", "mL", algebra=Agreement())
    assert {caught.value.first, caught.value.second} == {("mL", "cL", "L"), ("mL", "L")}
    assert caught.value.ratio in (Fraction(1, 1000), Fraction(1000))
    for words in ("mL → cL → L", "mL → L", "ratio", "correct one"):
        assert words in str(caught.value)


def test_disagreement_elsewhere_is_not_asked_about():
    graph = two_branches(1, 2)
    graph.add_edges(["x", "y"], ["z", "u"], [5, 7])
    assert graph.derivative("z", "x", algebra=Agreement()) == 5
    assert graph.derivative("u", "y", algebra=Agreement()) == 7


PERCENT = Fraction(1, 100)


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        (Affine(100, 0, PERCENT), 101, True),
        (Affine(100, 0, PERCENT), Fraction(10101, 100), False),
        (Affine(100, 0, PERCENT), Affine(102, 0, PERCENT), True),
        (Affine(100, 0, PERCENT), Affine(Fraction(10201, 100), 0, PERCENT), False),
        (100, 101, False),
        (0.1 + 0.2, 0.3, True),
        (0.3, 0.3000000000000004, False),
        (Fraction(1, 3), 1 / 3, True),
    ],
)
def test_branches_agree_within_the_tolerances_of_their_edges(first, second, agree):
    for locals_ in ((first, second), (second, first)):
        graph = two_branches(*locals_)
        if agree:
            expected = getattr(locals_[0], "scale", locals_[0])
            assert graph.derivative("y", "x", algebra=Agreement()) == expected
        elif locals_[0] == first:
            with pytest.raises(DisagreementError):
                graph.derivative("y", "x", algebra=Agreement())


@pytest.mark.parametrize(("last", "agree"), [(103, True), (104, False)])
def test_tolerances_add_along_a_path(last, agree):
    graph = Graph()
    graph.add_edges(
        ["a", "b", "c"], ["b", "c", "d"], [Affine(1, 0, PERCENT)] * 2 + [Affine(100, 0, PERCENT)]
    )
    graph.add_edge("a", "d", last)
    for algebra in (Agreement(), Values(5)):
        if agree:
            assert graph.derivative("d", "a", algebra=algebra) in (100, 103, 500, 515)
        else:
            with pytest.raises(DisagreementError):
                graph.derivative("d", "a", algebra=algebra)


@given(slip=st.fractions(-1, 1, max_denominator=50))
def test_a_branch_within_tolerance_never_changes_the_answer(slip):
    graph = two_branches(Affine(100, 0, PERCENT), Affine(100 + slip, 0, 0))
    assert graph.derivative("y", "x", algebra=Agreement()) == 100
    assert graph.sensitivities("x", algebra=Agreement()) == {"y": 100}
    assert graph.gradient("y", algebra=Agreement()) == {"x": 100}
    assert graph.derivative("y", "x", algebra=Values(2)) == 200


def test_offsets_must_agree_as_well():
    with pytest.raises(DisagreementError):
        two_branches(Affine(2, 1), Affine(2, 3)).derivative("y", "x", algebra=Agreement())
    with pytest.raises(DisagreementError):
        two_branches(Affine(2, 1), Affine(2, 3)).derivative("y", "x", algebra=Values(1))


def test_no_path_is_an_error_since_there_is_no_zero():
    graph = Graph()
    graph.add_edges(["x", "u"], ["y", "v"], [2, 3])
    for algebra in (Agreement(), Values(1), Slopes(1)):
        with pytest.raises(NoPathError) as caught:
            graph.derivative("v", "x", algebra=algebra)
        assert (caught.value.of, caught.value.wrt) == ("v", "x")


def test_values_move_through_affine_maps_and_differences_do_not_feel_the_offset():
    graph = Graph()
    graph.add_edge("degC", "K", Affine(1, Fraction("273.15")))
    graph.add_edge("K", "degR", Fraction(9, 5))
    graph.add_edge("degR", "degF", Affine(1, Fraction("-459.67")))
    assert graph.derivative("degF", "degC", algebra=Values(100)) == 212
    assert graph.derivative("degF", "degC") == Fraction(9, 5)
    assert graph.derivative("degF", "degC", algebra=Agreement()) == Affine(Fraction(9, 5), 32)


def test_values_do_not_travel_back():
    graph = Graph()
    graph.add_edge("x", "y", Affine(2, 1))
    with pytest.raises(QuestionError, match="travels forward"):
        graph.gradient("y", algebra=Values(1))


def test_agreement_has_no_shares():
    explained = two_branches(3, 3).explain("y", "x", algebra=Agreement())
    assert explained.total == 3
    assert [term.share for term in explained.terms] == [None, None]
    assert [term.path.product for term in explained.terms] == [3, 3]


def test_what_is_not_shown_of_agreeing_paths_is_not_added():
    explained = two_branches(3, 3).explain("y", "x", top=1, algebra=Agreement())
    assert (explained.count, explained.rest.count, explained.rest.total) == (2, 1, None)


def test_a_disagreement_is_explained_by_the_same_error():
    with pytest.raises(DisagreementError):
        two_branches(3, 4).explain("y", "x", algebra=Agreement())


def test_factors_beyond_all_floats_are_compared_exactly():
    huge = 10**400
    graph = two_branches(Affine(huge, 0, PERCENT), huge + 1)
    assert graph.derivative("y", "x", algebra=Agreement()) == huge
    with pytest.raises(DisagreementError) as caught:
        two_branches(Affine(huge, 0, PERCENT), 2 * huge).derivative("y", "x", algebra=Agreement())
    assert caught.value.ratio == 2


@pytest.mark.parametrize("local", [math.nan, math.inf, -math.inf])
def test_branches_that_are_no_finite_numbers(local):
    for algebra in (Agreement(), Values(2)):
        found = two_branches(local, local).derivative("y", "x", algebra=algebra)
        assert same_bits(found, local)
    with pytest.raises(DisagreementError):
        two_branches(local, 1.0).derivative("y", "x", algebra=Agreement())
    with pytest.raises(DisagreementError):
        two_branches(local, 1.0).derivative("y", "x", algebra=Values(2))


@given(inverse=st.builds(Affine, nonzero, offsets))
def test_an_inverse_undoes_its_map(inverse):
    assert as_pair(inverse.after(inverse.inverse())) == (1, 0)
    assert as_pair(inverse.inverse().after(inverse)) == (1, 0)


def test_a_zero_scale_has_no_inverse():
    with pytest.raises(ZeroDivisionError):
        Affine(0, 1).inverse()


# Over value-dependent maps branches are compared at samples.

DBM = Exponential(1, 10, 10)


def by_hand(x):
    return 10 ** (x / 10) / 1000


def slope_by_hand(x):
    return math.log(10) / 10 * by_hand(x)


def watts(*seconds):
    """dBm to W over mW, and each of `seconds` directly."""
    graph = Graph()
    graph.add_edges(["dBm", "mW"], ["mW", "W"], [DBM, Fraction(1, 1000)])
    for local in seconds:
        graph.add_edge("dBm", "W", local)
    return graph


def test_one_branch_is_no_comparison():
    found = watts().derivative("W", "dBm", algebra=Agreement())
    assert found == Chain((DBM, Affine(Fraction(1, 1000))))
    assert not found.sampled
    assert watts().derivative("mW", "dBm", algebra=Agreement()) is DBM
    assert (
        not watts(chain(DBM, Affine(Fraction(1, 1000))))
        .derivative("W", "dBm", algebra=Agreement())
        .sampled
    )


@pytest.mark.parametrize(
    "second",
    [
        Exponential(Fraction(1, 1000), 10, 10),
        Exponential(Fraction(1, 1000), 100, 20),
        Function(by_hand, slope_by_hand),
        Function(by_hand, slope_by_hand, domain=(-5, 5)),
        Function(by_hand, slope_by_hand, domain=(0, math.inf)),
        Function(by_hand, slope_by_hand, domain=(-math.inf, 0)),
        Function(lambda x: by_hand(x) * (1 + 1e-12), slope_by_hand),
    ],
)
def test_the_answer_remembers_that_it_was_compared_at_samples(second):
    graph = watts(second)
    forward = graph.derivative("W", "dBm", algebra=Agreement())
    backward = graph.gradient("W", ["dBm"], algebra=Agreement())["dBm"]
    assert forward == backward
    assert forward.sampled
    assert backward.sampled
    assert watts(second).derivative("mW", "dBm", algebra=Agreement()) is DBM
    graph.add_edge("W", "kW", Fraction(1, 1000))
    onwards = graph.derivative("kW", "dBm", algebra=Agreement())
    assert onwards.sampled
    assert math.isclose(onwards.apply(30.0), 1e-3)


@pytest.mark.parametrize(
    "second",
    [
        Exponential(Fraction(1, 1000), 10, Fraction(1001, 100)),
        Exponential(Fraction(10001, 10**7), 10, 10),
        Function(lambda x: by_hand(x) * (1 + 1e-7), slope_by_hand),
        Function(lambda x: by_hand(x) + 1e-3, slope_by_hand),
        Affine(Fraction(1, 1000)),
        Moebius(0, 1, 1, -50),
    ],
)
def test_a_branch_that_is_off_is_found_at_a_sample(second):
    graph = watts(second)
    for ask in (
        lambda: graph.derivative("W", "dBm", algebra=Agreement()),
        lambda: graph.gradient("W", ["dBm"], algebra=Agreement()),
    ):
        with pytest.raises(DisagreementError) as caught:
            ask()
        error = caught.value
        at = error.first_value.at
        assert error.second_value.at == at
        by_path = {error.first: error.first_value, error.second: error.second_value}
        assert math.isclose(by_path["dBm", "mW", "W"].value, by_hand(at))
        assert by_path["dBm", "W"].value == second.apply(at)
        assert math.isclose(error.ratio * error.first_value.value, error.second_value.value)
        assert f" at {at}" in str(error)
        assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - its own


def test_an_inverse_remembers_it_too():
    back = watts(Exponential(Fraction(1, 1000), 100, 20))
    forward = back.derivative("W", "dBm", algebra=Agreement())
    assert forward.inverse().sampled
    assert forward.inverse().apply(Fraction(1)) == 30


def test_a_tolerance_counts_at_samples_too():
    second = Exponential(Fraction(1001, 10**6), 10, 10)
    graph = Graph()
    graph.add_edges(["dBm", "mW"], ["mW", "W"], [DBM, Affine(Fraction(1, 1000), 0, PERCENT)])
    graph.add_edge("dBm", "W", second)
    assert graph.derivative("W", "dBm", algebra=Agreement()).sampled
    assert graph.derivative("W", "dBm", algebra=Values(3)) == 10**0.3 / 1000
    graph.derivative("W", "dBm", algebra=Slopes(3))
    with pytest.raises(DisagreementError):
        watts(second).derivative("W", "dBm", algebra=Values(3))


def test_a_tolerance_before_an_exponential_grows_as_its_derivative():
    """A reading of 30 dB known to 1 % is known to 0.3 dB, and its power to 6.9 %."""
    for off, agree in ((Fraction(1069, 1000), True), (Fraction(1070, 1000), False)):
        graph = Graph()
        graph.add_edges(["a", "dBm"], ["dBm", "mW"], [Affine(1, 0, PERCENT), DBM])
        graph.add_edges(["a", "b"], ["b", "mW"], [DBM, off])
        for algebra in (Values(30), Slopes(30)):
            if agree:
                graph.derivative("mW", "a", algebra=algebra)
            else:
                with pytest.raises(DisagreementError):
                    graph.derivative("mW", "a", algebra=algebra)


def test_samples_lie_in_the_domain_behind_what_comes_first():
    asked = []

    def root(x):
        asked.append(x)
        return math.sqrt(x - 3)

    graph = Graph()
    graph.add_edges(["x", "u"], ["u", "y"], [Affine(-2, 10), Function(root, abs, domain=(3, 4))])
    graph.add_edge("x", "y", Function(lambda x: math.sqrt(7 - 2 * x), abs))
    assert graph.derivative("y", "x", algebra=Agreement()).sampled
    assert len(asked) >= 5
    assert all(3 <= x <= 4 for x in asked)


def test_a_logarithm_is_sampled_where_values_are_positive():
    graph = Graph()
    graph.add_edge("P", "dB", Logarithmic(1, 10, 10))
    graph.add_edge("P", "dB", Function(lambda p: 10 * math.log10(p), lambda p: 4.343 / p))
    assert graph.derivative("dB", "P", algebra=Agreement()).sampled
    graph.add_edge("P", "dB", Function(lambda p: 10 * math.log10(p) + 1e-6, lambda p: 4.343 / p))
    with pytest.raises(DisagreementError):
        graph.derivative("dB", "P", algebra=Agreement())


def test_branches_without_a_common_domain_cannot_be_compared():
    graph = Graph()
    graph.add_edge("x", "y", Function(abs, abs, domain=(5, 6)))
    graph.add_edge("x", "y", Function(abs, abs, domain=(7, 8)))
    with pytest.raises(QuestionError, match=r"only 0 of the samples .* domain=\(low, high\)"):
        graph.derivative("y", "x", algebra=Agreement())


def test_what_a_function_raises_by_mistake_comes_out():
    graph = watts(Function(lambda x: x.nothing, abs, name="broken"))
    with pytest.raises(AttributeError) as caught:
        graph.derivative("W", "dBm", algebra=Agreement())
    assert "in the map 'broken'" in caught.value.__notes__[0]


def test_explanations_say_that_paths_were_compared_at_samples():
    graph = watts(Function(by_hand, slope_by_hand, name="by hand"))
    explained = graph.explain("W", "dBm", algebra=Agreement())
    assert "both paths agree at samples" in str(explained)
    assert "10^(x/10), then 0.001 · x" in str(explained)
    assert "at samples" not in str(two_branches(3, 3).explain("y", "x", algebra=Agreement()))
