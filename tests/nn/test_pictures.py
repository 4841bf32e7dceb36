"""What pictures of training show, read from the artists that draw it."""

from __future__ import annotations

import builtins
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from compose import nn
from compose.errors import MissingExtraError, NetworkError
from tests.nn.drawings import AT_TWO, PARABOLA, WANTED_SIX, drawn, labels, one, plane, png, three


def pictures():
    model, x, y = plane()
    return {
        "loss": nn.plot_loss({"loss": [3.0, 1.0, np.nan], "validation_loss": [3.0, 2.0, 1.0]}),
        "slope": nn.plot_slope(model, x, y, "w1[0, 1]", steps=3),
        "boundary": nn.plot_boundary(model, x, y),
        "three": nn.plot_boundary(*three()),
        "rates": nn.plot_rates(model, x, y, [0.1, 1.0], weight="b2[0]", steps=3),
        "confusion": nn.plot_confusion(np.eye(3, dtype=int)),
        "weights": nn.plot_weights(nn.MLP([9, 4])),
    }


def test_every_picture_says_what_it_shows_and_is_the_same_each_time():
    settings = dict(mpl.rcParams)
    again = pictures()
    for name, figure in pictures().items():
        assert any(axes.get_title(loc="left") for axes in figure.axes) or figure.get_suptitle()
        drawing = png(figure)
        assert drawing.startswith(b"\x89PNG"), name
        assert drawing == png(again[name]), name
    assert dict(mpl.rcParams) == settings


def test_pictures_are_drawn_without_pyplot_and_import_nothing_before():
    program = (
        "import sys; from compose import nn\n"
        "assert 'matplotlib' not in sys.modules\n"
        "nn.plot_loss([1.0]).savefig(sys.stdout.buffer)\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_without_matplotlib_the_extra_is_named(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **options):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"a picture needs matplotlib.*\[plot\]"):
        nn.plot_loss([1.0])


class TestLoss:
    def test_a_fit_its_history_a_dict_and_a_list_draw_the_same(self):
        fitted = nn.fit(PARABOLA, AT_TWO, WANTED_SIX, epochs=4, optimiser=nn.SGD(0.05))
        losses = fitted.history.loss
        for given in (fitted, fitted.history, {"loss": losses}, list(losses)):
            line = one(nn.plot_loss(given).axes[0], "loss")
            assert_array_equal(line.get_xdata(), [1, 2, 3, 4])
            assert_array_equal(line.get_ydata(), losses)

    def test_losses_over_epochs_and_accuracy_below(self):
        history = {
            "loss": [3.0, 2.0, 1.0],
            "validation_loss": [3.0, 2.0, 2.5],
            "accuracy": [0.25, 0.5, 0.75],
            "validation_accuracy": [],
        }
        upper, lower = nn.plot_loss(history).axes
        assert_array_equal(one(upper, "validation_loss").get_ydata(), [3.0, 2.0, 2.5])
        assert_array_equal(one(lower, "accuracy").get_ydata(), [0.25, 0.5, 0.75])
        assert drawn(lower, "validation_accuracy") == []
        assert labels(upper) == ["training", "validation", "least, epoch 2"]
        assert lower.get_xlabel() == "epoch"

    def test_the_least_validation_loss_is_ringed(self):
        history = {"loss": [1.0] * 4, "validation_loss": [np.nan, 0.5, 0.25, 0.5]}
        ring = one(nn.plot_loss(history).axes[0], "least")
        assert (ring.get_xdata()[0], ring.get_ydata()[0]) == (3, 0.25)

    def test_several_runs_have_their_names(self):
        axes = nn.plot_loss({"slow": [1.0, 0.9], "fast": {"loss": [1.0, 0.5]}}).axes[0]
        assert labels(axes) == ["slow", "fast"]
        first, second = drawn(axes, "loss")
        assert first.get_color() != second.get_color()
        assert first.get_marker() != second.get_marker()

    def test_what_is_no_number_is_marked(self):
        axes = nn.plot_loss([2.0, np.inf, 1.0, np.nan]).axes[0]
        cross = one(axes, "no number")
        assert_array_equal(cross.get_xdata(), [2, 4])
        assert "training: inf from epoch 2" in labels(axes)
        assert_array_equal(one(axes, "loss").get_ydata(), [2.0, np.nan, 1.0, np.nan])

    def test_only_what_is_no_number(self):
        assert png(nn.plot_loss([np.nan, np.nan]))

    def test_powers_of_ten_where_the_loss_spans_many(self):
        assert nn.plot_loss([100.0, 1.0]).axes[0].get_yscale() == "log"
        assert nn.plot_loss([2.0, 1.0]).axes[0].get_yscale() == "linear"
        assert nn.plot_loss([100.0, 0.0]).axes[0].get_yscale() == "linear"
        assert nn.plot_loss([100.0, 1.0], log=False).axes[0].get_yscale() == "linear"

    @pytest.mark.parametrize("empty", [[], {}, {"loss": []}, {"one": []}, nn.History()])
    def test_nothing_to_draw(self, empty):
        with pytest.raises(NetworkError, match="to draw"):
            nn.plot_loss(empty)

    def test_a_table_is_no_loss(self):
        with pytest.raises(NetworkError, match="one an epoch"):
            nn.plot_loss(np.ones((2, 2)))


class TestTables:
    def test_counts_stand_in_their_cells(self):
        axes = nn.plot_confusion([[8, 2], [0, 10]], ["cat", "dog"]).axes[0]
        cells = {(t.get_position()[1], t.get_position()[0]): t.get_text() for t in axes.texts}
        assert cells == {(0, 0): "8", (0, 1): "2", (1, 0): "0", (1, 1): "10"}
        assert axes.get_title(loc="left") == "18 of 20 right"
        assert [t.get_text() for t in axes.get_yticklabels()] == ["cat", "dog"]
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("answered", "wanted")

    def test_rows_are_coloured_by_shares(self):
        axes = nn.plot_confusion([[1, 3], [0, 0]]).axes[0]
        assert_allclose(axes.images[0].get_array() ** 2, [[0.25, 0.75], [0.0, 0.0]])

    @pytest.mark.parametrize("matrix", [[[1, 2]], [1, 2], [], np.zeros((0, 0))])
    def test_a_confusion_is_square(self, matrix):
        with pytest.raises(NetworkError, match="square"):
            nn.plot_confusion(matrix)

    def test_a_label_for_each_class(self):
        with pytest.raises(NetworkError, match="2 classes have 1 labels"):
            nn.plot_confusion(np.eye(2), ["cat"])

    def test_weights_as_images(self):
        model = nn.MLP([6, 3, 2], seed=1)
        figure = nn.plot_weights(model, shape=(2, 3), columns=2)
        images = [axes.images[0] for axes in figure.axes if axes.images]
        assert len(images) == 3
        for image, row in zip(images, model.parameters[0]["w"], strict=True):
            assert_array_equal(image.get_array(), row.reshape(2, 3))
            assert image.get_clim() == images[0].get_clim()

    def test_inputs_that_fill_no_image(self):
        with pytest.raises(NetworkError, match="6 inputs do not fill an image of 2 × 2"):
            nn.plot_weights(nn.MLP([6, 3]))
