"""Training that is cut off and goes on, and files that are whole or not there."""

from __future__ import annotations

import errno
import io
import os
import pickle
import signal
import subprocess
import sys
import zipfile
from dataclasses import dataclass

import numpy as np
import pytest

from compose import nn
from compose.errors import CheckpointError, NetworkError
from compose.nn.training.archive import read_arrays, write_arrays

RNG = np.random.default_rng(11)
X, Y = RNG.normal(size=(30, 4)), RNG.normal(size=(30, 3))
APART = RNG.normal(size=(12, 4)), RNG.normal(size=(12, 3))
MODEL = nn.MLP([4, 10, 3], "tanh", seed=3)


@dataclass(frozen=True)
class Falling:
    """A schedule; while a class attribute says so it stands for a person who presses Ctrl-C."""

    rate: float
    interrupts_at = None

    def __call__(self, step):
        if step == Falling.interrupts_at:
            raise KeyboardInterrupt
        return self.rate / (1.0 + 0.1 * step)


def trained(**settings):
    return nn.fit(MODEL, X, Y, **{"epochs": 6, "batch_size": 7, **settings})


def bits(fit):
    return [part[name].tobytes() for part in fit.parameters for name in ("w", "b")]


OPTIMISERS = {
    "SGD": nn.SGD(0.1),
    "momentum": nn.SGD(0.05, momentum=0.9),
    "Adam": nn.Adam(0.02),
    "schedule": nn.Adam(Falling(0.05)),
    "warm up": nn.SGD(nn.WarmUp(8, nn.Cosine(0.2, 40)), momentum=0.5),
}


@pytest.mark.parametrize("optimiser", OPTIMISERS.values(), ids=OPTIMISERS)
def test_training_that_goes_on_is_training_that_was_never_cut_off(optimiser, tmp_path):
    path, other = tmp_path / "run.npz", tmp_path / "whole.npz"
    settings = {"optimiser": optimiser, "validation": APART, "metrics": "steps"}
    whole = trained(**settings, checkpoint=other)
    for epochs in (1, 2, 5, 6):
        resumed = trained(**settings, checkpoint=path, resume=True, epochs=epochs)
        assert len(resumed.history) == epochs
    assert bits(resumed) == bits(whole)
    assert resumed.history == whole.history
    assert resumed.best_epoch == whole.best_epoch
    assert path.read_bytes() == other.read_bytes()


