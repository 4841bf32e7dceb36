"""The tree of errors, what survives pickling, and what does not depend on the hash seed."""

from __future__ import annotations

import inspect
import math
import pickle
import re
import subprocess
import sys

import pytest

from compose import errors
from compose.errors import ComposeError, NoPathError


def an(error):
    """Make one of every class, from facts that survive a file."""
    facts = {
        "UnknownNodeError": ("x", ("y", ("z", 1))),
        "CycleError": (("a", "b", "a"),),
        "SwappedQuestionError": ("f", "x"),
        "NoPathError": ("f", "x"),
        "DisagreementError": (("a", "b"), ("a", "c", "b"), 2, 3.5, math.pi),
        "FactDisagreementError": (
            "1 L = 1 kg",
            ("1 L = 2 kg",),
            ("L", "kg"),
            ("L", "kg"),
            2,
            1,
            0.5,
        ),
        "FractionalUseError": ("1 L = 1 kg", 0.5),
        "TableError": ("facts.csv", ((2, "it has no src"),), "line"),
        "UnknownSubstanceError": ("etanol", ("ethanol",)),
        "LocalError": ("x", "y", "problem"),
        "LocalTypeError": ("x", "y", "problem"),
        "ShapeError": ("x", "y", "problem"),
        "UnitError": ("x", "y", "problem"),
        "UnknownUnitError": ("mn", ("mm", "min"), "a reason"),
        "DimensionError": ("mm", "s", "[length]", "[time]"),
        "DerivativeError": ("forward", 0, 2.0, 3.0),
        "FormulaError": ("w*", 3, "ends too early"),
        "TrainingError": (3, 5, math.inf, "np.exp gave inf"),
        "CheckpointError": ("run.npz", "it was cut off"),
        "MissingExtraError": ("matplotlib", "plot", "a picture"),
        "FormatError": ("f.graphml", "no such thing", 3, 5),
    }
    return error(*facts.get(error.__name__, ("what happened",)))


CLASSES = [
    found
    for found in vars(errors).values()
    if inspect.isclass(found) and issubclass(found, ComposeError)
]


@pytest.mark.parametrize("error", CLASSES)
def test_errors_survive_pickling(error):
    made = an(error)
    back = pickle.loads(pickle.dumps(made))  # noqa: S301 - our own bytes
    assert type(back) is error
    assert str(back) == str(made)
    assert vars(back) == vars(made)


@pytest.mark.parametrize("error", CLASSES)
def test_a_text_stands_on_one_line(error):
    assert str(an(error))
    assert "\n" not in str(an(error))


def drawn_tree():
    """Read the tree in the docstring: class, what it stands below, its built-in parent."""
    found, above = {}, {}
    for line in errors.__doc__.splitlines():
        drawn = re.match(r"    ([│ ├└─]*)(\w+Error)(?: \((\w+)\))?", line)
        if drawn:
            depth = len(drawn[1]) // 4
            above[depth] = drawn[2]
            found[drawn[2]] = (above.get(depth - 1), drawn[3])
    return found


def test_the_tree_is_drawn_as_it_is():
    tree = drawn_tree()
    assert set(tree) == {error.__name__ for error in CLASSES}
    for error in CLASSES[1:]:
        if error is errors.FactDisagreementError:
            continue  # it stands below two of them, and is drawn twice
        parents = [base.__name__ for base in error.__bases__]
        assert parents == [name for name in tree[error.__name__] if name is not None]


def test_every_leaf_has_a_parent_that_python_knows():
    leaves = [e for e in CLASSES if not e.__subclasses__()]
    known = (ArithmeticError, AssertionError, ImportError, KeyError, ValueError, TypeError)
    assert leaves
    assert [e for e in leaves if not issubclass(e, known)] == []


def test_no_path_error_is_a_value_error():
    assert issubclass(NoPathError, ValueError)


SCRIPT = """
from compose import Graph
from compose.engine.algebra import Agreement
graph = Graph()
for k in range(30):
    graph.add_edge(f"a{k % 7}", f"b{k % 5}", 1.0 + k % 3)
    graph.add_edge(f"b{k % 5}", f"c{k % 4}", 2.0 - k % 2)
print(graph.gradient("c1"), graph.inputs, [p.edges[0].number for p in graph.paths("c1", "a0")])
print([p.nodes for p in graph.paths("c1", "a0", top=5)], graph.plan(graph.outputs, graph.inputs))
for name, algebra in (("a9", None), ("a0", Agreement())):
    try:
        graph.derivative("c1", name, algebra=algebra)
    except Exception as error:
        print(error)
graph.add_edge("c1", "a0", 1.0)
try:
    graph.derivative("c1", "a0")
except ValueError as error:
    print(error)
"""


def test_answers_and_errors_do_not_depend_on_the_hash_seed():
    said = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(said) == 1
    assert "cycle" in said.pop()
