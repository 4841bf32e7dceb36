"""`compose train`: what it says and writes, held to NumPy and scikit-learn alone."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys

import numpy as np
import pytest

import compose
from compose import nn
from tests.pages import ROOT, fences, section

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("trained")


def trained(folder, *words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "compose", "train", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def digits(folder):
    done = trained(folder, "digits")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def answers(file, x):
    """Run a network of the file by hand: tanh in the hidden layers, weighted inputs last."""
    layers = nn.load(file).parameters
    for layer in layers[:-1]:
        x = np.tanh(x @ layer["w"].T + layer["b"])
    return x @ layers[-1]["w"].T + layers[-1]["b"]


def examples():
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return pixels / 16, labels


def test_digits_are_read_well(digits, folder):
    from sklearn.metrics import confusion_matrix

    x, labels = examples()
    rows = nn.digits().parts().test
    answered = answers(folder / "compose-train-digits/model.npz", x[rows]).argmax(axis=1)
    right = int((answered == labels[rows]).sum())
    assert right / len(rows) >= 0.97
    assert f"accuracy {100 * right / len(rows):.2f} %: {right} of {len(rows)} right" in digits
    printed = re.findall(r"^\d(?: +(?:\d+|\.)){10}$", digits, re.MULTILINE)
    counts = [[int(cell.replace(".", "0")) for cell in line.split()[1:]] for line in printed]
    assert counts == confusion_matrix(labels[rows], answered).tolist()


def test_the_last_validation_loss_is_that_of_the_model(digits, folder):
    x, labels = examples()
    rows = nn.digits().parts().validation
    z = answers(folder / "compose-train-digits/model.npz", x[rows])
    chances = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = -np.log(chances[np.arange(len(rows)), labels[rows]]).mean()
    right = (z.argmax(axis=1) == labels[rows]).mean()
    last = re.search(r"^ +30 +\S+ +(\S+) +(\S+) %$", digits, re.MULTILINE)
    assert float(last[1]) == pytest.approx(loss, rel=1e-3)
    assert float(last[2]) == pytest.approx(100 * right, abs=0.01)


def test_the_page_fits_the_screen(digits):
    lines = digits.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 45
    assert [line for line in lines if line != line.rstrip()] == []


def test_the_guide_shows_this_page(digits):
    guide = (ROOT / "docs/guide/command-line.md").read_text(encoding="utf-8")
    shown = fences(section(guide, "`compose train`"), "text")
    assert len(shown) >= 2
    for block in shown:
        assert block in digits


def test_every_file_is_listed_and_every_listed_file_is_there(digits, folder):
    listed = digits.partition("Files in compose-train-digits ")[2].partition("\n\n")[0]
    names = [line.split()[0] for line in listed.splitlines()[1:]]
    files = list((folder / "compose-train-digits").iterdir())
    assert sorted(names) == sorted(file.name for file in files)
    pictures = [name for name in names if name.endswith(".png")]
    assert pictures == ["loss.png", "confusion.png"]
    drawn = [file for file in files if file.suffix == ".png"]
    assert all(file.read_bytes().startswith(PNG) for file in drawn)


def test_the_next_command_explains_a_weight(digits, folder):
    command = shlex.split(digits.splitlines()[-1])
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    weight = command[-1]
    answer = re.match(
        rf"∂C/∂\({re.escape(weight)}\) = (\S+), the sum over (\d+) paths", done.stdout
    )
    # From a weight of 64-30-10: by one neuron, ten scores, and each score's place in the cost.
    assert int(answer[2]) == 100
    expected = slopes(digits, folder)
    place = tuple(map(int, re.findall(r"\d+", weight)[1:]))
    assert place == np.unravel_index(np.abs(expected).argmax(), expected.shape)
    assert float(answer[1]) == pytest.approx(expected[place], rel=1e-9)


def slopes(page, folder):
    """Derive the cost of the example by the weights of the first layer, by hand."""
    example = int(re.search(r"the network at example (\d+),", page)[1]) - 1
    x, labels = examples()
    first, last = nn.load(folder / "compose-train-digits/model.npz").parameters
    a = np.tanh(first["w"] @ x[example] + first["b"])
    chances = np.exp(last["w"] @ a + last["b"])
    wrong = chances / chances.sum() - np.eye(10)[labels[example]]
    return np.outer((last["w"].T @ wrong) * (1 - a**2), x[example])


def test_the_graph_holds_the_example_and_the_network(digits, folder):
    graph = compose.read_graphml(folder / "compose-train-digits/network.graphml")
    example = int(re.search(r"the network at example (\d+),", digits)[1]) - 1
    pixels = examples()[0][example]
    model = nn.load(folder / "compose-train-digits/model.npz")
    for place, pixel in enumerate(pixels):
        assert graph.node(f"x[{place}]").value == pixel
    assert graph.node("w1[3, 20]").value == model.parameters[0]["w"][3, 20]
    assert graph.node("b2[9]").value == model.parameters[1]["b"][9]


def test_the_same_seed_gives_the_same_bytes(ask, tmp_path, folder, digits):
    assert digits
    assert ask("train", "digits", "--out", "again").status == 0
    for file in (folder / "compose-train-digits").iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes(), file.name


def test_another_seed_gives_another_network(ask, tmp_path):
    for seed in "01":
        ask("train", "moons", "--epochs", "1", "--seed", seed, "--out", seed)
    one, other = (nn.load(tmp_path / seed / "model.npz").parameters for seed in "01")
    assert not np.array_equal(one[0]["w"], other[0]["w"])


def test_resumed_training_ends_as_if_never_cut_off(ask, tmp_path):
    words = ["train", "moons", "--optimiser", "momentum", "--seed", "5"]
    whole = ask(*words, "--epochs", "6", "--out", "whole")
    ask(*words, "--epochs", "4", "--out", "other")
    other = ask(*words, "--epochs", "6", "--out", "other", "--resume")
    assert other.err == ""
    assert other.out.replace("other", "whole") == whole.out
    for name in ("model.npz", "checkpoint.npz", "network.graphml", "loss.png"):
        one, other = (tmp_path / folder / name for folder in ("whole", "other"))
        assert one.read_bytes() == other.read_bytes(), name


def test_moons_have_a_boundary(ask, tmp_path):
    answer = ask("train", "moons", "--epochs", "30")
    assert (answer.status, answer.err) == (0, "")
    assert "network  2-16-16-2, tanh, tanh, softmax: 354 weights and biases" in answer.out
    assert (tmp_path / "compose-train-moons/boundary.png").read_bytes().startswith(PNG)
    right, count = re.search(r"(\d+) of (\d+) right", answer.out).groups()
    data = nn.moons()
    rows = data.parts().test
    answered = answers(tmp_path / "compose-train-moons/model.npz", data.x[rows]).argmax(axis=1)
    assert (int(right), int(count)) == ((answered == data.labels[rows]).sum(), 80)


def test_a_number_of_a_table(ask, tmp_path, homes):
    answer = ask("train", "homes.csv", "--target", "price", "--epochs", "60")
    assert (answer.status, answer.err) == (0, "")
    x, y = homes
    data = nn.read_table("homes.csv", "price")
    assert np.array_equal(data.x, x)
    assert np.array_equal(data.y, y)
    parts = data.parts()
    off = answers(tmp_path / "compose-train-homes/model.npz", x[parts.test]) - y[parts.test]
    apart = y[parts.test] - y[parts.training].mean()
    error, spread = np.sqrt((off**2).mean()), np.sqrt((apart**2).mean())
    assert f"'price' is off by {error:.6g} (root mean square)" in answer.out
    assert f"is off by {spread:.6g}\n" in answer.out
    explained = 1 - (off**2).sum() / (apart**2).sum()
    assert explained > 0.9
    assert f"{100 * explained:.2f} % of the variance is explained" in answer.out


def test_the_scaling_is_kept_beside_the_model(ask, tmp_path, homes):
    ask("train", "homes.csv", "--target", "price", "--epochs", "1")
    about = json.loads((tmp_path / "compose-train-homes/data.json").read_text(encoding="utf-8"))
    rows = nn.read_table("homes.csv", "price").parts().training
    scaling = about["scaling_inside_the_model"]
    assert scaling["mean"] == pytest.approx([*homes[0][rows, :2].mean(axis=0), 0, 0])
    assert scaling["deviation"] == pytest.approx([*homes[0][rows, :2].std(axis=0), 1, 1])
    assert scaling["target_deviation"] == pytest.approx(homes[1][rows].std())
    assert about["inputs"] == ["area", "year", "kind=flat", "kind=house"]
    assert about["target"] == "price"


def test_names_that_a_picture_might_misread(ask, tmp_path):
    lines = ["$\\x$,b_1,kind", *["1,2,$\\frac$", "2,1,分類", "1,1,^"] * 10]
    (tmp_path / "odd.csv").write_text("\n".join(lines), encoding="utf-8")
    answer = ask("train", "odd.csv", "--target", "kind", "--epochs", "1")
    assert (answer.status, answer.err) == (0, "")
    for name in ("confusion.png", "boundary.png"):
        assert (tmp_path / "compose-train-odd" / name).read_bytes().startswith(PNG)


def test_the_graph_of_a_table_is_on_the_scale_of_the_training(ask, tmp_path, homes):
    answer = ask("train", "homes.csv", "--target", "price", "--epochs", "9")
    example, price, taken = re.search(
        r"the network at example (\d+), (\S+) taken for (\S+)", answer.out
    ).groups()
    x, y = homes
    rows = nn.read_table("homes.csv", "price").parts().training
    row = int(example) - 1
    graph = compose.read_graphml(tmp_path / "compose-train-homes/network.graphml")
    scaled = (x[row, 0] - x[rows, 0].mean()) / x[rows, 0].std()
    assert graph.node("x[0]").value == pytest.approx(scaled)
    assert float(price) == pytest.approx(y[row, 0], rel=1e-5)
    off = (float(taken) - y[row, 0]) / y[rows].std()
    assert graph.node("C").value == pytest.approx(off**2, rel=1e-3)


@pytest.mark.usefixtures("homes")
def test_classes_of_a_table_with_long_names(ask):
    answer = ask("train", "homes.csv", "--target", "kind", "--epochs", "2", "--without", "year")
    assert "data     homes.csv: 80 examples, 2 inputs, 2 classes" in answer.out
    assert "\nwanted " in answer.out
    assert "\n1 flat  " in answer.out
    assert "\n2 house " in answer.out