def test_an_interruption_in_the_middle_of_an_epoch_costs_that_epoch_only(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    settings = {"optimiser": nn.Adam(Falling(0.05)), "checkpoint": path}
    whole = trained(optimiser=settings["optimiser"])
    # Five steps are an epoch: this is the third of the fourth.
    monkeypatch.setattr(Falling, "interrupts_at", 17)
    with pytest.raises(KeyboardInterrupt):
        trained(**settings)
    monkeypatch.setattr(Falling, "interrupts_at", None)
    assert len(read_arrays(path)["history loss"]) == 3
    resumed = trained(**settings, resume=True)
    assert bits(resumed) == bits(whole)
    assert resumed.history == whole.history


def test_patience_is_as_long_as_if_nothing_had_happened(tmp_path):
    path = tmp_path / "run.npz"
    settings = {"optimiser": nn.SGD(0.3), "validation": APART, "patience": 3}
    whole = trained(**settings, epochs=200)
    assert whole.stopped == "no better validation loss for 3 epochs"
    for epochs in (whole.best_epoch, whole.best_epoch + 1, 200, 200):
        resumed = trained(**settings, epochs=epochs, checkpoint=path, resume=True)
    assert resumed.stopped == whole.stopped
    assert resumed.best_epoch == whole.best_epoch
    assert bits(resumed) == bits(whole)
    assert resumed.history == whole.history


def test_more_patience_goes_on_from_where_there_was_less(tmp_path):
    settings = {"optimiser": nn.SGD(0.3), "validation": APART, "checkpoint": tmp_path / "run.npz"}
    first = trained(**settings, epochs=200, patience=2)
    second = trained(**settings, epochs=200, patience=4, resume=True)
    assert len(second.history) > len(first.history)
    straight = trained(optimiser=nn.SGD(0.3), validation=APART, epochs=200, patience=4)
    assert bits(second) == bits(straight)


def test_without_a_file_training_begins_anew(tmp_path):
    fresh = trained(checkpoint=tmp_path / "run.npz", resume=True)
    assert bits(fresh) == bits(trained())


def test_without_resume_an_old_checkpoint_is_begun_over(tmp_path):
    path = tmp_path / "run.npz"
    trained(checkpoint=path, seed=1)
    assert bits(trained(checkpoint=path)) == bits(trained())


def test_the_same_training_gives_the_same_bytes(tmp_path):
    paths = [tmp_path / "one.npz", tmp_path / "two.npz"]
    for path in paths:
        trained(checkpoint=path, optimiser=nn.Adam(), validation=0.2, patience=2)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_numpy_reads_the_numbers_without_pickle(tmp_path):
    path = tmp_path / "run.npz"
    fit = trained(checkpoint=path, optimiser=nn.SGD(0.1, momentum=0.5))
    with np.load(path, allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["w1"], fit.parameters[0]["w"])
        np.testing.assert_array_equal(arrays["history loss"], fit.history.loss)
        assert all(arrays[name].dtype.kind in "fiU" for name in arrays.files)


def test_the_clock_is_not_in_the_file(tmp_path):
    path = tmp_path / "run.npz"
    trained(checkpoint=path)
    assert "history seconds" not in read_arrays(path)
    assert {entry.date_time for entry in zipfile.ZipFile(path).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }
    assert np.isnan(trained(checkpoint=path, resume=True).history.seconds).all()


DIFFERENT = {
    "cost": ({"cost": "mean squared error"}, "cost is quadratic there and mean squared error here"),
    "optimiser": (
        {"optimiser": nn.Adam()},
        r"optimiser is SGD\(rate=0.1, momentum=0.0\) there and Adam\(rate=0.001",
    ),
    "rate": ({"optimiser": nn.SGD(0.2)}, r"SGD\(rate=0.1.*there and SGD\(rate=0.2"),
    "batch size": ({"batch_size": 8}, "batch size is 7 there and 8 here"),
    "seed": ({"seed": 1}, "seed is 0 there and 1 here"),
    "patience": ({"validation": APART, "patience": 3}, "early stopping is False there and True"),
    "validation": ({"validation": APART}, "validation examples is None there and given here"),
    "metrics": ({"metrics": "steps"}, r"metrics is \[\] there and \['steps'\] here"),
}


@pytest.mark.parametrize(("changes", "message"), DIFFERENT.values(), ids=DIFFERENT)
def test_other_settings_are_named(changes, message, tmp_path):
    path = tmp_path / "run.npz"
    trained(checkpoint=path)
    before = path.read_bytes()
    with pytest.raises(CheckpointError, match=message) as caught:
        trained(checkpoint=path, resume=True, **changes)
    assert caught.value.file == str(path)
    assert path.read_bytes() == before


OTHERS = {
    "sizes": (nn.MLP([4, 11, 3], "tanh"), X, r"sizes is \[4, 10, 3\] there and \[4, 11, 3\] here"),
    "activations": (nn.MLP([4, 10, 3], seed=3), X, r"activations is \['tanh', 'identity'\] there"),
    "weights": (nn.MLP([4, 10, 3], "tanh", seed=4), X, "the first parameters are others"),
    "data": (MODEL, X + 1e-9, "another training: the examples are others; train"),
    "number": (MODEL, X[:29], "number of examples is 30 there and 29 here"),
}


@pytest.mark.parametrize(("model", "x", "message"), OTHERS.values(), ids=OTHERS)
def test_another_model_and_other_data_are_named(model, x, message, tmp_path):
    path = tmp_path / "run.npz"
    trained(checkpoint=path)
    with pytest.raises(CheckpointError, match=message):
        nn.fit(model, x, Y[: len(x)], epochs=6, batch_size=7, checkpoint=path, resume=True)


def test_fewer_epochs_than_were_made_are_refused(tmp_path):
    path = tmp_path / "run.npz"
    trained(checkpoint=path)
    with pytest.raises(CheckpointError, match="it holds 6 epochs, and 5 are asked for"):
        trained(checkpoint=path, resume=True, epochs=5)


@pytest.mark.parametrize(
    "settings",
    [{"cost": lambda a, _: np.sum(a * a)}, {"optimiser": nn.SGD(lambda _: 0.1)}],
    ids=["cost", "schedule"],
)
def test_what_has_no_name_is_refused_with_a_checkpoint_only(settings, tmp_path):
    trained(**settings)
    with pytest.raises(NetworkError, match="no name by which a file could recognize it"):
        trained(**settings, checkpoint=tmp_path / "run.npz")
    assert not list(tmp_path.iterdir())


def squared(a, y):
    return np.sum((a - y) ** 2) / len(a)


def test_functions_of_a_module_are_known_by_their_names(tmp_path):
    path = tmp_path / "run.npz"
    whole = trained(cost=squared)
    trained(cost=squared, checkpoint=path, epochs=2)
    assert bits(trained(cost=squared, checkpoint=path, resume=True)) == bits(whole)


def test_a_folder_that_is_not_there_is_noticed_before_the_first_epoch(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such folder"):
        trained(checkpoint=tmp_path / "no such folder" / "run.npz", optimiser=nn.SGD(untouched))


def untouched(_step):
    raise AssertionError


def test_a_folder_is_no_checkpoint(tmp_path):
    with pytest.raises(IsADirectoryError):
        trained(checkpoint=tmp_path)


class Spoils:
    """Pickled, it runs something when it is read."""

    def __reduce__(self):
        return os.mkdir, (Spoils.where,)


def packed(**arrays):
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def test_pickled_objects_are_never_opened(tmp_path):
    path, Spoils.where = tmp_path / "run.npz", str(tmp_path / "spoilt")
    for content in (
        pickle.dumps(Spoils()),
        packed(about=np.array([Spoils()], dtype=object)),
    ):
        path.write_bytes(content)
        for read in (nn.load, lambda path: trained(checkpoint=path, resume=True)):
            with pytest.raises(CheckpointError, match="cannot be read as"):
                read(path)
    assert not (tmp_path / "spoilt").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cannot be read as .npz"),
        (b"epoch,loss\n1,0.5\n", "cannot be read as .npz"),
        (packed(w1=np.ones(2)), "holds no network that compose wrote"),
        (packed(about=np.array("[1, 2]")), "holds no network that compose wrote"),
        (packed(about=np.array("{")), "holds no network that compose wrote"),
        (packed(about=np.ones(3)), "holds no network that compose wrote"),
        (
            packed(
                about=np.array(
                    '{"format": "compose network", "version": 9, "sizes": [], "activations": []}'
                )
            ),
            "it is of version 9, and only 1 is read here",
        ),
    ],
    ids=["empty", "text", "arrays", "list", "cut", "numbers", "newer"],
)
def test_foreign_files_are_refused(content, message, tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(content)
    for read in (nn.load, lambda path: trained(checkpoint=path, resume=True)):
        with pytest.raises(CheckpointError, match=message):
            read(path)
    assert path.read_bytes() == content


def test_a_file_that_is_cut_off_or_changed_is_refused(tmp_path):
    path = tmp_path / "run.npz"
    trained(checkpoint=path, epochs=1, optimiser=nn.Adam())
    whole = path.read_bytes()
    for length in range(0, len(whole) - 1, 97):
        path.write_bytes(whole[:length])
        with pytest.raises(CheckpointError):
            nn.load(path)


def test_a_changed_byte_is_noticed_or_changes_nothing(tmp_path):
    path = tmp_path / "model.npz"
    model = nn.MLP([3, 2])
    nn.save(model, path)
    whole = path.read_bytes()
    refused = 0
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            assert bits(nn.load(path)) == bits(model)
        except CheckpointError:
            refused += 1
    assert refused > len(whole) / 14


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"w1": None}, "w1 is missing"),
        ({"state 0": None}, "state 0 is missing"),
        ({"history loss": None}, "history loss is missing"),
        ({"w1": np.ones((2, 2))}, r"float64 of shape \(2, 2\) stands for \(10, 4\)"),
        ({"b1": np.array(["a"] * 10)}, r"<U1 of shape \(10,\)"),
        ({"count": np.ones(2)}, "not those of the network that it names"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change, message, tmp_path):
    path = tmp_path / "run.npz"
    trained(checkpoint=path, epochs=1, optimiser=nn.Adam())
    arrays = {**read_arrays(path), **change}
    write_arrays(path, {name: array for name, array in arrays.items() if array is not None})
    with pytest.raises(CheckpointError, match=message):
        trained(checkpoint=path, resume=True, optimiser=nn.Adam())


