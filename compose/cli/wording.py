"""Turns what an error advises in Python into what is typed on a command line."""

from __future__ import annotations

import re
import shlex

__all__ = ["as_typed"]

_OPTION = re.compile(r"\b(directed|exact|reciprocal|strict)=True\b")
_LOCAL = re.compile(r"\blocal=…")
_WITHOUT = re.compile(r"\bwithout=\[(['\"])(.*?)\1\]")
_SUBSTANCE = re.compile(r"\bof=(['\"])(.*?)\1")
_ADDED = re.compile(
    r"(?:state it in a ConversionGraph c: )?"
    r"\bc\.add\((['\"].*?['\"]), (['\"].*?['\"]), …\)"
)


def as_typed(message: str) -> str:
    """Name options as the command line has them.

    Parameters
    ----------
    message : str

    Returns
    -------
    str

    Examples
    --------
    >>> as_typed("the kinds differ: reciprocal=True converts it")
    'the kinds differ: --reciprocal converts it'
    >>> as_typed("what is missing is a density: c.add('L', 'kg', …)")
    "what is missing is a density: a row from 'L' to 'kg' in the FILE of --facts"
    """
    message = _OPTION.sub(r"--\1", message)
    message = _LOCAL.sub("--local", message)
    message = _WITHOUT.sub(lambda found: f"--without {shlex.quote(found[2])}", message)
    message = _SUBSTANCE.sub(r"--of \2", message)
    return _ADDED.sub(r"a row from \1 to \2 in the FILE of --facts", message)
