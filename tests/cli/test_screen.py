from __future__ import annotations

import io

import pytest

from compose.cli.screen import Screen, spell_what_cannot_be_encoded


@pytest.fixture
def page(monkeypatch, capsys):
    """What has been written to a screen of 40 columns."""
    monkeypatch.setenv("COLUMNS", "40")
    return lambda: capsys.readouterr().out


def test_sections_stand_apart(page):
    screen = Screen()
    screen.section("One")
    screen.lines(["a"], indent=2)
    screen.section("Two")
    assert page() == f"One {'─' * 36}\n  a\n\nTwo {'─' * 36}\n"


def test_lines_are_written_as_they_are(page):
    lines = ["[bold]x[/bold] :smile:", "x" * 200, "", "1 · 2"]
    Screen().lines(lines)
    assert page().splitlines() == lines


def test_rows_stand_below_one_another_however_wide_their_signs(page):
    Screen().rows([("水", "=", "5"), ("a", "=", "-12")])
    assert page() == "水 =   5\na  = -12\n"


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("ascii", b"df/dw -> 1 * 2 \\u6c34"),
        ("latin-1", b"df/dw -> 1 \xb7 2 \\u6c34"),
        ("utf-8", "∂f/∂w → 1 · 2 水".encode()),
    ],
)
def test_only_what_the_encoding_lacks_is_spelt(encoding, expected):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    spell_what_cannot_be_encoded(stream)
    stream.write("∂f/∂w → 1 · 2 水")
    stream.flush()
    assert stream.buffer.getvalue() == expected


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("ascii", b"10^-15 m^2"), ("latin-1", b"10^-15 m\xb2"), ("utf-8", "10⁻¹⁵ m²".encode())],
)
def test_a_power_is_spelt_as_a_whole(encoding, expected):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    spell_what_cannot_be_encoded(stream)
    stream.write("10⁻¹⁵ m²")
    stream.flush()
    assert stream.buffer.getvalue() == expected


def test_a_lone_half_of_a_sign_is_written_out():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    spell_what_cannot_be_encoded(stream)
    stream.write("\udcff")
    stream.flush()
    assert stream.buffer.getvalue() == b"\\udcff"
