"""Words in English, without the whole application."""

from __future__ import annotations

from tests.web.team.conftest import in_plain_english

__all__ = ["in_plain_english"]
