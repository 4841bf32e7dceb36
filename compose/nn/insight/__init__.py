"""What a network does, and why: its equations, its paths, and the neurons that no longer learn.

``passes.py`` runs a network on named variables; ``equations.py`` holds the formulas of
backpropagation against the engine's answers, ``neurons.py`` opens the network to single neurons
and explains a derivative by its paths, ``health.py`` looks at the slopes of the activations and
``one_weight.py`` at the cost over one weight.
"""

from __future__ import annotations

from compose.nn.insight.equations import BackpropEquations, backprop_equations
from compose.nn.insight.health import Health, health
from compose.nn.insight.neurons import explain, network_graph
from compose.nn.insight.one_weight import cost_by_weight, weight_path

__all__ = [
    "BackpropEquations",
    "Health",
    "backprop_equations",
    "cost_by_weight",
    "explain",
    "health",
    "network_graph",
    "weight_path",
]
