"""A good installation, on the engine of the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doctor.installations import Installation


@pytest.fixture
def installation(instance: Path) -> Installation:
    """Return an installation with which nothing is wrong."""
    return Installation.good(instance)
