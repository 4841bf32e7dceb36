from __future__ import annotations

import pytest

HEAD = "src,dst,factor,of,note\n"
SOUND = "box,bottle,12,,\nbottle,mL,750,,\nbox,L,9,,\n"


@pytest.fixture
def audit(ask, tmp_path):
    """Audit a table."""

    def audit(text):
        (tmp_path / "facts.csv").write_text(HEAD + text, encoding="utf-8")
        return ask("units", "audit", "facts.csv")

    return audit


def test_a_sound_table(audit):
    answer = audit(SOUND)
    assert (answer.status, answer.err) == (0, "")
    assert "facts.csv: 3 facts, 1 cycle, 0 mismatches" in answer.out
    assert "box" in answer.out


def test_a_table_without_cycles(audit):
    answer = audit("box,bottle,12,,\n")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("facts.csv: 1 fact, 0 cycles, 0 mismatches\n")


def test_a_mismatch(audit):
    answer = audit(SOUND.replace("box,L,9", "box,L,10"))
    assert answer.status == 1
    assert "1 mismatch" in answer.out
    assert "DISAGREES" in answer.out
    assert answer.out.endswith(" (lines 2, 3, 4)\n")
    assert answer.err == "compose: facts.csv: 0 bad rows, 1 mismatch\n"


def test_every_bad_row_is_told_and_the_others_are_audited(audit):
    answer = audit(SOUND + "crate,bottle,0,,\n,L,1,,\ncrate,L,1;5,,\nbox,L,10,,\n")
    assert answer.status == 1
    lines = answer.err.splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == [
        "facts.csv, line 5",
        "facts.csv, line 6",
        "facts.csv, line 7",
    ]
    assert lines[-1] == "compose: facts.csv: 3 bad rows, 1 mismatch"
    assert "4 facts, 2 cycles, 1 mismatch" in answer.out


@pytest.mark.parametrize(
    ("words", "status", "part"),
    [
        ("units audit nothing.csv", 1, "nothing.csv: No such file"),
        ("units audit", 2, "Missing argument 'FILE'"),
        ("units adit facts.csv", 2, "'adit'"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(ask, words, status, part):
    answer = ask(*words.split())
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.startswith("compose")
    assert part in answer.err
    assert answer.err.count("\n") == 1


def test_a_table_whose_head_is_wrong(ask, tmp_path):
    (tmp_path / "facts.csv").write_text("src,dst,factr\n", encoding="utf-8")
    answer = ask("units", "audit", "facts.csv")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert "'factor'" in answer.err


@pytest.mark.parametrize("words", [["units"], ["units", "--help"], ["units", "audit", "--help"]])
def test_help(ask, words):
    answer = ask(*words)
    assert answer.status == 0
    assert "audit" in answer.out + answer.err
    assert max(map(len, answer.out.splitlines())) <= 80


def test_the_same_bytes_whatever_the_hash_seed(start, tmp_path):
    text = HEAD + SOUND.replace("box,L,9", "box,L,10") + "a,b,2,,\nb,c,3,,\na,c,6,,\n"
    (tmp_path / "facts.csv").write_text(text, encoding="utf-8")
    first, second = (start("units", "audit", "facts.csv", PYTHONHASHSEED=seed) for seed in "12")
    assert first == second
    assert first.status == 1
