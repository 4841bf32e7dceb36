"""The program as a whole: help, errors, and what surrounds a process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import compose
from compose.cli.commands import commands
from tests.pages import ROOT

NAMES = sorted(commands.commands)


def test_the_commands_are_the_documented_ones():
    wanted = "convert demo derive explain export render train units"
    assert wanted.split() == NAMES


def test_without_a_word_it_says_what_it_can_do(ask):
    answer = ask()
    assert (answer.status, answer.err) == (0, "")
    assert answer == ask("--help")
    assert [name for name in NAMES if f"\n  {name} " not in answer.out] == []
    assert "..." not in answer.out.partition("Commands:")[2]


@pytest.mark.parametrize("name", NAMES)
def test_help_ends_in_an_example_that_is_a_command(ask, name):
    answer = ask(name, "--help")
    assert answer.status == 0
    assert f"\n  Example: compose {name} " in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


def test_version(ask):
    assert ask("--version").out == f"compose {compose.__version__}\n"


def test_an_unknown_command(ask):
    answer = ask("dervie")
    assert (answer.status, answer.out) == (2, "")
    assert "'dervie'" in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["convert", "5", "mL", "kilometr"], 1),
        (["explain", "nothing.graphml", "--of", "f", "--wrt", "w"], 1),
        (["convert", "5"], 2),
    ],
)
def test_a_process_ends_with_its_status_and_one_line(start, words, status):
    answer = start(*words)
    assert (answer.status, answer.out) == (status, b"")
    assert answer.err.startswith("compose")
    assert answer.err.count("\n") == 1


def test_debug_shows_the_traceback(start):
    answer = start("--debug", "convert", "5", "mL", "kilometr")
    assert answer.status == 1
    assert answer.err.startswith("Traceback")
    assert "UnknownUnitError" in answer.err


@pytest.mark.parametrize("words", [["demo"], ["derive", "y = x*sin(x)", "--at", "x=1"]])
def test_the_same_bytes_whatever_the_hash_seed(start, words):
    first, second = (start(*words, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.status == 0
    assert first.out == second.out


def test_no_colours_in_a_pipe(start):
    assert b"\x1b" not in start("demo", TERM="xterm-256color").out


def test_signs_that_ascii_does_not_have_are_spelt(start):
    answer = start("demo", PYTHONIOENCODING="ascii")
    assert (answer.status, answer.err) == (0, "")
    assert b"df/dw = df/dg * dg/dw = 1 * 5 = 5" in answer.out
    assert b"mL -> cm^3 -> m^3 -> km^3" in answer.out
    assert b"\\" not in answer.out


def test_errors_are_spelt_as_well(start):
    words = ["derive", "g = w*x", "--at", "w=1,x=2", "--of", "w", "--wrt", "g"]
    answer = start(*words, PYTHONIOENCODING="ascii")
    assert answer.status == 1
    assert "dg/dw" in answer.err


def test_the_plainest_locale(start):
    answer = start("demo", LANG="C", LC_ALL="C")
    assert (answer.status, answer.err) == (0, "")


def test_a_word_that_is_no_text(start):
    answer = start("convert", b"5", b"\xff\xfe", b"m")
    assert answer.status == 1
    assert answer.err.count("\n") == 1


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    command = [sys.executable, "-m", "compose", "demo"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes) as writer:
        writer.stdout.close()
        assert writer.stderr.read() == b""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux's")
def test_a_full_disk(start):
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        answer = start("convert", "5", "mL", "km^3", stdout=full)
    assert answer.status == 1
    assert answer.err == "compose: No space left on device\n"


def test_an_interrupt_ends_quietly(ask, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "invoke", interrupted)
    answer = ask("demo")
    assert answer.status == 130
    assert answer.err.strip() == ""
