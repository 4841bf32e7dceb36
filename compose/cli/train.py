"""``compose train``: a network on digits, on two moons, or on a table of one's own."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compose.cli.keepsakes import Kept, keep, most_telling_weight
from compose.cli.learnt import Learnt
from compose.cli.lessons import (
    COSTS,
    HIDDEN,
    OPTIMISERS,
    TASKS,
    Wishes,
    lesson_of,
    read_data,
)
from compose.cli.report import Epochs, show_lesson, show_scores
from compose.cli.screen import Screen, say
from compose.cli.values import above_zero, counts, names

if TYPE_CHECKING:
    from compose.cli.lessons import Lesson
    from compose.nn import Fit

__all__ = ["train"]

_COSTS = f"{', '.join(COSTS[:-1])} or {COSTS[-1]}"
_WORDS = "compose.train.words"


class Recalling(click.Command):
    """A command that keeps the words it was called with, to say how to go on."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words, and keep them."""
        ctx.meta[_WORDS] = list(args)
        return super().parse_args(ctx, args)


def _count(least: int = 1) -> click.IntRange:
    return click.IntRange(min=least)


@click.command(
    cls=Recalling,
    short_help="Train a network, and keep it with its graph.",
    epilog="Example: compose train digits --epochs 20 --out lesson",
)
@click.argument("data", metavar="DATA")
@click.option("--target", metavar="COLUMN", help="The column of a CSV file to learn.")
@click.option(
    "--task", type=click.Choice(TASKS), help="What the target is, whatever it looks like."
)
@click.option("--without", type=names, metavar="COLUMN,...", help="Columns to leave out.")
@click.option("--layers", type=counts, metavar="N,...", help="All sizes: 64,30,10.")
@click.option("--hidden", type=counts, metavar="N,...", help="The sizes between the ends: 30.")
@click.option("--activation", type=click.Choice(HIDDEN), help="Of the hidden layers.")
@click.option(
    "--cost", type=click.Choice(COSTS), metavar="COST", help=f"What is made small: {_COSTS}."
)
@click.option("--epochs", type=_count(), metavar="N", help="How often all examples are seen.")
@click.option("--batch", type=_count(), metavar="N", help="Examples a step.")
@click.option("--optimiser", type=click.Choice(OPTIMISERS), help="How a step is taken.")
@click.option("--rate", type=above_zero, metavar="NUMBER", help="How large a step is.")
@click.option(
    "--patience", type=_count(0), metavar="N", help="Epochs to wait for a better one; 0: all."
)
@click.option(
    "--seed",
    type=_count(0),
    metavar="N",
    default=0,
    show_default=True,
    help="Of weights and shuffles.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Where to write the files."
)
@click.option("--resume", is_flag=True, help="Go on from the checkpoint in DIR.")
@click.pass_context
def train(
    ctx: click.Context,
    /,
    *,
    data: str,
    target: str | None,
    task: str | None,
    without: tuple[str, ...] | None,
    out: Path | None,
    resume: bool,
    **wishes: Any,
) -> None:
    """Train a network on DATA: digits, moons, or a CSV file with --target.

    What is written to DIR: the model, a checkpoint after every epoch, pictures, and the network
    as a graph that compose explain reads. The same seed gives the same bytes.
    """
    examples = read_data(data, target=target, task=task, without=without)
    lesson = lesson_of(examples, Wishes(**wishes))
    folder = out or Path(f"compose-train-{Path(examples.name).stem}")
    folder.mkdir(parents=True, exist_ok=True)
    for note in examples.notes:
        say(f"note: {note}", sys.stderr)
    screen = Screen()
    show_lesson(screen, lesson)
    table = Epochs(screen, lesson.epochs, keeps_best=lesson.patience > 0)
    checkpoint = folder / "checkpoint.npz"
    if resume and not checkpoint.exists():
        say(f"note: {checkpoint} is not there yet, so training begins anew", sys.stderr)
    fit = _trained(lesson, checkpoint, table, resume=resume, words=ctx.meta[_WORDS])
    table.end(fit)
    learnt = Learnt(lesson, fit)
    show_scores(screen, learnt)
    _show_files(screen, learnt, folder, checkpoint)


def _trained(
    lesson: Lesson, checkpoint: Path, table: Epochs, *, resume: bool, words: list[str]
) -> Fit:
    told = None if sys.stderr.isatty() else table
    try:
        return lesson.train(checkpoint, resume=resume, told=told)
    except KeyboardInterrupt:
        again = shlex.join(["compose", "train", *words, *([] if resume else ["--resume"])])
        kept = f"go on with: {again}" if checkpoint.exists() else "before the first epoch's end"
        say(f"stopped; {kept}", sys.stderr)
        raise click.Abort from None


def _show_files(screen: Screen, learnt: Learnt, folder: Path, checkpoint: Path) -> None:
    kept = [*keep(learnt, folder), Kept(checkpoint, "what --resume goes on from")]
    width = max(len(file.name) for file, _ in kept)
    screen.section(f"Files in {shlex.quote(str(folder))}")
    screen.lines(f"{file.name:<{width}}  {holds}" for file, holds in kept)
    graph = folder / "network.graphml"
    if graph in (file for file, _ in kept):
        screen.section("Next")
        command = shlex.join(["compose", "explain", str(graph), "--of", "C", "--wrt"])
        screen.lines([f'{command} "{most_telling_weight(learnt)}"'])
