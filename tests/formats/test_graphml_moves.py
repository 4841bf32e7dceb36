"""The maps of traced arrays are read back and move everything to the same bits."""

from __future__ import annotations

import operator
import sys

import numpy as np
import pytest

from compose import Variable, nn, variable
from compose.engine.encoding import encode
from compose.engine.maps import LinearMap
from compose.errors import FormatError
from compose.rules import (
    RULES,
    ArrayRule,
    Choice,
    Several,
    cumulative,
    indexing,
    linalg,
    order,
    shapes,
    special,
)
from compose.trace.moves import Move
from compose.trace.record import recorded
from tests.formats.made import drawn, m, read, s, single, to_the_bit, written, x

z = variable(drawn(4, seed=3) + 1j * drawn(4, seed=4), "z")
number = variable(0.7, "number")
half = variable(drawn(4).astype("f4"), "half")
place = np.array([2, 0, 2])
(weighted_inputs,) = (f for f in RULES if getattr(f, "__name__", "") == "weighted_inputs")


CALLS = {
    np.sinc: lambda: np.sinc(x),
    special.sinc_derivative: lambda: special.sinc_derivative(x, 1),
    np.i0: lambda: np.i0(x),
    special.bessel: lambda: special.bessel(x, 1),
    np.ldexp: lambda: np.ldexp(x, np.arange(4)),
    np.divmod: lambda: np.divmod(x, 0.3)[1],
    np.modf: lambda: np.modf(x)[0],
    np.frexp: lambda: np.frexp(x)[0],
    np.bincount: lambda: np.bincount(np.array([0, 2, 2, 1]), x),
    np.real: lambda: np.real(z),
    np.imag: lambda: np.imag(z),
    np.conjugate: lambda: np.conjugate(z),
    np.real_if_close: lambda: np.real_if_close(x),
    np.sum: lambda: np.sum(m, axis=1, keepdims=True),
    np.prod: lambda: np.prod(m, axis=0),
    np.mean: lambda: np.mean(m, axis=(0, 1)),
    np.var: lambda: np.var(m, axis=0, ddof=1),
    np.std: lambda: np.std(m),
    np.max: lambda: np.max(m, axis=1),
    np.amax: lambda: np.amax(m),
    np.min: lambda: np.min(m, axis=1, initial=0.0),
    np.amin: lambda: np.amin(m),
    np.cumsum: lambda: np.cumsum(m, axis=1),
    np.cumprod: lambda: np.cumprod(m, axis=0),
    cumulative.recurrence: lambda: cumulative.recurrence(m, m),
    np.sort: lambda: np.sort(m, axis=0),
    np.partition: lambda: np.partition(x, 2),
    order.among_ties: lambda: order.among_ties(x, x.value),
    np.diff: lambda: np.diff(m, n=2, axis=1),
    np.unwrap: lambda: np.unwrap(9 * x),
    np.interp: lambda: np.interp(np.array([0.5, 1.5]), np.arange(4.0), x),
    np.nan_to_num: lambda: np.nan_to_num(x),
    np.convolve: lambda: np.convolve(x, np.ones(2), "valid"),
    np.reshape: lambda: m.reshape(2, 6),
    np.ravel: m.ravel,
    np.expand_dims: lambda: np.expand_dims(m, (0, 2)),
    np.squeeze: lambda: np.squeeze(np.expand_dims(m, 0), 0),
    np.copy: lambda: np.copy(m),
    shapes.cast: lambda: m.astype(np.float32),
    np.transpose: lambda: np.transpose(m, (1, 0)),
    np.matrix_transpose: lambda: np.matrix_transpose(m),
    np.linalg.matrix_transpose: lambda: np.linalg.matrix_transpose(m),
    np.swapaxes: lambda: np.swapaxes(m, 0, 1),
    np.moveaxis: lambda: np.moveaxis(m, 0, -1),
    np.rollaxis: lambda: np.rollaxis(m, 1),
    np.flip: lambda: np.flip(m),
    np.fliplr: lambda: np.fliplr(m),
    np.flipud: lambda: np.flipud(m),
    np.rot90: lambda: np.rot90(m),
    np.roll: lambda: np.roll(m, (1, 2), (0, 1)),
    np.diagonal: lambda: np.diagonal(m, 1),
    np.linalg.diagonal: lambda: np.linalg.diagonal(m),
    np.diag: lambda: np.diag(x),
    np.diagflat: lambda: np.diagflat(x),
    np.trace: lambda: np.trace(m),
    np.linalg.trace: lambda: np.linalg.trace(m),
    np.tril: lambda: np.tril(m),
    np.triu: lambda: np.triu(m, 1),
    np.broadcast_to: lambda: np.broadcast_to(x, (2, 4)),
    np.repeat: lambda: np.repeat(x, np.arange(4)),
    np.tile: lambda: np.tile(m, (2, 1)),
    np.pad: lambda: np.pad(x, (1, 2), "reflect"),
    np.insert: lambda: np.insert(x, [1, 3], number),
    np.concatenate: lambda: np.concatenate([m, np.ones((1, 4)), m * 2.0]),
    np.stack: lambda: np.stack((x, x * 2.0), axis=1),
    np.where: lambda: np.where(np.array([True, False, True, True]), x, number),
    operator.getitem: lambda: m[1:, ..., None],
    indexing.picked: lambda: indexing.picked(x, place),
    indexing.scatter_once: lambda: indexing.scatter_once(x, slice(0, 8, 2), (9,)),
    indexing.scatter_add: lambda: indexing.scatter_add(x[:3], place, (5,)),
    np.take: lambda: np.take(m, place, axis=1, mode="wrap"),
    np.take_along_axis: lambda: np.take_along_axis(m, np.argsort(m.value, axis=0), axis=0),
    np.lib.stride_tricks.sliding_window_view: lambda: np.lib.stride_tricks.sliding_window_view(
        x, 2
    ),
    np.linspace: lambda: np.linspace(number, 3.0, 5),
    np.matmul: lambda: m @ x,
    np.vecdot: lambda: np.vecdot(m, x),
    np.vdot: lambda: np.vdot(z, z * 2.0),
    np.outer: lambda: np.outer(x, x),
    np.cross: lambda: np.cross(x[:3], m[:, 0]),
    np.kron: lambda: np.kron(x, m),
    np.linalg.multi_dot: lambda: np.linalg.multi_dot([m.T, s, m]),
    np.linalg.cross: lambda: np.linalg.cross(x[:3], m[:, 0]),
    np.linalg.outer: lambda: np.linalg.outer(x, x),
    np.linalg.matmul: lambda: np.linalg.matmul(s, m),
    np.linalg.vecdot: lambda: np.linalg.vecdot(m, x),
    np.matvec: lambda: np.matvec(m, x),
    np.vecmat: lambda: np.vecmat(x[:3], m),
    np.dot: lambda: np.dot(m, x),
    np.inner: lambda: np.inner(x, m),
    np.tensordot: lambda: np.tensordot(m, m, axes=([0], [0])),
    np.linalg.tensordot: lambda: np.linalg.tensordot(m, x, axes=1),
    np.einsum: lambda: np.einsum("ij,j,ik->k", m, x, s),
    np.fft.fft: lambda: np.fft.fft(x, 6),
    np.fft.ifft: lambda: np.fft.ifft(z),
    np.fft.rfft: lambda: np.fft.rfft(m, axis=0),
    np.fft.irfft: lambda: np.fft.irfft(z),
    np.fft.fftshift: lambda: np.fft.fftshift(x),
    np.fft.ifftshift: lambda: np.fft.ifftshift(m, axes=1),
    np.linalg.inv: lambda: np.linalg.inv(s),
    np.linalg.solve: lambda: np.linalg.solve(s, m),
    linalg.cofactors: lambda: linalg.cofactors(s),
    np.linalg.det: lambda: np.linalg.det(s),
    np.linalg.slogdet: lambda: np.linalg.slogdet(s)[1],
    np.linalg.pinv: lambda: np.linalg.pinv(m),
    np.linalg.norm: lambda: np.linalg.norm(m, "nuc"),
    np.linalg.vector_norm: lambda: np.linalg.vector_norm(m, ord=3),
    np.linalg.matrix_norm: lambda: np.linalg.matrix_norm(m),
    np.linalg.cholesky: lambda: np.linalg.cholesky(s),
    np.linalg.qr: lambda: np.linalg.qr(m.T),
    np.linalg.svdvals: lambda: np.linalg.svdvals(m),
    np.linalg.svd: lambda: np.linalg.svd(m, full_matrices=False),
    np.linalg.eigh: lambda: np.linalg.eigh(s),
    np.linalg.eigvalsh: lambda: np.linalg.eigvalsh(s),
    np.linalg.eig: lambda: np.linalg.eig(s + np.diag([1.0, 2.0, 3.0])),
    np.linalg.eigvals: lambda: np.linalg.eigvals(s + np.diag([1.0, 2.0, 3.0])),
    np.linalg.lstsq: lambda: np.linalg.lstsq(m.T, x)[0],
    nn.softmax: lambda: nn.softmax(m),
    nn.log_softmax: lambda: nn.log_softmax(m),
    weighted_inputs: lambda: weighted_inputs(x, m, m[:, 0]),
    "float32": lambda: np.sum(half**2, dtype=np.float32),
    "mask": lambda: x[x.value > 0],
    "fancy": lambda: m[np.array([0, 2]), np.array([1, 3])],
    "median": lambda: np.median(m, axis=1),
    "quantile": lambda: np.quantile(x, [0.25, 0.5]),
    "fft2": lambda: np.abs(np.fft.fft2(m)),
    "power": lambda: np.linalg.matrix_power(s, -3),
    "block": lambda: np.block([[m], [x]]),
    "select": lambda: np.select([m.value > 1, m.value < 0], [m, 2.0 * m], 0.0),
    "method": lambda: m.sum(axis=0).max(),
}
NAMES = [getattr(call, "__name__", call) for call in CALLS]


