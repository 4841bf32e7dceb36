from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.examples.running import runner

# A slow machine is no failing test, and one commit has one result.
settings.register_profile("normal", deadline=None, derandomize=True, database=None)
settings.register_profile(
    "long",
    deadline=None,
    max_examples=5_000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("normal")


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """Run an example in a process of its own, once in this session however often it is asked."""
    base = tmp_path_factory.getbasetemp()
    # Workers have a directory each, within that of the session.
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return runner(base / "examples")
