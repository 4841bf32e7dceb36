from __future__ import annotations

from hypothesis import HealthCheck, settings

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
