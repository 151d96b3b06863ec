"""The round in an address, and the name that one person's unsent answers have in a browser."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from flask import abort, current_app
from flask_babel import get_locale

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundNotFoundError, RoundState
from feedbackpulse.extensions import db
from feedbackpulse.roster.words import eight_words
from feedbackpulse.web.identity import me


def get_round(round_id: UUID) -> Round:
    """Return the round in the address; what was cancelled is not there."""
    try:
        found = cycles.get_round(db.session(), round_id=RoundId(round_id))
    except RoundNotFoundError:
        abort(404)
    return abort(404) if found.state is RoundState.CANCELLED else found


def takes_answers(asked: Round) -> bool:
    """Say whether a round can be answered now."""
    return asked.state is RoundState.OPEN and clock.now() < asked.closes_at


def words_of(asked: Round) -> tuple[str, ...]:
    """Return the eight words of a round in the reader's language; none before it opens."""
    if asked.manifest_sha256 is None:
        return ()
    return eight_words(asked.manifest_sha256, str(get_locale()))


def owner_key() -> str:
    """Name what a browser keeps for this person, so that the next one at it never gets it."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"draft" + me().id.bytes, hashlib.sha256).hexdigest()[:16]


def draft_key(round_id: RoundId) -> str:
    """Name what a browser keeps of one person's ballot in one round."""
    return f"{owner_key()}.{round_id}"