def outputs(answer):
    parts = answer if isinstance(answer, (tuple, list)) else [answer]
    found = [part for part in parts if isinstance(part, Variable)]
    assert found
    return found


def direction(shape, like, random):
    drawn = random.standard_normal(shape)
    kind = np.asarray(like).dtype
    return (drawn + 1j * random.standard_normal(shape) if kind.kind == "c" else drawn).astype(kind)


def check_alike(local, back, source, target, random):
    """Hold two linear maps to each other, on the values that they move."""
    ends = local.source_shape, local.target_shape
    assert (back.source_shape, back.target_shape, back.kind) == (*ends, local.kind)
    tangent, cotangent = (
        direction(shape, like, random) for shape, like in zip(ends, (source, target), strict=True)
    )
    with np.errstate(all="ignore"):
        assert to_the_bit(back.apply(tangent)) == to_the_bit(local.apply(tangent))
        assert to_the_bit(back.transpose(cotangent)) == to_the_bit(local.transpose(cotangent))
        assert to_the_bit(back.pattern()) == to_the_bit(local.pattern())


@pytest.mark.parametrize("call", CALLS.values(), ids=NAMES)
def test_a_kept_move_forgets_nothing_that_it_looks_at(call):
    random = np.random.default_rng(6)
    for output in outputs(call()):
        for edge in recorded([output]).edges():
            if isinstance(edge.local, Move):
                check_close(edge, edge.local.settled(), random)


