"""Run every benchmark and print the table that docs/benchmarks.md shows."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tests.benchmarks.timing import HEAD

TABLES = (
    "building",
    "sweeps",
    "scalars",
    "networks",
    "nested",
    "training",
    "conversions",
    "graphml",
)
REPORTS = ("scalars", "training", "conversions", "graphml", "pictures", "page")
PARTS = tuple(dict.fromkeys((*TABLES, "memory", *REPORTS)))
LIBRARIES = (
    "numpy",
    "scipy",
    "networkx",
    "igraph",
    "rustworkx",
    "numba",
    "scikit-learn",
    "autograd",
    "mygrad",
    "micrograd",
    "torch",
    "jax",
    "pint",
    "unyt",
    "astropy",
    "cf-units",
)


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=main.__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)}; all by default")
    chosen = parser.parse_args().parts or PARTS
    keep_to_one_thread()
    print(f"{platform.machine()}, Python {platform.python_version()}, {versions()}, one thread\n")
    print(HEAD)
    for table in TABLES:
        if table in chosen:
            for row in part(table).rows():
                print(row, flush=True)
    print()
    for remark in remarks(chosen):
        print(remark, flush=True)


def keep_to_one_thread() -> None:
    """Keep NumPy and the peers to one thread: they read this once, while they are imported."""
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def versions() -> str:
    """Name what is installed."""
    found = []
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            found.append(f"no {library}")
    return ", ".join(found)


def part(name: str) -> Any:
    """Load a part, once the environment is set."""
    return import_module(f"tests.benchmarks.{name}")


def remarks(chosen: Sequence[str]) -> Iterator[str]:
    """Measure what is no comparison."""
    if "sweeps" in chosen:
        compiling, cached = part("sweeps").cold()
        yield (
            f"First question of a new process, 80,000 edges: {compiling:.1f} s while Numba "
            f"compiles, {cached:.2f} s once its cache is on disk"
        )
    if "memory" in chosen:
        size = part("sweeps").memory()
        yield f"Ten million edges: {size:.1f} bytes per edge above the input arrays"
    for name in REPORTS:
        if name in chosen:
            yield from part(name).report()


if __name__ == "__main__":
    main()
