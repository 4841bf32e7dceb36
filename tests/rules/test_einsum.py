"""The row of einsum: random subscripts, explicit loops, autograd, and both ways of calling."""

from __future__ import annotations

import itertools

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import make_vjp
from hypothesis import given, settings
from hypothesis import strategies as st

from compose.errors import TraceError
from compose.rules import RULES
from compose.trace.transforms import grad
from tests.rules.checking import check_row
from tests.rules.energy import check_energy

LENGTHS = {"i": 2, "j": 3, "k": 1, "B": 2, "n": 4}


def drawn(shape, seed=0, kind=float):
    random = np.random.default_rng([seed, *shape])
    real = random.standard_normal(shape)
    return (real + 1j * random.standard_normal(shape) if kind is complex else real).astype(kind)


def factors(terms, lengths=LENGTHS, kind=float):
    return [
        drawn(tuple(lengths[label] for label in term), seed, kind)
        for seed, term in enumerate(terms)
    ]


@st.composite
def subscripts(draw):
    labels = st.text(alphabet=sorted(LENGTHS), max_size=3)
    terms = draw(st.lists(labels, min_size=1, max_size=3))
    known = sorted(set("".join(terms)))
    output = draw(st.permutations(known)) if known else []
    kept = draw(st.integers(0, len(output)))
    return terms, "".join(output[:kept])


def looped(terms, output, arrays, at, g):
    """The cotangent of an operand, from the definition: a sum over all indices."""
    labels = sorted(set("".join(terms)))
    pulled = np.zeros(np.shape(arrays[at]))
    for values in itertools.product(*(range(LENGTHS[label]) for label in labels)):
        place = dict(zip(labels, values, strict=True))
        where = [tuple(place[label] for label in term) for term in terms]
        others = [a[w] for n, (a, w) in enumerate(zip(arrays, where, strict=True)) if n != at]
        pulled[where[at]] += np.prod(others) * g[tuple(place[label] for label in output)]
    return pulled


@settings(max_examples=60, deadline=None, derandomize=True)
@given(subscripts(), st.booleans())
def test_any_subscripts_pull_back_as_the_definition_says(drawn_subscripts, arrow):
    terms, output = drawn_subscripts
    joined = "".join(terms)
    if not arrow:
        output = "".join(sorted(label for label in set(joined) if joined.count(label) == 1))
    text = ",".join(terms) + (f"->{output}" if arrow else "")
    arrays = factors(terms)
    answer = np.einsum(text, *arrays)
    g = drawn(answer.shape, 9)
    for at in range(len(terms)):
        pulled = RULES[np.einsum].pull(at + 1, g, answer, (text, *arrays), {})
        expected = looped(terms, output, arrays, at, g)
        np.testing.assert_allclose(pulled, expected, rtol=1e-12, atol=1e-12)


TEXTS = [
    "ij,jn->in",
    "ij, jn -> in",
    "ij,jn",
    "ji",
    "i,i",
    "ii",
    "ii->",
    "ii->i",
    "iijj->ij",
    "iij->j",
    "iii->i",
    "ij->",
    "ij->j",
    "ij,jn,n->i",
    "ij,i->",
    "i,j,n->nji",
    ",ij->ji",
    "Bij,Bjn->Bin",
    "iB,B",
    "ii,ij,jj->i",
]


