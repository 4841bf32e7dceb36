"""An epoch of training: every example once, in batches, each batch one compiled step."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any, final

import numpy as np

from compose.nn.costs import Cost
from compose.nn.data import Array, batches
from compose.nn.layers import Parameters
from compose.nn.mlp import MLP
from compose.nn.optimisers import Optimiser, rate_at
from compose.nn.preparing import Data
from compose.nn.training.failures import failure, is_finite
from compose.nn.training.history import History
from compose.nn.training.judging import judged
from compose.nn.training.stages import Best, Stage
from compose.trace.compiling import Compiled

__all__ = ["Run", "next_stage"]


@final
@dataclass(frozen=True, eq=False)
class Run:
    """What stays the same from the first epoch to the last."""

    model: MLP
    cost: Cost
    optimiser: Optimiser
    examples: Data
    validation: Data | None
    batch_size: int
    seed: int
    metrics: tuple[str, ...]
    has_classes: bool
    keeps_best: bool
    step: Compiled

    @property
    def batches(self) -> int:
        """How many steps an epoch has."""
        return math.ceil(len(self.examples.x) / self.batch_size)


def next_stage(run: Run, stage: Stage, losses: list[float]) -> Stage:
    """Train for an epoch.

    Parameters
    ----------
    run : Run
        What is trained, how, and with what.
    stage : Stage
        Where training stands.
    losses : list of float
        Empty; grows by the loss of each batch, and is empty again at the end.

    Returns
    -------
    Stage
        Where it stands afterwards.

    Raises
    ------
    TrainingError
        If the loss or a parameter is no finite number any more.
    """
    began = perf_counter()
    with np.errstate(all="ignore"):
        parameters, state = _trained(run, stage, losses)
        if not is_finite((parameters, state)):
            raise _failure(run, stage)
        numbers = _numbers(run, parameters, losses)
    history = stage.history.extended(
        steps=tuple(losses) if "steps" in run.metrics else (),
        rate=rate_at(run.optimiser.rate, stage.count),
        **numbers,
        seconds=perf_counter() - began,
    )
    count = stage.count + len(losses)
    losses.clear()
    return Stage(parameters, state, count, history, _best(run, stage.best, parameters, history))


def _trained(run: Run, stage: Stage, losses: list[float]) -> tuple[Parameters, Any]:
    parameters, state, count = stage.parameters, stage.state, stage.count
    step, rate = run.step, run.optimiser.rate
    changing = callable(rate)
    now = rate_at(rate, count)
    for x, y in _shuffled(run, stage):
        if changing:
            now = rate_at(rate, count)
        count += 1
        parameters, state, loss = step(parameters, state, x, y, now, float(count))
        if not math.isfinite(loss):
            raise _failure(run, stage)
        losses.append(loss)
    return parameters, state


def _shuffled(run: Run, stage: Stage) -> Iterator[tuple[Array, Array]]:
    # Each epoch draws anew from its number, so that nothing must be kept in order to go on.
    rng = np.random.default_rng((run.seed, stage.epoch + 1))
    return batches(*run.examples, run.batch_size, rng)


def _failure(run: Run, stage: Stage) -> Exception:
    rates = (
        rate_at(run.optimiser.rate, count)
        for count in range(stage.count, stage.count + run.batches)
    )
    steps = zip(map(Data._make, _shuffled(run, stage)), rates, strict=True)
    return failure(run.model, run.cost, run.step, stage, steps)


def _numbers(run: Run, parameters: Parameters, losses: list[float]) -> dict[str, float]:
    numbers = {"loss": _mean(run, losses)}
    for name, data, wanted in (
        ("", run.examples, "accuracy" in run.metrics),
        ("validation_", run.validation, True),
    ):
        if data is None or not wanted:
            continue
        loss, accuracy = judged(run.model, run.cost, parameters, data, classes=run.has_classes)
        numbers.setdefault(f"{name}loss", loss)
        if accuracy is not None:
            numbers[f"{name}accuracy"] = accuracy
    return numbers


def _mean(run: Run, losses: list[float]) -> float:
    """Average over the examples; the last batch may have fewer of them."""
    count, size = len(run.examples.x), run.batch_size
    last = count - (len(losses) - 1) * size
    return (math.fsum(losses[:-1]) * size + losses[-1] * last) / count


def _best(run: Run, best: Best, parameters: Parameters, history: History) -> Best:
    loss = (history.validation_loss or history.loss)[-1]
    if not loss < best.loss:
        return best
    return Best(len(history), loss, parameters if run.keeps_best else None)
