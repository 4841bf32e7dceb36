"""The cost over one weight, its tangent and its steps, and what learning rates do."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from compose import nn
from compose.errors import NetworkError
from tests.nn.drawings import AT_TWO, PARABOLA, WANTED_SIX, drawn, labels, one, plane, png

PLANE = plane()


class TestSlope:
    def test_the_tangent_has_the_derivative_for_a_slope(self):
        model, x, y = PLANE
        axes = nn.plot_slope(model, x, y, "w1[3, 1]", steps=2).axes[0]
        tangent = one(axes, "tangent")
        (low, high), (below, above) = tangent.get_xdata(), tangent.get_ydata()
        assert_allclose((low + high) / 2, model.parameters[0]["w"][3, 1], rtol=1e-12)
        loss = nn.loss_of(model, "quadratic")
        nudged = []
        for change in (1e-6, -1e-6):
            parameters = [dict(part) for part in model.parameters]
            parameters[0]["w"] = parameters[0]["w"].copy()
            parameters[0]["w"][3, 1] += change
            nudged.append(loss(parameters, x, y[:, None]))
        measured = (nudged[0] - nudged[1]) / 2e-6
        assert_allclose((above - below) / (high - low), measured, rtol=1e-7)
        assert_allclose((above + below) / 2, loss(model.parameters, x, y[:, None]), rtol=1e-12)

    def test_curve_and_steps_of_a_parabola(self):
        figure = nn.plot_slope(PARABOLA, AT_TWO, WANTED_SIX, "w1[0, 0]", rate=0.125, steps=4)
        upper, lower = figure.axes
        curve, steps, slopes = one(upper, "cost"), one(upper, "steps"), one(lower, "slopes")
        assert_allclose(curve.get_ydata(), (2 * curve.get_xdata() - 6) ** 2 / 2, rtol=1e-12)
        assert_array_equal(steps.get_xdata(), [1.0, 2.0, 2.5, 2.75, 2.875])
        assert_array_equal(steps.get_ydata(), [8.0, 2.0, 0.5, 0.125, 0.03125])
        assert_array_equal(slopes.get_ydata(), [-8.0, -4.0, -2.0, -1.0, -0.5])
        assert lower.get_title(loc="left") == "Slope at each step: from −8 to −0.5"

    def test_a_bias_and_a_path_of_its_own(self):
        figure = nn.plot_slope(
            PARABOLA, AT_TWO, WANTED_SIX, "b1[0]", path=[3.0, 4.5, 4.0], between=(-1.0, 9.0)
        )
        upper, lower = figure.axes
        assert_array_equal(one(upper, "steps").get_xdata(), [3.0, 4.5, 4.0])
        assert_array_equal(one(lower, "slopes").get_ydata(), [-1.0, 0.5, 0.0])
        assert upper.get_xlim() == (-1.0, 9.0)
        assert upper.get_title(loc="left") == "Cost over b1[0]: slope −4 at 0"

    def test_a_cost_of_weighted_inputs(self):
        model, x, y = PLANE
        figure = nn.plot_slope(model, x, y, "b2[0]", cost="binary cross-entropy", steps=1)
        answers = model(x)[:, 0]
        assert_allclose(one(figure.axes[1], "slopes").get_ydata()[0], np.mean(answers - y))

    def test_a_weight_that_never_moves(self):
        assert png(nn.plot_slope(PARABOLA, AT_TWO, AT_TWO, "w1[0, 0]"))

    @pytest.mark.parametrize(
        ("weight", "why"),
        [
            ("w1[5, 0]", r"its last element is w1\[4, 1\]"),
            ("w1[0]", "has shape"),
            ("w3[0, 0]", "layers of .* are 1 to 2"),
            ("w0[0, 0]", "layers of .* are 1 to 2"),
            ("b1[0, 0]", r"its last element is b1\[4\]"),
            ("weight", "has a name such as"),
        ],
    )
    def test_a_weight_that_does_not_exist(self, weight, why):
        with pytest.raises(NetworkError, match=why):
            nn.plot_slope(*PLANE, weight)

    @pytest.mark.parametrize("path", [[], [[1.0]]])
    def test_a_path_without_numbers(self, path):
        with pytest.raises(NetworkError, match="a path is"):
            nn.plot_slope(*PLANE, "b2[0]", path=path)

    def test_a_path_that_is_gone(self):
        with pytest.raises(NetworkError, match="is nan from step 1 on; a smaller rate"):
            nn.plot_slope(*PLANE, "b2[0]", path=[1.0, np.nan])
        with pytest.raises(NetworkError, match=r"from step \d on; a smaller rate"):
            nn.plot_slope(PARABOLA, AT_TWO, WANTED_SIX, "w1[0, 0]", rate=1e60)


class TestRates:
    def test_creeping_arriving_and_jumping_out(self):
        figure = nn.plot_rates(
            PARABOLA, AT_TWO, WANTED_SIX, [0.025, 0.25, 0.75], weight="w1[0, 0]", steps=5
        )
        top, *valleys = figure.axes
        steps = np.arange(6)
        # Each step takes the distance to the valley times 1 − 4·rate, and the cost is its square.
        for line, rate in zip(drawn(top, "costs"), [0.025, 0.25, 0.75], strict=True):
            assert_allclose(line.get_ydata(), 8.0 * (1 - 4 * rate) ** (2 * steps), atol=1e-15)
        slow, right, fast = (one(axes, "steps").get_xdata() for axes in valleys)
        assert_allclose(slow, 3 - 2 * 0.9**steps)
        assert_array_equal(right, [1.0, 3.0, 3.0, 3.0, 3.0, 3.0])
        assert_array_equal(fast, [1.0])
        assert [text.get_text() for text in valleys[2].texts] == ["out after step 0"]

    def test_all_parameters_descend_without_a_weight(self):
        (axes,) = nn.plot_rates(PARABOLA, AT_TWO, WANTED_SIX, [0.1], steps=3).axes
        w, b, costs = 1.0, 0.0, []
        for _ in range(4):
            miss = 2 * w + b - 6
            costs.append(miss**2 / 2)
            w, b = w - 0.1 * miss * 2, b - 0.1 * miss
        assert_allclose(one(axes, "costs").get_ydata(), costs, rtol=1e-12)

    def test_a_cost_that_becomes_infinite_is_marked(self):
        for weight in (None, "w1[0, 0]"):
            axes = nn.plot_rates(
                PARABOLA, AT_TWO, WANTED_SIX, [0.1, 1e60], weight=weight, steps=8
            ).axes[0]
            cross = one(axes, "no number")
            assert cross.get_xdata()[0] == 3
            assert any("rate 1e+60: inf from step 3" in label for label in labels(axes))

    def test_a_line_that_leaves_the_picture_does_not_press_the_others_flat(self):
        (axes,) = nn.plot_rates(PARABOLA, AT_TWO, WANTED_SIX, [0.1, 10.0], steps=30).axes
        assert axes.get_ylim()[1] <= 8e4

    def test_refusals(self):
        with pytest.raises(NetworkError, match="at least one rate"):
            nn.plot_rates(*PLANE, [])
        with pytest.raises(NetworkError, match="one step"):
            nn.plot_rates(*PLANE, [0.1], steps=0)
        with pytest.raises(NetworkError, match="no layer"):
            nn.plot_rates(*PLANE, [0.1], weight="b7[0]")


@pytest.mark.parametrize(
    "ask",
    [
        lambda given: nn.plot_slope(given, [[1.0]], [1.0], "w1[0, 0]"),
        lambda given: nn.plot_rates(given, [[1.0]], [1.0], [0.1]),
        lambda given: nn.plot_boundary(given, [[1.0]], [1.0]),
        nn.plot_weights,
        lambda given: nn.health(given, [[1.0]]),
        lambda given: nn.weight_path(given, [[1.0]], [1.0], "w1[0, 0]"),
        lambda given: nn.backprop_equations(given, [[1.0]], [1.0]),
        lambda given: nn.loss_of(given, "quadratic"),
    ],
    ids=["slope", "rates", "boundary", "weights", "health", "path", "equations", "loss"],
)
def test_what_training_gives_is_no_model(ask):
    trained = nn.fit(nn.MLP([1, 1]), [[1.0]], [1.0])
    with pytest.raises(NetworkError, match=r"not <Fit of 1-1: .*; pass its \.model"):
        ask(trained)


def test_a_path_has_a_number_of_steps():
    with pytest.raises(NetworkError, match="steps is a whole number from 0 on, not -1"):
        nn.weight_path(nn.MLP([1, 1]), [[1.0]], [1.0], "w1[0, 0]", steps=-1)


def test_one_rate_alone_is_no_list_of_rates():
    with pytest.raises(NetworkError, match=r"at least one rate and one step, not 0\.1 and 20"):
        nn.plot_rates(nn.MLP([1, 1]), [[1.0]], [1.0], 0.1)