def check_close(edge, kept, random):
    """Hold what a graph keeps to what was recorded, which knows all values."""
    local = edge.local
    tangent = direction(local.source_shape, edge.source.value, random)
    cotangent = direction(local.target_shape, edge.target.value, random)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(kept.apply(tangent), local.apply(tangent), rtol=1e-12)
        np.testing.assert_allclose(
            kept.transpose(cotangent), local.transpose(cotangent), rtol=1e-12, atol=1e-15
        )


@pytest.mark.parametrize("call", CALLS.values(), ids=NAMES)
def test_each_function_is_read_back_and_moves_to_the_same_bits(call):
    random = np.random.default_rng(5)
    for output in outputs(call()):
        graph = output.graph()
        back = read(written(graph))
        assert back.equals(graph)
        assert output.graph().equals(graph)
        for edge, twin in zip(graph.edges, back.edges, strict=True):
            if isinstance(edge.local, LinearMap):
                ends = graph.node(edge.source).value, graph.node(edge.target).value
                check_alike(edge.local, twin.local, *ends, random)
                assert encode(twin.local) == encode(edge.local)


def test_every_function_with_moves_of_its_own_has_an_example():
    own = {f for f, row in RULES.items() if type(row) in (ArrayRule, Choice, Several)}
    ours = {f for f in own if f.__module__.startswith(("numpy", "_operator", "compose."))}
    assert ours - CALLS.keys() == set()
    for function, call in CALLS.items():
        if callable(function):
            locals_ = [edge.local for o in outputs(call()) for edge in o.graph().edges]
            moves = [local for local in locals_ if isinstance(local, Move)]
            assert function in {move.call.rule.function for move in moves}


