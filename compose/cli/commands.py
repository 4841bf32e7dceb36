"""The program: its commands, and how an error leaves it.

An error that a person can put right is one line on stderr: exit status 2 where the command was
written wrongly, 1 otherwise. Anything else is a mistake of ours and keeps its traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

import compose
from compose.cli.convert import convert
from compose.cli.demo import demo
from compose.cli.derive import derive
from compose.cli.explain import explain
from compose.cli.export import export
from compose.cli.render import render
from compose.cli.screen import say, spell_what_cannot_be_encoded
from compose.cli.train import train
from compose.cli.units import units
from compose.cli.wording import as_typed
from compose.errors import ComposeError

__all__ = ["commands", "main"]

_INTERRUPTED = 130


class Commands(click.Group):
    """A group of commands whose errors are one line each."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what it raises becomes its message, but for ``--debug``."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (ComposeError, OSError) as error:
            if ctx.params["debug"]:
                raise
            raise click.ClickException(_message(error)) from None


def _message(error: ComposeError | OSError) -> str:
    if isinstance(error, ComposeError):
        return as_typed(str(error))
    reason = error.strerror or str(error)
    return reason if error.filename is None else f"{error.filename}: {reason}{_nearest_file(error)}"


def _nearest_file(error: OSError) -> str:
    """Name the file beside the missing one that is spelt most like it."""
    missing = Path(os.fsdecode(error.filename))
    if not isinstance(error, FileNotFoundError) or not missing.parent.is_dir():
        return ""
    beside = sorted(path.name for path in missing.parent.iterdir())
    close = get_close_matches(missing.name, beside, n=1)
    return f"; did you mean {str(missing.parent / close[0])!r}?" if close else ""


def _line(error: click.ClickException) -> str:
    first, *others = (line.strip() for line in error.format_message().split("\n"))
    line = " ".join([first, "; ".join(others)] if others else [first])
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return f"compose: {line}"
    command = error.ctx.command_path
    return f"{command}: {line.removesuffix('.')}; see '{command} --help'"


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Example: compose demo",
)
@click.version_option(compose.__version__, prog_name="compose", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def commands(ctx: click.Context, *, debug: bool) -> None:  # noqa: ARG001 - read from the context
    """Say how one quantity depends on another, and why.

    A derivative and a unit conversion are one question: multiply along each path, add across the
    branches.
    """
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())


for _command in (demo, derive, convert, explain, render, export, units, train):
    commands.add_command(_command)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line, and end the process with its exit status.

    Parameters
    ----------
    args : sequence of str, optional
        The words after ``compose``; those of this process by default.

    Raises
    ------
    SystemExit
        Always: 0, 1 where something could not be done, 2 where the command was written wrongly.

    Examples
    --------
    >>> main(["convert", "5", "mL", "km^3"])
    Traceback (most recent call last):
    SystemExit: 0
    """
    for stream in (sys.stdout, sys.stderr):
        spell_what_cannot_be_encoded(stream)
    try:
        status = commands.main(args, prog_name="compose", standalone_mode=False)
    except click.ClickException as error:
        say(_line(error), sys.stderr)
        status = error.exit_code
    except click.Abort:
        status = _INTERRUPTED
    sys.exit(status or 0)
