"""The ballot box makes its own keys here: that is what is tried."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def keys_at_hand() -> None:
    """Have no keys at hand."""