def test_a_model_is_no_training(tmp_path):
    path = tmp_path / "model.npz"
    nn.save(MODEL, path)
    with pytest.raises(CheckpointError, match="it holds a model and no training"):
        trained(checkpoint=path, resume=True)


def test_a_model_is_read_as_it_was_written(tmp_path):
    path, other = tmp_path / "model.npz", tmp_path / "again.npz"
    model = nn.MLP([4, 5, 6, 1], "leaky_relu", output="sigmoid", seed=9)
    nn.save(model, path)
    again = nn.load(path)
    nn.save(again, other)
    assert repr(again) == repr(model)
    assert bits(again) == bits(model)
    assert path.read_bytes() == other.read_bytes()
    np.testing.assert_array_equal(again(X), model(X))


def test_a_checkpoint_is_read_as_a_model_too(tmp_path):
    path = tmp_path / "run.npz"
    fit = trained(checkpoint=path)
    assert bits(nn.load(path)) == bits(fit)


def bent(z):
    return z / (1.0 + np.abs(z))


def test_activations_of_ones_own_are_named_and_brought_along(tmp_path):
    path = tmp_path / "model.npz"
    model = nn.MLP([4, 5, 1], bent, output=np.sin)
    nn.save(model, path)
    with pytest.raises(CheckpointError, match=r"activation .*bent; pass it, in functions="):
        nn.load(path)
    np.testing.assert_array_equal(nn.load(path, functions=[bent, np.sin])(X), model(X))
    with pytest.raises(NetworkError, match="no name by which"):
        nn.save(nn.MLP([4, 1], output=lambda z: z), path)


