"""An organisation with results, as pages have it."""

from __future__ import annotations

from tests.web.conftest import released, released_on_sqlite, world

__all__ = ["released", "released_on_sqlite", "world"]
