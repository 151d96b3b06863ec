"""An instance for processes that are started for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import copy_databases


@pytest.fixture
def instance(empty_instance: Path, tmp_path: Path) -> Path:
    """Return a folder with both databases, empty and up to date."""
    folder = tmp_path / "instance"
    copy_databases(empty_instance, folder)
    return folder