def test_a_missing_file_is_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        nn.load(tmp_path / "model.npz")


def test_a_write_that_fails_leaves_the_old_checkpoint(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    trained(checkpoint=path, epochs=2)
    old = path.read_bytes()
    write, written = np.lib.format.write_array, []

    def full(*args, **kwargs):
        written.append(1)
        if len(written) == 4:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(*args, **kwargs)

    monkeypatch.setattr(np.lib.format, "write_array", full)
    with pytest.raises(OSError, match="No space left") as caught:
        trained(checkpoint=path, resume=True)
    assert caught.value.filename == str(path)
    monkeypatch.undo()
    assert path.read_bytes() == old
    assert [entry.name for entry in tmp_path.iterdir()] == ["run.npz"]
    assert bits(trained(checkpoint=path, resume=True)) == bits(trained())


KILLED = """
import os, signal, sys
import numpy as np
from compose import nn

path, dies_at = sys.argv[1], sys.argv[2]
write, done = np.lib.format.write_array, []

def last_word(*args, **kwargs):
    write(*args, **kwargs)
    done.append(1)
    # The third epoch is being written.
    if os.path.exists(path) and len(done) > 2 * per_epoch + per_epoch // 2:
        if dies_at == "array":
            os.kill(os.getpid(), signal.SIGKILL)

def synced(number):
    if len(done) == 3 * per_epoch:
        os.kill(os.getpid(), signal.SIGKILL)

x = np.arange(12.0).reshape(6, 2) / 12.0
asked = dict(epochs=5, batch_size=2, optimiser=nn.Adam(0.01))
nn.fit(nn.MLP([2, 3, 1]), x, x[:, 0], checkpoint=path + ".probe", **{**asked, "epochs": 1})
with np.load(path + ".probe") as arrays:
    per_epoch = len(arrays.files)
os.remove(path + ".probe")
np.lib.format.write_array = last_word
if dies_at == "sync":
    os.fsync = synced
nn.fit(nn.MLP([2, 3, 1]), x, x[:, 0], checkpoint=path, **asked)
"""


@pytest.mark.parametrize("dies_at", ["array", "sync"])
def test_whoever_is_killed_while_writing_leaves_the_old_checkpoint(dies_at, tmp_path):
    path = tmp_path / "run.npz"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), dies_at], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    # What was being written lies beside it, half done.
    assert len(list(tmp_path.iterdir())) == 2
    x = np.arange(12.0).reshape(6, 2) / 12.0
    asked = {"epochs": 5, "batch_size": 2, "optimiser": nn.Adam(0.01)}
    assert len(read_arrays(path)["history loss"]) == 2
    resumed = nn.fit(nn.MLP([2, 3, 1]), x, x[:, 0], checkpoint=path, resume=True, **asked)
    whole = nn.fit(nn.MLP([2, 3, 1]), x, x[:, 0], **asked)
    assert bits(resumed) == bits(whole)
    assert resumed.history == whole.history


def test_a_link_is_followed_and_permissions_stay(tmp_path):
    path, link = tmp_path / "run.npz", tmp_path / "latest"
    nn.save(MODEL, path)
    path.chmod(0o640)
    link.symlink_to(path)
    nn.save(nn.MLP([1, 1]), link)
    assert link.is_symlink()
    assert nn.load(path).sizes == (1, 1)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_folder_where_nothing_can_be_written_is_noticed_before_the_first_epoch(
    tmp_path, monkeypatch
):
    import os

    monkeypatch.setattr(os, "access", lambda folder, mode: False)  # noqa: ARG005 - root may write
    told = []
    with pytest.raises(PermissionError, match="beside the checkpoint"):
        nn.fit(nn.MLP([1, 1]), [1.0], [1.0], checkpoint=tmp_path / "a.npz", progress=told.append)
    assert told == []


def test_only_a_model_is_saved(tmp_path):
    trained = nn.fit(nn.MLP([1, 1]), [1.0], [1.0])
    with pytest.raises(NetworkError, match=r"pass its \.model"):
        nn.save(trained, tmp_path / "model.npz")
    assert not list(tmp_path.iterdir())
