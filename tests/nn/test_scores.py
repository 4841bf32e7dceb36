"""Accuracy and confusion matrices, against scikit-learn and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn import metrics

from compose import nn
from compose.errors import NetworkError


@pytest.mark.parametrize("seed", range(5))
def test_scikit_learn_counts_the_same(seed):
    rng = np.random.default_rng(seed)
    wanted, scores = rng.integers(0, 4, 50), rng.standard_normal((50, 4))
    answered = np.argmax(scores, axis=1)
    expected = metrics.confusion_matrix(wanted, answered, labels=range(4))
    assert_array_equal(nn.confusion_matrix(wanted, scores, 4), expected)
    assert_array_equal(nn.confusion_matrix(nn.one_hot(wanted, 4), answered, 4), expected)
    assert nn.accuracy(wanted, scores) == metrics.accuracy_score(wanted, answered)


def test_one_output_is_class_1_from_the_level_on():
    probabilities = [[0.5], [0.49], [0.9]]
    assert nn.accuracy([1, 0, 1], probabilities) == 1.0
    assert nn.accuracy([1, 0, 1], [[0.1], [-0.1], [0.4]], level=0.0) == 1.0
    assert_array_equal(nn.confusion_matrix([0, 0, 1], probabilities), [[1, 1], [0, 1]])


def test_classes_that_nobody_saw_have_rows_of_zeros():
    assert_array_equal(nn.confusion_matrix([0], [0], 3), np.diag([1, 0, 0]))


@pytest.mark.parametrize(
    ("wanted", "answered", "why"),
    [
        ([0, 1], [0], "2 examples are wanted and 1 answered"),
        ([], [], "at least one example"),
        ([0.5], [1], "whole numbers"),
        ([0], np.zeros((1, 1, 1)), "shape"),
        ([0], np.zeros((1, 0)), "shape"),
    ],
)
def test_what_cannot_be_counted(wanted, answered, why):
    with pytest.raises(NetworkError, match=why):
        nn.accuracy(wanted, answered)


@pytest.mark.parametrize(("label", "shown"), [(3, "3"), (-1, "-1")])
def test_a_label_that_is_no_class(label, shown):
    with pytest.raises(NetworkError, match=f"3 classes, 0 to 2, and one label is {shown}"):
        nn.confusion_matrix([label], [0], 3)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["cat", "dog"], "not <U3; number the classes from 0"),
        ([[0.5, math.nan], [0.1, 0.2]], r"the answer at \[0, 1\] is NaN"),
        ([0.0, math.nan], r"the answer at \[1\] is NaN"),
    ],
)
def test_what_stands_for_no_class_is_refused(answers, said):
    with pytest.raises(NetworkError, match=said):
        nn.accuracy(answers, [0, 1])
    with pytest.raises(NetworkError, match=said):
        nn.accuracy([0, 1], answers)
