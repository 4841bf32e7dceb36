"""The other libraries: left out where they are not installed, and made to agree with ours."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np

__all__ = ["agree", "flat", "installed"]


def installed(
    makers: Mapping[str, tuple[str, Callable[[Any], Callable[[], Any]]]],
) -> dict[str, Callable[[], Any]]:
    """Give each peer's work, made from its module; say which are not installed."""
    works = {}
    for name, (module, maker) in makers.items():
        try:
            works[name] = maker(import_module(module))
        except ImportError:
            print(f"{name} is left out: {module} is not installed", file=sys.stderr)
    return works


def flat(answer: Any) -> Iterator[Any]:
    """List the arrays and numbers of nested sequences, of any library, as NumPy's."""
    if isinstance(answer, Sequence):
        for item in answer:
            yield from flat(item)
    else:
        yield np.asarray(answer.detach() if hasattr(answer, "detach") else answer)


def agree(
    ours: Sequence[Callable[[], Any]],
    peers: Mapping[str, Callable[[], Any]],
    *,
    within: float = 1e-9,
) -> None:
    """Check that every peer computes what each of our ways does, to nine digits."""
    answers = [list(flat(work())) for work in ours]
    for name, work in peers.items():
        found = list(flat(work()))
        for expected in answers:
            assert len(found) == len(expected), name
            for a, b in zip(found, expected, strict=True):
                # Entries near zero are sums that cancel: the size of the whole array counts.
                np.testing.assert_allclose(
                    a, b, rtol=within, atol=1e-12 * np.max(np.abs(b)), err_msg=name
                )
