"""What the page works out is what the library works out, to the last digit."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from compose import Graph
from compose.engine.order import Structure
from compose.engine.show.content import rows
from compose.engine.show.figures import counted, total
from compose.formats.page.whole import whole

_FLOATS = (0.5, -2.0, 3.0, 0.1, -0.3, 1e-200, 7e150, 0.0, 1 / 3, -1.25)
_EXACT = (1, -2, 3, Fraction(1, 3), Fraction(-7, 11), 0, 10**18, Fraction(1, 10**12))


def random_graph(seed, locals_, nodes=8, edges=18):
    """Give a graph with edges in parallel, nodes in no order, and more paths than one can see."""
    choose = random.Random(seed)
    names = [f"n{k}" for k in range(nodes)]
    choose.shuffle(names)
    graph = Graph()
    for name in sorted(names):
        graph.add_node(name)
    for _ in range(edges):
        source, target = sorted(choose.sample(range(nodes), 2))
        local = choose.choice(locals_)
        graph.add_edge(names[source], names[target], local * choose.choice((1, 1, 3)))
    return graph, names


def written(number):
    figure = total(number)
    return f"≈ {figure.text}" if figure.rounded else f"= {figure.text}"


def expected_total(graph, of, wrt):
    count = graph.count_paths(of, wrt)
    if not count:
        return "depends on the other: the derivative is 0."
    answer = f"∂{of}/∂{wrt} {written(graph.derivative(of, wrt))}"
    return f"{answer}, the sum over {counted(count)} paths" if count > 1 else answer


def expected_rows(graph, of, wrt):
    """Give rows as explanations do, with long paths written out."""
    why = graph.explain(of, wrt, top=10)
    routes = [" → ".join(term.path.nodes) for term in why.terms]
    seen = zip(rows(why), routes, why.terms, strict=True)
    return [[row.share, row.product, route, _factors(row, term)] for row, route, term in seen]


def _factors(row, term):
    return row.factors if len(term.path) <= 6 else None


def check(reader, graph, of, wrt):
    reader.ask(of, wrt)
    assert reader.total.endswith(expected_total(graph, of, wrt))
    if not graph.count_paths(of, wrt):
        return
    found, expected = reader.rows, expected_rows(graph, of, wrt)
    for row, other in zip(found, expected, strict=True):
        assert row[:3] == other[:3]
        assert other[3] is None or row[3] == other[3]
    terms = graph.explain(of, wrt, top=10).terms
    assert reader.products == [total(term.path.product).text for term in terms]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["floats", "exact"])
def test_clicks_give_the_answers_of_the_library(reader, kind, seed):
    graph, names = random_graph(seed, _FLOATS if kind == "floats" else _EXACT)
    page = reader(graph)
    for wrt, of in ((0, 7), (1, 6), (0, 3), (2, 5)):
        check(page, graph, names[of], names[wrt])


def encoded(graph, of, wrt):
    """Give the answer in numbers alone, floats as their bits."""
    why = graph.explain(of, wrt, top=6)
    terms = [(_bits(t.path.product), _bits(t.share), list(t.path.numbers)) for t in why.terms]
    return [_bits(why.total), str(why.count), [list(term) for term in terms]]


def _bits(number):
    if isinstance(number, float):
        return "nan" if math.isnan(number) else number.hex()
    return str(number)


_SCRIPT = """(cases) => cases.map(({ whole, of, wrt }) => {
  const found = reckon(new Answers(whole), of, wrt, 6);
  if (found.none) return [whole.kind === "exact" ? "0" : 0, "0", []];
  const exact = ({ above, below }) => (below === 1n ? `${above}` : `${above}/${below}`);
  const told = (x) => (isExact(x) ? exact(x) : x);
  const terms = found.terms.map((term) => [told(term.product), term.share, term.edges]);
  return [told(found.total), `${found.count}`, terms];
})"""

_WILD = (*_FLOATS, float("inf"), float("-inf"), float("nan"), -0.0, 5e-324, 1.7e308, -4e-310)


@pytest.mark.parametrize("locals_", [_FLOATS, _EXACT, _WILD], ids=["floats", "exact", "wild"])
def test_many_graphs_are_answered_to_the_bit(reader, locals_):
    page, cases, expected = reader(Graph()).page, [], []
    for seed in range(120):
        graph, names = random_graph(1000 + seed, locals_, nodes=9, edges=22)
        of, wrt = names[8 - seed % 3], names[seed % 3]
        ends = [graph.columns.number(name) for name in (of, wrt)]
        order = Structure(graph.columns).order
        cases.append({"whole": whole(graph, order), "of": ends[0], "wrt": ends[1]})
        expected.append(encoded(graph, of, wrt))
    found = page.evaluate(_SCRIPT, cases)
    for answer, other in zip(found, expected, strict=True):
        assert _as_bits(answer) == other


def _as_bits(answer):
    total_, count, terms = answer
    return [_one(total_), count, [[_one(a), _one(b), edges] for a, b, edges in terms]]


def _one(number):
    return _bits(float(number)) if isinstance(number, (int, float)) else number
