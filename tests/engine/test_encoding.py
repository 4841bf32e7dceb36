"""What is written as text is read back to the last bit, and nonsense is refused."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from compose import Graph
from compose.engine import layouts, literals
from compose.engine.diagonal import Diagonal
from compose.engine.encoding import comparable, decode, encode, register_encoding
from compose.engine.maps import Affine, Composed, Dense, LinearMap, Operator
from compose.engine.projective import Moebius
from compose.engine.valued import Chain, Exponential, Function, Logarithmic, chain

floats = st.integers(0, 2**64 - 1).map(
    lambda bits: struct.unpack("<d", bits.to_bytes(8, "little"))[0]
)
dtypes = st.one_of(
    npst.boolean_dtypes(),
    npst.integer_dtypes(),
    npst.unsigned_integer_dtypes(),
    npst.floating_dtypes(sizes=(16, 32, 64)),
    npst.complex_number_dtypes(sizes=(64, 128)),
    npst.unicode_string_dtypes(min_len=1, max_len=3),
    npst.datetime64_dtypes(),
    npst.timedelta64_dtypes(),
)
shapes = npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)


@st.composite
def laid(draw):
    """Draw an array that lies in memory in some way: turned, cut, reversed, spread."""
    array = draw(npst.arrays(draw(dtypes), draw(shapes)))
    array = array.transpose(draw(st.permutations(range(array.ndim))))
    array = array[tuple(slice(None, None, draw(st.sampled_from([1, 2, -1]))) for _ in array.shape)]
    ahead = draw(st.lists(st.integers(0, 2), max_size=2))
    shape = (draw(st.integers(1, 3)) if length == 1 else length for length in array.shape)
    return np.broadcast_to(array, (*ahead, *shape))


scalars = dtypes.flatmap(lambda dtype: npst.arrays(dtype, ())).map(lambda array: array[()])
single = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 9).map(lambda last: 10**5000 + last),
    floats,
    st.complex_numbers(),
    st.fractions(),
    st.text(st.characters(exclude_categories=()), max_size=5),
    st.just(...),
    st.builds(slice, st.integers() | st.none(), st.integers() | st.none()),
    dtypes,
    st.sampled_from([float, int, bool, complex, str, np.float32, np.int64, np.bool_]),
    scalars,
    laid(),
)
plain = st.recursive(
    single,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=2) | st.integers(), inner, max_size=3),
    ),
    max_leaves=5,
)


def exact(thing):
    """Give a form in which two things are equal only if they are the same, to the last bit."""
    if type(thing) in (float, complex):
        return type(thing), np.array(thing).tobytes()
    if isinstance(thing, (np.ndarray, np.generic)):
        array = np.asarray(thing)
        little = array.dtype.newbyteorder("<")
        return type(thing), little.str, array.shape, array.astype(little).tobytes()
    if isinstance(thing, np.dtype):
        return "dtype", thing.newbyteorder("=")
    if isinstance(thing, dict):
        thing = list(thing.items())
    many = isinstance(thing, (list, tuple))
    return type(thing), [exact(part) for part in thing] if many else thing


@given(plain)
def test_plain_values(value):
    text = literals.as_text(value)
    back = literals.from_text(text)
    assert exact(back) == exact(value) or isinstance(value, np.dtype)
    assert literals.as_text(back) == text


@given(laid())
def test_arrays_keep_how_they_lie(array):
    back = layouts.array_of(layouts.laid_facts(array))
    assert exact(back) == exact(array)
    assert not back.flags.writeable
    if not layouts.is_dense(array):
        return
    for axis, length in enumerate(array.shape):
        if length > 1 and array.size:
            assert back.strides[axis] == array.strides[axis]


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        b"bytes",
        object(),
        abs,
        Graph,
        [1, {"deep": (b"x",)}],
        np.array([None]),
        np.zeros(2, [("a", "f8")]),
        np.ma.array([1.0]),
        np.void(b"x"),
        np.dtype("O"),
        np.dtype([("a", "f8")]),
        type("Text", (str,), {})("x"),
        Fraction,
    ],
)
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(TypeError, match="nothing that a file can carry"):
        encode(value)


A = np.arange(6.0).reshape(2, 3) - 2.5

MAPS = [
    1,
    -(10**5000),
    0.1,
    -0.0,
    Fraction(10**5000, 3),
    Dense(A, (3,), (2,)),
    Dense(A.astype("f4"), (3,), (2,)),
    Dense(np.empty((0, 2)), (2,), (0,)),
    Diagonal(2.0, (), ()),
    Diagonal(2.0, (3,), (2, 3)),
    Diagonal(A, (3,), (2, 3)),
    Diagonal(A * 1j, (2, 3), (2, 3)),
    Diagonal(A.astype("f4"), (1, 3), (2, 3)),
    Diagonal(np.float64("nan"), (0,), (0,)),
    Dense(A, (3,), (2,)).after(Diagonal(A[0], (3,), (3,))),
    Diagonal(A[:, 0], (2,), (2,)).after(Dense(A, (3,), (2,)).after(Diagonal(A[0], (3,), (3,)))),
    Affine(Fraction(9, 5), 32),
    Moebius(0, 1, 1, 0),
    Logarithmic(),
    Exponential(Fraction(1, 1000), 10, 10),
    chain(Exponential(), Affine(2, 1), Logarithmic(1, 2)),
]


@pytest.mark.parametrize("local", MAPS, ids=lambda local: type(local).__name__)
def test_maps(local):
    kind, text = encode(local)
    back = decode(kind, text)
    assert type(back) is type(local)
    assert encode(back) == (kind, text)
    if isinstance(local, LinearMap):
        assert (back.source_shape, back.target_shape) == (local.source_shape, local.target_shape)
        assert exact(back.as_jacobian()) == exact(local.as_jacobian())
        assert exact(back.pattern()) == exact(local.pattern())


def test_each_map_differs_from_the_others():
    assert len({encode(local) for local in MAPS}) == len(MAPS)


def test_a_diagonal_is_written_as_it_is_held():
    assert len(encode(Diagonal(1.0, (1000,), (1000, 1000)))[1]) < 200


def test_composed_maps_are_the_same_however_they_were_nested():
    a, b, c = (Diagonal(np.array([n, 2.0]), (2,), (2,)) for n in (1.0, 3.0, 5.0))
    left, right = Composed(Composed(c, b), a), Composed(c, Composed(b, a))
    assert encode(left) == encode(right)
    assert encode(left) != encode(Composed(Composed(b, c), a))


def test_a_deep_composition_is_written_without_recursion():
    turn = Diagonal(np.ones(2), (2,), (2,))
    for nested in (lambda whole: Composed(turn, whole), lambda whole: Composed(whole, turn)):
        whole = turn
        for _ in range(5000):
            whole = nested(whole)
        assert encode(decode(*encode(whole))) == encode(whole)


@pytest.mark.parametrize(
    ("local", "way"),
    [
        (Operator(np.cumsum, np.flip, (2,), (2,)), "local.as_jacobian()"),
        (Function(abs, abs), "its derivative"),
        (Chain((Affine(2), Function(abs, abs))), "its derivative"),
        (Composed(Diagonal(1.0, (2,), (2,)), Operator(abs, abs, (2,), (2,))), "as_jacobian()"),
    ],
)
def test_maps_made_of_functions_are_refused_with_the_way_out(local, way):
    with pytest.raises(TypeError, match="holds functions, which no file can carry") as caught:
        encode(local)
    assert way in str(caught.value)


NONSENSE = [
    ("unheard of", "1"),
    ("array", '{"dtype": "|O", "shape": [1], "data": "AAAAAAAAAAA=", "source": [], "target": [1]}'),
    ("array", '{"dtype": "<c16", "shape": [0], "data": "", "source": [], "target": [0]}'),
    ("array", '{"dtype": "<f8", "shape": [2], "data": "AAAA", "source": [], "target": [2]}'),
    ("array", '{"dtype": "<f8", "shape": [-1], "data": "AAAA", "source": [], "target": [-1]}'),
    (
        "diagonal",
        '{"dtype": "<f8", "shape": [], "data": "AAAAAAAA8D8=", "source": [2], "target": []}',
    ),
    ("diagonal", '{"dtype": "|S1", "shape": [], "data": "AA==", "source": [], "target": []}'),
    ("composed", "[]"),
    ("composed", '[["float", "1.0"]]'),
    ("composed", '[["float", "1.0"], ["float", "1.0"]]'),
    ("affine", '[["float", "1.0"], ["plain", "[]"], ["int", "0"]]'),
    ("affine", '[["affine", "[]"]]'),
    ("logarithmic", '[["plain", "null"], ["int", "10"], ["int", "1"]]'),
    ("plain", '{"scalar": 1}'),
    ("plain", '{"array": 1, "tuple": []}'),
    ("plain", '{"unheard of": 1}'),
    ("plain", '{"float": "00"}'),
    ("plain", '{"type": "|O"}'),
    ("plain", '{"builtin": "eval"}'),
    ("plain", '{"dict": [[[], 1]]}'),
    ("plain", "{}"),
    ("plain", "[" * 100_000),
    ("move", '{"tuple": []}'),
    ("move", "null"),
    ("move", '{"tuple": ["numpy.sum", 5, null, 1.0, {"tuple": [[1.0]]}, {"dict": []}]}'),
    ("move", '{"tuple": ["numpy.sum", -1, null, 1.0, {"tuple": [1.0]}, {"dict": []}]}'),
    ("move", '{"tuple": ["numpy.linalg.svd", 0, 0, 1.0, {"tuple": [null]}, {"dict": []}]}'),
    ("move", '{"tuple": ["numpy.linalg.eigh", 0, 7, 1.0, {"tuple": [1.0]}, {"dict": []}]}'),
    ("move", '{"tuple": ["numpy.sum", 0, 0, 1.0, {"tuple": [1.0]}, {"dict": []}]}'),
    ("move", '{"tuple": ["numpy.sin", 3, null, 1.0, {"tuple": [1.0]}, {"dict": []}]}'),
]


@pytest.mark.parametrize(("kind", "text"), NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_a_value_error(kind, text):
    with pytest.raises(ValueError, match=kind):
        decode(kind, text)


@pytest.mark.parametrize("local", MAPS[5:], ids=lambda local: type(local).__name__)
def test_changed_texts_are_read_or_refused(local):
    kind, text = encode(local)
    dice = random.Random(kind)
    for _ in range(300):
        place = dice.randrange(len(text))
        cut = dice.choice(["", dice.choice(text), dice.choice('0129-{}[]",:nullNaN')])
        changed = text[:place] + cut + text[place + dice.randrange(3) :]
        try:
            decode(kind, changed)
        except ValueError:
            continue


def test_comparison_is_to_the_bit():
    assert comparable(0.0) != comparable(-0.0)
    assert comparable(1) != comparable(1.0)
    assert comparable(1) != comparable(True)  # noqa: FBT003 - a truth value is what it is about
    assert comparable(np.nan) == comparable(float("nan"))
    assert comparable([1, 2]) != comparable((1, 2))
    assert comparable(np.array([1, 2])) != comparable(np.array([1.0, 2.0]))
    assert comparable(np.array([0.0])) != comparable(np.array([-0.0]))
    assert comparable(np.array([[1.0]])) != comparable(np.array([1.0]))
    assert comparable(np.float32(0.5)) != comparable(0.5)
    assert comparable(np.float64(0.5)) == comparable(0.5)
    assert comparable(np.int16(5)) == comparable(5)
    assert comparable(np.array([1.0], ">f8")) == comparable(np.array([1.0]))
    assert comparable(np.asfortranarray(A)) == comparable(A)
    assert comparable(np.array([1, "a", None], object)) == comparable(
        np.array([1, "a", None], object)
    )
    assert comparable(np.ma.array([1.0, 2.0], mask=[0, 1])) != comparable(np.array([1.0, 2.0]))


@given(plain, plain)
def test_equal_means_the_same_text(one, other):
    if comparable(one) == comparable(other):
        assert type(one) is type(other) or isinstance(one, np.generic | np.dtype | type)


def graph_of_everything(value):
    graph = Graph()
    graph.add_node("x", value=value, label="a label")
    graph.add_edge("x", "y", 1.0, note=value)
    return graph


@pytest.mark.parametrize(
    "value",
    [np.float32(0.1), np.int64(3), np.array([1.0, np.nan]), [1.0, {"a": A}], (), 1j, {1, 2}],
    ids=repr,
)
def test_graphs_with_values_of_any_kind_are_compared(value):
    assert graph_of_everything(value).equals(graph_of_everything(value))
    assert not graph_of_everything(value).equals(graph_of_everything("something else"))


def test_a_node_named_nan_is_itself():
    one, other, third = Graph(), Graph(), Graph()
    one.add_node(float("nan"))
    other.add_node(float("nan"))
    third.add_node(0.0)
    assert one.equals(other)
    assert not one.equals(third)


def test_a_kind_of_ones_own():
    class Reversal(LinearMap):
        def apply(self, value):
            return value[::-1]

        def transpose(self, cotangent):
            return cotangent[::-1]

    one, other = (Graph(), Graph())
    for graph in (one, other):
        graph.add_edge("x", "y", Reversal((2,), (2,)))
    assert not one.equals(other)
    register_encoding(
        Reversal,
        "reversal",
        lambda local: str(local.source_shape[0]),
        lambda text: Reversal((int(text),), (int(text),)),
    )
    assert one.equals(other)
    assert decode("reversal", "3").apply(np.arange(3)).tolist() == [2, 1, 0]


def test_the_room_of_a_kind_is_loaded_when_a_text_asks_for_it():
    code = (
        "import sys\n"
        "from compose.engine.encoding import decode\n"
        "assert 'compose.trace' not in sys.modules\n"
        "assert 'json' not in sys.modules\n"
        "print(decode('move', sys.argv[1]).kind)\n"
    )
    text = '{"tuple": ["numpy.flip", 0, null, {"array": {"dtype": "<f8", "shape": [2], '
    text += '"held": [1], "data": "AAAAAAAAAAA="}}, {"tuple": [{"array": {"dtype": "<f8", '
    text += '"shape": [2], "held": [1], "data": "AAAAAAAAAAA="}}]}, {"dict": []}]}'
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, text],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "flip\n"
