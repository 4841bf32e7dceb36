"""Run every benchmark and print the table that docs/benchmarks.md shows."""

from __future__ import annotations

import platform
from importlib.metadata import version

from tests.benchmarks import building, sweeps


def main() -> None:
    """Print the report."""
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "scipy", "networkx", "numba")
    )
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, {packages}"
    )
    lines = [*building.rows(), *sweeps.rows()]
    print("\n| what | compose | peer | peer's time | ratio | aim |\n|---|---|---|---|---|---|")
    print(*lines, sep="\n")
    print(
        f"\nTen million edges: {sweeps.memory():.1f} bytes per edge at the peak, above the input arrays"
    )


if __name__ == "__main__":
    main()