def test_layout_in_memory_is_kept_for_the_last_bit():
    random = np.random.default_rng(0)
    for factor in (
        np.asfortranarray(random.standard_normal((60, 70))),
        np.broadcast_to(random.standard_normal(70), (60, 70)),
        random.standard_normal((120, 140))[::2, ::2],
        random.standard_normal((70, 60)).T[::-1],
    ):
        edge = (factor @ variable(random.standard_normal(70), "v")).graph().edges[0]
        back = read(written(single(edge.local))).edges[0]
        for tangent in random.standard_normal((5, 70)):
            assert to_the_bit(back.local.apply(tangent)) == to_the_bit(edge.local.apply(tangent))
        for cotangent in random.standard_normal((5, 60)):
            assert to_the_bit(back.local.transpose(cotangent)) == to_the_bit(
                edge.local.transpose(cotangent)
            )


def test_maps_with_the_same_ends_are_told_apart():
    maps = [np.roll(x, 1), np.roll(x, 2), np.flip(x), x[[0, 1, 2, 3]], np.sort(x)]
    graphs = [single(made.graph().edges[0].local) for made in maps]
    for at, graph in enumerate(graphs):
        assert [graph.equals(other) for other in graphs] == [n == at for n in range(len(graphs))]


def test_a_product_of_matrices_writes_each_factor_once():
    left, right = variable(drawn(100, 80), "left"), variable(drawn(80, 90), "right")
    product = left @ right
    graph = product.graph()
    sizes = [len(encode(edge.local)[1]) for edge in graph.edges]
    held = [8 * 80 * 90, 8 * 100 * 80]  # by `left` the other factor, and the other way round
    for size, held_bytes in zip(sizes, held, strict=True):
        assert size < 4 / 3 * held_bytes + 1000


@pytest.mark.parametrize(
    "make",
    [np.sum, np.mean, np.ravel, np.diff, lambda v: v[5:], lambda v: np.concatenate([v, v])],
)
def test_what_only_counts_writes_no_values(make):
    edge = make(variable(drawn(10_000), "v")).graph().edges[0]
    assert len(encode(edge.local)[1]) < 1000


def test_functions_of_the_library_are_told_apart_by_their_names():
    names = [f.__name__ for f in RULES if f.__module__ and f.__module__.startswith("compose.")]
    assert len(names) == len(set(names))
    assert "weighted_inputs" in names


@pytest.mark.parametrize(
    "function",
    [
        "os.system",
        "numpy.load",
        "numpy.fromfile",
        "numpy.sum.__call__",
        "numpy.__class__",
        "operator.attrgetter",
        "compose.cli.main",
        "compose.nothing",
        "compose.rules.linalg.cofactors",
        "compose.median",
        "compose.inv",
        "doubled",
        "__main__.doubled",
        __name__ + ".doubled",
        "numpy.median",
        "",
        3,
        None,
    ],
)
def test_a_file_that_names_another_function_is_refused(function):
    document = written(np.sum(x).graph()).decode()
    assert "numpy.sum" in document
    changed = document.replace(
        '"numpy.sum"', repr(function).replace("'", '"').replace("None", "null")
    )
    assert changed != document
    with pytest.raises(FormatError) as caught:
        read(changed.encode())
    assert caught.value.line == 1 + document[: document.index('"numpy.sum"')].count("\n")


def test_reading_calls_none_of_the_functions():
    document = written(np.sum(np.linalg.inv(s) @ m).graph())
    called = set()

    def note(frame, event, _):
        if event == "call":
            called.add(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        back = read(document)
    finally:
        sys.setprofile(None)
    assert "array_of" in called
    assert not called & {"inv", "pull", "push", "matmul", "sum"}
    assert back.edges[0].local.kind == "inv"


def test_a_file_cannot_ask_for_more_memory_than_it_has_bytes():
    document = written(single(np.tile(x, 2).graph().edges[0].local)).decode()
    assert document.count("[8]") == 2
    with pytest.raises(FormatError, match="has shape"):
        read(document.replace('"shape": [8]', '"shape": [800000000000000]').encode())
    changed = document.replace('"shape": [8]', '"shape": [800000000000000]')
    changed = changed.replace('"shape">[8]<', '"shape">[800000000000000]<')
    assert read(changed.encode()).edges[0].local.target_shape == (800_000_000_000_000,)
