"""What is shown while a network learns, and where nothing is."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from compose import nn
from compose.nn.training.progress import shown_progress
from compose.nn.training.stages import first_stage

X, Y = np.arange(6.0)[:, None] / 6.0, np.arange(6.0) / 3.0


class Terminal(io.StringIO):
    def isatty(self):
        return True


def trained(**settings):
    return nn.fit(nn.MLP([1, 1]), X, Y, epochs=3, **settings)


def test_nothing_is_shown_where_the_stream_is_no_terminal(capfd):
    trained()
    trained(progress=False)
    assert capfd.readouterr() == ("", "")


def test_a_bar_is_shown_on_a_terminal(monkeypatch, capfd):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    history = trained(validation=(X, Y)).history
    shown = terminal.getvalue()
    assert "epoch 3/3" in shown
    assert f"loss {history.loss[-1]:.4g}" in shown
    assert "rate 0.1" in shown
    assert f"validation {history.validation_loss[-1]:.4g}" in shown
    assert capfd.readouterr().out == ""


def test_a_bar_can_be_had_elsewhere_and_be_refused(monkeypatch):
    stream, terminal = io.StringIO(), Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    trained(progress=True)
    assert "epoch 3/3" in stream.getvalue()
    monkeypatch.setattr(sys, "stderr", terminal)
    trained(progress=False)
    assert terminal.getvalue() == ""


def test_what_is_shown_changes_no_number(monkeypatch):
    quiet = trained()
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert trained().history == quiet.history


def test_the_time_that_is_left_counts_whole_epochs(monkeypatch):
    terminal, clock, share = Terminal(), [0.0], [0.0]
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("rich.console.monotonic", lambda: clock[0])
    stage = first_stage(nn.MLP([1, 1]), nn.SGD())
    with shown_progress(6, stage, lambda: share[0]) as tell:
        for _ in range(3):
            clock[0], share[0] = clock[0] + 9.0, 0.9
            # Long enough for the bar to be drawn in the middle of an epoch.
            time.sleep(0.25)
            clock[0], share[0] = clock[0] + 1.0, 0.0
            stage = replace(stage, history=stage.history.extended(loss=0.5))
            tell(stage)
    assert re.findall(r"\d:\d\d:\d\d", terminal.getvalue())[-1] == "0:00:30"


def test_a_function_is_told_of_each_epoch():
    told = []
    fit = trained(progress=told.append)
    assert [len(history) for history in told] == [1, 2, 3]
    assert told[-1] == fit.history


def test_the_bar_is_put_away_when_training_is_interrupted(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(KeyboardInterrupt):
        trained(optimiser=nn.SGD(interrupted))
    # The cursor, hidden while the bar is drawn, is shown again.
    assert terminal.getvalue().rfind("\x1b[?25h") > terminal.getvalue().rfind("\x1b[?25l")


def interrupted(step):
    if step == 2:
        raise KeyboardInterrupt
    return 0.1


def test_rich_is_loaded_only_where_something_is_shown():
    lines = (
        "import sys; import numpy as np; from compose import nn",
        "nn.fit(nn.MLP([1, 1]), np.ones((3, 1)), np.ones(3), epochs=1)",
        "print('rich.progress' in sys.modules)",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("False\n", "")
