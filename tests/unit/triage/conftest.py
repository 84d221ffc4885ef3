"""One loaded triage for all its tests: it is immutable and takes a second to load."""

from __future__ import annotations

import pytest

from actions import triage


@pytest.fixture(scope="session")
def rules_only() -> triage.Triage:
    """Triage with the shipped rules and without trained models."""
    return triage.load(models_dir=None)