@pytest.mark.parametrize("kind", [float, complex])
@pytest.mark.parametrize("optimize", [False, True, "greedy"])
@pytest.mark.parametrize("text", TEXTS)
def test_subscripts(text, optimize, kind):
    terms = text.replace(" ", "").split("->")[0].split(",")
    check_row(np.einsum, text, *factors(terms, kind=kind), optimize=optimize)


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("...ij,...jk->...ik", [(5, 2, 3), (5, 3, 4)]),
        ("...ij,...jk->...ik", [(5, 1, 2, 3), (6, 3, 4)]),
        ("...ij,...jk", [(5, 2, 3), (3, 4)]),
        ("...,...", [(), (2, 3)]),
        ("...,...", [(2, 1), (3,)]),
        ("...i->...", [(2, 3)]),
        ("i...->...i", [(2, 3, 4)]),
        ("i...,j...->j...", [(2, 3), (4, 3)]),
        ("...ii->...i", [(4, 3, 3)]),
        ("...ii", [(4, 3, 3)]),
        ("A...,...A->...", [(2, 3), (1, 3, 2)]),
    ],
)
def test_an_ellipsis_stands_for_the_axes_that_have_no_name(text, shapes):
    check_row(np.einsum, text, *(drawn(shape, n) for n, shape in enumerate(shapes)))


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("ij,ij->ij", [(1, 3), (2, 1)]),
        ("ij,jk->ik", [(2, 3), (1, 4)]),
        ("ij,jk->ik", [(2, 1), (3, 4)]),
        ("i,i->", [(1,), (4,)]),
        ("i,i,i", [(1,), (4,), (1,)]),
        ("ii,ij->j", [(1, 1), (3, 2)]),
        ("ij,ij->", [(2, 3), (1, 1)]),
        ("ij,jk->ik", [(2, 0), (0, 3)]),
        ("ii->i", [(0, 0)]),
    ],
)
def test_axes_of_length_one_are_broadcast_and_those_of_length_zero_are_empty(text, shapes):
    check_row(np.einsum, text, *(drawn(shape, n) for n, shape in enumerate(shapes)))


@pytest.mark.parametrize("text", TEXTS)
def test_second_derivatives(text):
    terms = text.replace(" ", "").split("->")[0].split(",")
    check_energy(lambda *arrays: np.einsum(text, *arrays), *factors(terms))


@pytest.mark.parametrize(
    "operands",
    [
        ((2, 3), [0, 1], (3, 4), [1, 2], [0, 2]),
        ((2, 3), [0, 1], (3, 4), [1, 2]),
        ((2, 3), [30, 1], (3, 4), [1, 26]),
        ((3, 3), [5, 5]),
        ((3, 3), [5, 5], [5]),
        ((5, 2, 3), [Ellipsis, 0, 1], (3, 4), [1, 2], [Ellipsis, 0, 2]),
        ((5, 2, 3), [..., 0, 1], (5, 3, 4), [..., 1, 2]),
    ],
)
def test_labels_may_be_numbers_between_the_operands(operands):
    args = [drawn(item) if isinstance(item, tuple) else item for item in operands]
    check_row(np.einsum, *args)


def test_a_path_for_the_product_does_not_bind_its_derivative():
    path = ["einsum_path", (1, 2), (0, 1)]
    check_row(np.einsum, "ij,jn,n->i", *factors(["ij", "jn", "n"]), optimize=path)
    path = ["einsum_path", (0, 1)]
    check_row(np.einsum, "ii,ij->j", *factors(["ii", "ij"]), optimize=path)


@pytest.mark.parametrize("text", ["ij,jn->in", "ij,jn,n->i", "...j,jn", "ij->j", "i,j,n->nji"])
def test_agrees_with_autograd(text):
    terms = text.replace("...", "i").split("->")[0].split(",")
    arrays = factors(terms)
    answer = np.einsum(text, *arrays)
    g = drawn(answer.shape, 9)
    for place in range(1, len(terms) + 1):
        pull, _ = make_vjp(anp.einsum, place)(text, *arrays)
        ours = RULES[np.einsum].pull(place, g, answer, (text, *arrays), {})
        np.testing.assert_allclose(ours, pull(g), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("text", ["ij,jn->in", "ii->i", "ii", "ij->j"])
def test_float32_stays_float32(text):
    arrays = factors(text.split("->")[0].split(","), dict.fromkeys("ijn", 3), np.float32)
    answer = np.einsum(text, *arrays)
    assert RULES[np.einsum].pull(1, answer, answer, (text, *arrays), {}).dtype == np.float32


def test_other_options_are_refused_by_name():
    x = factors(["ij"])[0]
    with pytest.raises(TraceError, match=r"np\.einsum .* dtype="):
        grad(lambda x: np.einsum("ij->", x, dtype=np.float32))(x)
