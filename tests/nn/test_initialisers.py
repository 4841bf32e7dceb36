"""Variances over many draws, and draws that depend on the seed alone."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from compose import nn

INITIALISERS = [nn.xavier, nn.he, nn.normal]
VARIANCES = {
    nn.xavier: lambda inputs, outputs: 2.0 / (inputs + outputs),
    nn.he: lambda inputs, _outputs: 2.0 / inputs,
    nn.normal: lambda *_: 1.0,
}
PRINTED = (
    "from compose import nn; "
    "print(*[p[k].tobytes().hex() for p in nn.MLP([3, 4, 2], 'relu', seed=7).parameters"
    " for k in 'wb'])"
)


@pytest.mark.parametrize("draw", INITIALISERS)
@pytest.mark.parametrize(("inputs", "outputs"), [(400, 100), (100, 400), (1, 50000)])
def test_mean_and_variance(draw, inputs, outputs):
    w = draw(np.random.default_rng(5), inputs, outputs)
    assert w.shape == (outputs, inputs)
    assert w.dtype == np.float64
    variance = VARIANCES[draw](inputs, outputs)
    # Six standard errors of the variance of 40,000 or more normal draws are 4 %.
    assert abs(np.var(w) / variance - 1.0) < 6.0 * np.sqrt(2.0 / w.size)
    assert abs(np.mean(w)) < 6.0 * np.sqrt(variance / w.size)
    fourth = np.mean((w / np.sqrt(variance)) ** 4)
    assert abs(fourth - 3.0) < 0.3


@pytest.mark.parametrize("draw", INITIALISERS)
def test_rows_and_columns_are_independent(draw):
    w = draw(np.random.default_rng(6), 200, 300)
    among_columns = np.corrcoef(w, rowvar=False)
    among_rows = np.corrcoef(w)
    for table, length in ((among_columns, 300), (among_rows, 200)):
        off = table[~np.eye(len(table), dtype=bool)]
        assert np.max(np.abs(off)) < 6.5 / np.sqrt(length)


def test_a_signal_keeps_its_size_through_many_layers():
    x = np.random.default_rng(1).standard_normal((50, 200))
    relu = nn.MLP([200] * 12, "relu", output="relu", seed=2)
    linear = nn.MLP([200] * 12, "identity", seed=2)
    wild = nn.MLP([200] * 3, "identity", initialiser=nn.normal, seed=2)
    assert 0.2 < np.mean(relu(x) ** 2) < 5.0
    assert 0.2 < np.mean(linear(x) ** 2) < 5.0
    assert np.mean(wild(x) ** 2) > 1e3


def test_layers_take_what_fits_their_activation():
    model = nn.MLP([2, 3, 4], "relu", output="sigmoid")
    assert [layer.initialiser for layer in model.layers] == [nn.he, nn.xavier]
    for name in ("leaky relu", "softplus"):
        assert nn.Dense(2, 3, name).initialiser is nn.he
    for name in ("tanh", "softmax", "identity", np.sin):
        assert nn.Dense(2, 3, name).initialiser is nn.xavier
    given = nn.MLP([2, 3, 4], "relu", initialiser=nn.normal)
    assert {layer.initialiser for layer in given.layers} == {nn.normal}


def test_one_seed_gives_the_same_bits_in_every_process():
    runs = {
        subprocess.run(
            [sys.executable, "-c", PRINTED], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    here = " ".join(
        part[name].tobytes().hex()
        for part in nn.MLP([3, 4, 2], "relu", seed=7).parameters
        for name in "wb"
    )
    assert runs == {here + "\n"}


def test_seeds_and_layers_differ():
    drawn = [nn.MLP([30, 30, 30], seed=seed).parameters for seed in range(4)]
    arrays = [part["w"].ravel() for parameters in drawn for part in parameters]
    off = np.corrcoef(arrays)[~np.eye(len(arrays), dtype=bool)]
    assert np.max(np.abs(off)) < 6.0 / np.sqrt(900)
    assert not any(np.any(part["b"]) for parameters in drawn for part in parameters)
