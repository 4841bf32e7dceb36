"""What training is asked for: refused where it makes none, and described for a file."""

from __future__ import annotations

from typing import Any, Final

from compose.errors import NetworkError
from compose.nn.costs import COSTS
from compose.nn.mlp import check_model
from compose.nn.preparing import Data
from compose.nn.ranges import count
from compose.nn.training.describing import described, described_model, digest, name_of
from compose.nn.training.epochs import Run
from compose.nn.training.failures import check_finite

__all__ = ["check_metrics", "check_patience", "check_settings", "counted", "settings_of"]

_OPTIMISER: Final = ("rate", "start", "update")
_METRICS: Final = ("accuracy", "steps")


def check_settings(model: Any, optimiser: Any, epochs: Any, batch_size: Any, seed: Any) -> None:
    """Refuse what training cannot begin with.

    Parameters
    ----------
    model, optimiser, epochs, batch_size, seed : object
        As `fit` is given them.

    Raises
    ------
    NetworkError
        Names the first that is wrong.

    Examples
    --------
    >>> from compose.nn import MLP, SGD
    >>> check_settings(MLP([2, 1]), SGD(), 10, 32, 0)
    """
    check_model(model)
    if isinstance(optimiser, type) or not all(hasattr(optimiser, part) for part in _OPTIMISER):
        raise NetworkError(f"an optimiser is SGD(…) or Adam(…), not {optimiser!r}")
    for name, number, least in (
        ("epochs", epochs, 0),
        ("batch_size", batch_size, 1),
        ("seed", seed, 0),
    ):
        count(name, number, least)
    check_finite(model)


def check_metrics(metrics: tuple[str, ...], *, classes: bool) -> None:
    """Refuse metrics that nothing measures.

    Parameters
    ----------
    metrics : tuple of str
        Their names.
    classes : bool
        Whether answers are right or wrong.

    Raises
    ------
    NetworkError
        If a name is unknown, or accuracy is asked for where there is none.

    Examples
    --------
    >>> check_metrics(("steps",), classes=False)
    """
    for name in metrics:
        if name not in _METRICS:
            raise NetworkError(f"there is no metric {name!r}; the names are {', '.join(_METRICS)}")
    if "accuracy" in metrics and not classes:
        raise NetworkError(
            "accuracy is the share of right classes; it is for several outputs with a row of "
            "zeros and a one, and for one output with binary cross-entropy"
        )


def check_patience(patience: int | None, validation: Data | None) -> None:
    """Refuse patience that is no count, or has nothing to wait for.

    Parameters
    ----------
    patience : int or None
        How many epochs.
    validation : Data or None
        What it looks at.

    Raises
    ------
    NetworkError
        If there is no validation, or less than one epoch.

    Examples
    --------
    >>> check_patience(None, None)
    """
    if patience is None:
        return
    count("patience", patience)
    if validation is None:
        raise NetworkError(
            "patience waits for a lower validation loss; give validation=, (x, y) or a share"
        )


def settings_of(run: Run) -> dict[str, Any]:
    """Describe all that decides about the numbers, but how many epochs there are.

    Parameters
    ----------
    run : Run
        A training.

    Returns
    -------
    dict
        What JSON can hold.

    Raises
    ------
    NetworkError
        If a function among it has no name.
    """
    validation = None if run.validation is None else digest(*run.validation)
    return {
        **described_model(run.model),
        "first parameters": digest(*(part[name] for part in run.model.parameters for name in part)),
        "cost": name_of(run.cost, COSTS),
        "optimiser": described(run.optimiser),
        "batch size": run.batch_size,
        "seed": run.seed,
        "number of examples": len(run.examples.x),
        "examples": digest(*run.examples),
        "validation examples": validation,
        "early stopping": run.keeps_best,
        "metrics": sorted(run.metrics),
    }


def counted(number: int, what: str) -> str:
    """Write a count of things.

    Parameters
    ----------
    number : int
        How many.
    what : str
        One of them.

    Returns
    -------
    str

    Examples
    --------
    >>> counted(1, "epoch"), counted(2, "epoch")
    ('1 epoch', '2 epochs')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"
