from __future__ import annotations

import pytest
from hypothesis import example, given, settings

from tests.engine import laws
from tests.strategies import Dag, dags

TWICE = Dag(("x", "y", "z"), ((1, 2, 3), (0, 1, 2), (0, 1, -2), (0, 2, 5), (1, 2, 7)))
ALL = [
    laws.all_ways_agree,
    laws.counts_are_numbers_of_paths,
    laws.listing_is_complete_and_in_order,
    laws.contributions_are_sums_through_a_node,
    laws.ranking_is_sorting,
    laws.explanations_add_up,
]


@pytest.mark.parametrize("law", ALL)
@settings(max_examples=60)
@given(dag=dags())
@example(dag=TWICE)
@example(dag=Dag(("alone",), ()))
def test_law_on_small_graphs(law, dag):
    law(dag)


@pytest.mark.long
@pytest.mark.parametrize("law", ALL)
@settings(max_examples=2_000)
@given(dag=dags(nodes=11, edges=24))
def test_law_on_larger_graphs(law, dag):
    law(dag)
