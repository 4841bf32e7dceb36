"""`compose train`: options, errors, and being stopped."""

from __future__ import annotations

import builtins
import os
import re
import shlex
import signal
import subprocess
import sys
import time

import pytest

from compose.cli import keepsakes
from compose.cli.commands import commands
from compose.nn.training import fitting
from tests.pages import ROOT


@pytest.fixture
def undrawn(monkeypatch):
    """Leave out the pictures, which take a second each."""
    monkeypatch.setattr(keepsakes, "_pictures", lambda *_: [])


@pytest.mark.usefixtures("undrawn")
def test_resuming_what_never_began(ask):
    answer = ask("train", "moons", "--epochs", "1", "--resume")
    assert answer.status == 0
    assert answer.err == (
        "note: compose-train-moons/checkpoint.npz is not there yet, so training begins anew\n"
    )


@pytest.mark.usefixtures("undrawn")
def test_resuming_with_other_layers_is_refused(ask):
    ask("train", "moons", "--epochs", "1")
    answer = ask("train", "moons", "--epochs", "2", "--hidden", "5", "--resume")
    assert answer.status == 1
    assert "compose-train-moons/checkpoint.npz" in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.usefixtures("homes", "undrawn")
def test_early_stopping_says_so(ask):
    words = ["train", "homes.csv", "--target", "kind", "--without", "price,area"]
    answer = ask(*words, "--patience", "2", "--rate", "0.1", "--epochs", "500")
    said = re.search(
        r"\nstopped: no better validation loss for 2 epochs\n"
        r"kept: epoch (\d+), the lowest validation loss\n",
        answer.out,
    )
    last = answer.out[: said.start()].splitlines()[-1].split()[0]
    assert int(last) == int(said[1]) + 2


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--hidden", "5,4"], "2-5-4-2, tanh, tanh, softmax"),
        (["--layers", "2,2"], "2-2, softmax"),
        (["--layers", "2,7,2", "--activation", "leaky-relu"], "2-7-2, leaky relu, softmax"),
        (["--cost", "quadratic"], "2-16-16-2, tanh, tanh, sigmoid"),
        (["--cost", "binary-cross-entropy"], "2-16-16-2, tanh, tanh, sigmoid"),
        (["--optimiser", "sgd", "--rate", "0.25"], "sgd, rate 0.25, batches of 20"),
        (["--batch", "7", "--seed", "3"], "adam, rate 0.01, batches of 7, 1 epoch, seed 3"),
    ],
)
@pytest.mark.usefixtures("undrawn")
def test_options_are_heard(ask, options, shown):
    answer = ask("train", "moons", "--epochs", "1", *options)
    assert answer.status == 0
    assert shown in answer.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["moons", "--layers", "64,30,10"], "2 inputs and 2 classes; write --layers 2,30,2"),
        (["moons", "--layers", "2"], "write --layers 2,16,16,2"),
        (["moons", "--layers", "2,0,2"], "'2,0,2' is no list of whole numbers"),
        (["moons", "--layers", "2,2", "--hidden", "4"], "give one"),
        (["moons", "--epochs", "0"], "--epochs"),
        (["moons", "--rate", "-1"], "'-1' is not above 0"),
        (["moons", "--rate", "nan"], "'nan' is not above 0"),
        (["moons", "--rate", "fast"], "'fast' is no number"),
        (["moons", "--optimiser", "adm"], "'adam'"),
        (["moons", "--target", "x"], "go with a file"),
        (["homes.csv"], "--target area or year or kind or price"),
        (["homes.csv", "--target", "price", "--cost", "softmax-cross-entropy"], "is for classes"),
        ([], "DATA"),
    ],
)
@pytest.mark.usefixtures("homes")
def test_written_wrongly(ask, tmp_path, words, said):
    answer = ask("train", *words)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["homes.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["digit"], "'digit' is neither a data set nor a file; did you mean 'digits'?"),
        (["home.csv", "--target", "price"], "did you mean 'homes.csv'?"),
        (["homes.csv", "--target", "prize"], "no column 'prize'; did you mean 'price'?"),
        (["moons", "--out", "homes.csv"], "homes.csv: File exists"),
    ],
)
@pytest.mark.usefixtures("homes")
def test_what_cannot_be_done(ask, words, said):
    answer = ask("train", *words)
    assert (answer.status, answer.out) == (1, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_advice_is_given_as_typed(ask, tmp_path):
    lines = ["name,b", *(f"n{place},{place % 2}" for place in range(120))]
    (tmp_path / "people.csv").write_text("\n".join(lines), encoding="utf-8")
    answer = ask("train", "people.csv", "--target", "b")
    assert answer.err.endswith("leave it out with --without name\n")


def test_a_rate_that_is_too_large_is_told_in_one_line(ask, homes):
    assert len(homes[0]) == 80
    words = ["train", "homes.csv", "--target", "price", "--optimiser", "sgd", "--rate", "1e30"]
    answer = ask(*words)
    assert answer.status == 1
    assert answer.err.startswith("compose: the ")
    assert answer.err.count("\n") == 1


def test_without_matplotlib_there_are_no_pictures(ask, monkeypatch, tmp_path):
    found = builtins.__import__

    def missing(name, *rest):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return found(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    answer = ask("train", "moons", "--epochs", "1")
    assert answer.status == 0
    assert "pip install 'compose-graph[plot]'" in answer.err
    assert answer.err.count("\n") == 1
    assert ".png" not in answer.out
    assert list(tmp_path.glob("*/*.png")) == []


@pytest.mark.usefixtures("undrawn")
def test_a_network_too_large_for_a_graph(ask, tmp_path):
    answer = ask("train", "moons", "--epochs", "1", "--hidden", "160,160")
    assert answer.status == 0
    assert answer.err.startswith("note: no network.graphml: 26240 weights")
    assert "Next" not in answer.out
    assert list(tmp_path.glob("*/*.graphml")) == []


@pytest.mark.usefixtures("undrawn")
def test_lines_come_while_it_trains(monkeypatch, ask, capsys):
    seen = []
    step = fitting.next_stage

    def looking(*words):
        seen.append(capsys.readouterr().out)
        return step(*words)

    monkeypatch.setattr(fitting, "next_stage", looking)
    ask("train", "moons", "--epochs", "3")
    assert [text.splitlines()[-1].split()[0] for text in seen[1:]] == ["1", "2"]


@pytest.mark.usefixtures("undrawn")
def test_an_interrupt_says_how_to_go_on(ask, monkeypatch):
    step, begun, stop = fitting.next_stage, [], [2]

    def interrupted(run, stage, *rest):
        if stage.epoch in stop:
            raise KeyboardInterrupt
        begun.append(stage.epoch)
        return step(run, stage, *rest)

    words = ["train", "moons", "--epochs", "4", "--out"]
    monkeypatch.setattr(fitting, "next_stage", interrupted)
    answer = ask(*words, "one two")
    assert answer.status == 130
    said = answer.err.removeprefix("stopped; go on with: compose ")
    stop.clear()
    again = ask(*shlex.split(said))
    assert (again.status, again.err) == (0, "")
    assert begun == [0, 1, 2, 3]
    assert again.out.replace("one two", "two one") == ask(*words, "two one").out


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_ctrl_c_keeps_the_checkpoint(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "compose", "train", "moons", "--epochs", "100000"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        checkpoint = tmp_path / "compose-train-moons/checkpoint.npz"
        while not checkpoint.exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130
    assert said == "stopped; go on with: compose train moons --epochs 100000 --resume\n"
    assert [file.name for file in checkpoint.parent.iterdir()] == ["checkpoint.npz"]


def test_the_help_names_the_data_sets(ask):
    text = ask("train", "--help").out
    assert all(name in text for name in ("digits", "moons", "CSV"))
    documented = (ROOT / "docs/guide/command-line.md").read_text(encoding="utf-8")
    options = [
        option.opts[0] for option in commands.commands["train"].params if option.opts[0][0] == "-"
    ]
    assert [option for option in options if f"`{option}" not in documented] == []
