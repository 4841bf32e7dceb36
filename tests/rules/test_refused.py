"""The lists are complete, and nothing stands in two of them."""

from __future__ import annotations

import numpy as np
import pytest

from compose.errors import TraceError
from compose.rules import IDENTITY, PREDICATES, REFUSED, RULES
from compose.trace import variable

EVERY = {value for value in vars(np).values() if isinstance(value, np.ufunc)}


def test_every_function_of_numpy_is_in_exactly_one_list():
    lists = (RULES.keys(), REFUSED.keys(), PREDICATES, IDENTITY)
    assert set().union(*lists) == EVERY
    assert len(EVERY) == sum(map(len, lists))


@pytest.mark.parametrize("function", sorted(REFUSED, key=str), ids=str)
def test_a_refusal_names_the_function_and_says_what_to_do(function):
    arguments = [variable(1.5, "x")] + [1.0] * (function.nin - 1)
    with pytest.raises(TraceError, match=rf"np\.{function.__name__} .*[;,] ") as caught:
        function(*arguments)
    assert len(str(caught.value)) > 40


@pytest.mark.parametrize("function", sorted(PREDICATES, key=str), ids=str)
@pytest.mark.parametrize("value", [-1.0, 2.0, float("nan"), float("inf")])
def test_a_predicate_answers_as_it_does_for_floats(function, value):
    others = [1.0] * (function.nin - 1)
    answer = function(variable(value), *others)
    assert answer is bool(function(value, *others))
