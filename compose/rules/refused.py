"""The functions that a variable refuses, with the reason and what to do instead.

A refusal stands where an answer would carry a derivative that no rule knows, or where a derivative
would be lost without a word.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib import scimath

__all__ = ["REFUSED", "REFUSED_MODULES"]

_Function = Callable[..., Any]

_IN_PLACE = (
    "writes into an array, and a variable never changes; make a new one with np.where, "
    "or with np.concatenate of its parts"
)
_INTEGERS = "is about integers, and a variable is a real number; apply it to .value"
_NEIGHBOURS = "is about how floats are stored and has no derivative; apply it to .value"
_DATES = "is about dates, and a variable is a real number; leave the variable out"
_FILES = "writes to a file, where a derivative cannot follow; give it .value"
_PRINTED = "makes text, where a derivative cannot follow; give it .value"
_SETS = (
    "picks entries without saying which; take them by an index, "
    "x[np.unique(x.value, return_index=True)[1]]"
)
_COUNTS = "counts in bins whose edges may move with the data; give it .value"
_MEMORY = "lays out memory, which does not matter to a variable; leave it out"

_REASONS: dict[_Function, str] = {
    np.arange: "makes a length out of a value; use start + step * np.arange(count)",
    np.ascontiguousarray: _MEMORY,
    np.asfortranarray: _MEMORY,
    np.fromfunction: "calls back with positions; call the function yourself, with np.indices",
    np.geomspace: "has no rule; use np.exp(np.linspace(np.log(start), np.log(stop), count))",
    np.ix_: "makes an index; for an open mesh use np.meshgrid(..., sparse=True, indexing='ij')",
    np.poly: "has no rule; use np.polymul, once for each root",
    np.polydiv: "has no rule; np.linalg.solve finds the quotient of two polynomials",
    np.polyfit: "has no rule; use np.linalg.lstsq(np.vander(x, degree + 1), y)[0]",
    np.require: _MEMORY,
    np.roots: "has no rule; use np.linalg.eigvals of the companion matrix",
    np.trim_zeros: "makes a length out of values; use a slice between the zeros that are known",
    np.sort_complex: "sorts complex numbers only; use np.sort",
    np.spacing: _NEIGHBOURS,
    np.nextafter: _NEIGHBOURS,
}

_GROUPS: tuple[tuple[str, tuple[_Function, ...]], ...] = (
    (
        _IN_PLACE,
        (np.copyto, np.fill_diagonal, np.place, np.put, np.put_along_axis, np.putmask),
    ),
    (
        _INTEGERS,
        (
            np.bitwise_count,
            np.gcd,
            np.lcm,
            np.left_shift,
            np.packbits,
            np.right_shift,
            np.unpackbits,
        ),
    ),
    (
        _DATES,
        (np.busday_count, np.busday_offset, np.datetime_as_string, np.is_busday, np.isnat),
    ),
    (_FILES, (np.save, np.savetxt, np.savez, np.savez_compressed)),
    (_PRINTED, (np.array2string, np.array_repr, np.array_str)),
    (
        _SETS,
        (
            np.intersect1d,
            np.setdiff1d,
            np.setxor1d,
            np.union1d,
            np.unique,
            np.unique_all,
            np.unique_counts,
            np.unique_inverse,
            np.unique_values,
        ),
    ),
    (_COUNTS, (np.histogram, np.histogram2d, np.histogram_bin_edges, np.histogramdd)),
)


_EITHER_KIND: dict[_Function, str] = {
    getattr(scimath, name): f"turns complex where a value asks for it; use {instead}"
    for name, instead in {
        "arccos": "np.arccos(x + 0j)",
        "arcsin": "np.arcsin(x + 0j)",
        "arctanh": "np.arctanh(x + 0j)",
        "log": "np.log(x + 0j)",
        "log10": "np.log10(x + 0j)",
        "log2": "np.log2(x + 0j)",
        "logn": "np.log(x + 0j) / np.log(n)",
        "power": "np.power(x + 0j, p)",
        "sqrt": "np.sqrt(x + 0j)",
    }.items()
}

REFUSED: dict[_Function, str] = {
    **_REASONS,
    **_EITHER_KIND,
    **{function: reason for reason, functions in _GROUPS for function in functions},
}
"""Functions that a variable refuses, with the reason and what to do instead."""

REFUSED_MODULES: dict[str, str] = {
    "numpy.char": "is about text, and a variable is a number; apply it to .value",
    "numpy.lib.recfunctions": (
        "is about records with named fields; keep each field as a variable of its own"
    ),
    "numpy.polynomial.polynomial": "has no rule; use np.polyval, highest power first",
    "numpy.strings": "is about text, and a variable is a number; apply it to .value",
}
"""Modules that a variable refuses as a whole, by name: importing them would cost time."""
