from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import compose
from compose.trace.compiling import compile as compiled

X = np.array([[0.3, -1.2, 0.8], [1.1, 0.4, -0.6]])
Y = np.array([[0.5, 0.1], [0.2, 0.9]])


def network(layers, x, y):
    for w, b in layers:
        x = 1 / (1 + np.exp(-(x @ w + b)))
    return np.mean((x - y) ** 2)


def layers():
    random = np.random.default_rng(3)
    return [(random.random((3, 4)), random.random(4)), (random.random((4, 2)), random.random(2))]


def statements(fast):
    body = fast.source.split("\ndef ")[-1]
    return [line.strip() for line in body.splitlines()]


def alone(fast):
    known = dict(fast.constants)
    exec(fast.source, known)  # noqa: S102 - what is tested
    return known


PROGRAMS = {
    "a network": (compose.value_and_grad(network), (layers(), X, Y)),
    "picking": (compose.grad(lambda x: np.sum(x[:, 1:] ** 2) + x[[0, 1, 0], [0, 0, 2]][2]), (X,)),
    "answers in parts": (
        lambda x: np.linalg.svd(x, full_matrices=False)[1] + np.split(x, [1])[0][0, :2],
        (X,),
    ),
    "numbers": (compose.grad(lambda x, y: np.sin(x) * y**3.0 + x * np.exp(y)), (1.5, 0.5)),
    "settings": (lambda x, how, flag: np.sum(x) if how == "sum" and flag else x, (X, "sum", True)),
    "where": (compose.grad(lambda x: np.sum(np.where(x > 0, np.sqrt(x * x + 1), x))), (X,)),
    "small constants": (lambda x: x * np.array([1.0, 2.0, 3.0]) + np.zeros(3), (X,)),
    "types": (lambda x: (x * 2).astype(np.float32) + np.ones(3, np.float32), (X,)),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_source_runs_alone_and_gives_the_same_bits(name):
    f, args = PROGRAMS[name]
    fast = compiled(f)
    fast(*args)
    assert not fast.constants
    known = alone(fast)
    function = known[fast.source.split("\ndef ")[-1].partition("(")[0]]
    for ours, theirs in zip(flat(function(*args)), flat(fast(*args)), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def flat(answer):
    if isinstance(answer, (list, tuple)):
        return [leaf for part in answer for leaf in flat(part)]
    return [answer]


def test_the_source_runs_in_a_process_that_knows_only_numpy(tmp_path):
    fast = compiled(compose.value_and_grad(network))
    value, _ = fast(layers(), X, Y)
    lines = [
        fast.source,
        "import sys",
        "assert 'compose' not in sys.modules",
        f"pairs = {[[w.tolist(), b.tolist()] for w, b in layers()]}",
        "layers = [tuple(map(np.array, pair)) for pair in pairs]",
        f"print(repr(network(layers, np.array({X.tolist()}), np.array({Y.tolist()}))[0]))",
    ]
    script = tmp_path / "alone.py"
    script.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", script], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == repr(value), done.stderr


def test_names_are_those_of_the_function():
    def f(weights, bias, x):
        hidden = np.tanh(x @ weights + bias)
        loss = np.sum(hidden**2)
        return loss  # noqa: RET504 - named on purpose

    fast = compiled(compose.grad(f, (0, 1)))
    fast(layers()[0][0], layers()[0][1], X)
    text = "\n".join(statements(fast))
    assert "def f(weights, bias, x):" in fast.source
    assert "hidden = np.tanh(" in text
    assert "d_weights = " in text
    assert "return (d_weights, d_bias)" in text
    assert "# local derivative of np.tanh" in text


def test_the_logistic_function_has_its_short_derivative():
    fast = compiled(compose.grad(network))
    fast(layers(), X, Y)
    text = "\n".join(statements(fast))
    assert text.count("# local derivative of the logistic function, a * (1 - a)") == 2
    assert "divide" not in text
    assert text.count("np.exp(") == 2
    assert text.count(".dot(") == 7


def test_nothing_is_worked_out_twice_or_for_nothing():
    def f(x):
        np.exp(x)
        return np.sin(x) * np.cos(x) + np.sin(x) + np.reshape(x * 1.0, x.shape) - np.negative(x)

    fast = compiled(f)
    np.testing.assert_array_equal(fast(X), f(X))
    text = "\n".join(statements(fast))
    assert "exp" not in text
    assert text.count("np.sin(") == 1
    assert not any(word in text for word in ("negative", "reshape", "1.0"))


def test_buffers_are_shared_by_what_does_not_live_together():
    def f(x):
        for _ in range(20):
            x = np.sin(x) + 0.5
        return x

    fast = compiled(f)
    np.testing.assert_array_equal(fast(X), f(X))
    assert fast.source.count("np.empty(") == 1


def test_large_constants_and_classes_stand_beside_the_source():
    table = np.random.default_rng(0).random((50, 3))
    fast = compiled(lambda x: x @ table.T)
    fast(X)
    assert [value.shape for value in fast.constants.values()] == [(3, 50)]
    np.testing.assert_array_equal(fast(X), X @ table.T)
    assert callable(alone(fast)["compiled"])


def test_primitives_are_written_out_if_they_can_be():
    @compose.primitive
    def softplus(x):
        """Say what it is."""
        return np.log1p(np.exp(x))

    fast = compiled(lambda x: softplus(x) * 2.0)
    compose.define_rule(softplus, local=[lambda _, x: 1 / (1 + np.exp(-x))])
    np.testing.assert_array_equal(fast(X), np.log1p(np.exp(X)) * 2.0)
    assert "def softplus(x):\n    return np.log1p(np.exp(x))" in fast.source
    np.testing.assert_array_equal(alone(fast)["softplus"](X), np.log1p(np.exp(X)))


def test_the_same_source_every_time():
    sources = set()
    for _ in range(2):
        fast = compiled(compose.value_and_grad(network))
        fast(layers(), X, Y)
        sources.add(fast.source)
    assert len(sources) == 1
    assert len(max(sources.pop().splitlines(), key=len)) <= 110


def test_other_arguments_are_refused_by_the_source_itself():
    fast = compiled(lambda p: p["x"] * 2.0)
    fast({"x": X})
    known = alone(fast)
    function = next(v for k, v in known.items() if callable(v) and k == "compiled")
    for wrong in ({"x": X[0]}, {"x": 2.0}, {"y": X}, [X], {"x": X, "y": X}):
        with pytest.raises(known["Mismatch"]):
            function(wrong)
