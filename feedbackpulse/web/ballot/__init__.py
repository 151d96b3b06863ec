"""Pages for ballots without a name: no session, no cookie."""

from __future__ import annotations

from feedbackpulse.web.ballot import cast, silence
from feedbackpulse.web.ballot.blueprint import blueprint

__all__ = ["blueprint", "cast", "silence"]
