"""Speed against real peers, in one run, as ratios: ``python -m tests.benchmarks``."""
