"""Neural networks on the same engine: layers, costs, optimisers, and why they learn what they do.

Nothing here differentiates: networks are NumPy code, which ``trace`` records, ``compile`` writes
as straight-line Python, and the engine answers for.

>>> import numpy as np
>>> from compose import nn
>>> model = nn.MLP([2, 3, 1], activation="tanh", output="sigmoid", seed=0)
>>> model(np.array([[0.0, 1.0]])).shape
(1, 1)
"""

from __future__ import annotations

from compose.nn.activations import (
    ACTIVATIONS,
    identity,
    leaky_relu,
    log_softmax,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
)
from compose.nn.costs import (
    COSTS,
    binary_cross_entropy,
    mean_squared_error,
    quadratic,
    softmax_cross_entropy,
)
from compose.nn.data import batches, one_hot
from compose.nn.datasets import Dataset, Parts, Scaling, digits, moons, read_table
from compose.nn.initialisers import he, normal, xavier
from compose.nn.insight import (
    BackpropEquations,
    Health,
    backprop_equations,
    cost_by_weight,
    explain,
    health,
    network_graph,
    weight_path,
)
from compose.nn.layers import Dense
from compose.nn.mlp import MLP
from compose.nn.optimisers import SGD, Adam
from compose.nn.pictures import (
    plot_boundary,
    plot_confusion,
    plot_loss,
    plot_rates,
    plot_slope,
    plot_weights,
)
from compose.nn.schedules import Cosine, ExponentialDecay, StepDecay, WarmUp
from compose.nn.scores import accuracy, confusion_matrix
from compose.nn.steps import loss_of, training_step
from compose.nn.training import Fit, History, fit, load, save

__all__ = [
    "ACTIVATIONS",
    "COSTS",
    "MLP",
    "SGD",
    "Adam",
    "BackpropEquations",
    "Cosine",
    "Dataset",
    "Dense",
    "ExponentialDecay",
    "Fit",
    "Health",
    "History",
    "Parts",
    "Scaling",
    "StepDecay",
    "WarmUp",
    "accuracy",
    "backprop_equations",
    "batches",
    "binary_cross_entropy",
    "confusion_matrix",
    "cost_by_weight",
    "digits",
    "explain",
    "fit",
    "he",
    "health",
    "identity",
    "leaky_relu",
    "load",
    "log_softmax",
    "loss_of",
    "mean_squared_error",
    "moons",
    "network_graph",
    "normal",
    "one_hot",
    "plot_boundary",
    "plot_confusion",
    "plot_loss",
    "plot_rates",
    "plot_slope",
    "plot_weights",
    "quadratic",
    "read_table",
    "relu",
    "save",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "softplus",
    "tanh",
    "training_step",
    "weight_path",
    "xavier",
]
