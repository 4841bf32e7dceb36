"""Run every benchmark and print the table that docs/benchmarks.md shows."""

from __future__ import annotations

import argparse
import platform
from importlib.metadata import version

from tests.benchmarks import building, sweeps

PARTS = ("building", "sweeps", "memory")


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=main.__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)}; all by default")
    chosen = parser.parse_args().parts or PARTS
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "networkx"))
    print(f"{platform.machine()}, Python {platform.python_version()}, {versions}, one thread")
    lines = [*(building.rows() if "building" in chosen else ())]
    lines += sweeps.rows() if "sweeps" in chosen else ()
    print("\n| what | compose | peer | peer's time | ratio | aim |\n|---|---|---|---|---|---|")
    print(*lines, sep="\n")
    if "sweeps" in chosen:
        compiling, cached = sweeps.cold()
        print(
            f"\nFirst question of a new process, 80,000 edges: {compiling:.1f} s while Numba "
            f"compiles, {cached:.2f} s once its cache is on disk"
        )
    if "memory" in chosen:
        print(f"\nTen million edges: {sweeps.memory():.1f} bytes per edge above the input arrays")


if __name__ == "__main__":
    main()
