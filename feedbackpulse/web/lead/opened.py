"""Note that a lead opened results, until it is counted how many did."""

from __future__ import annotations

from feedbackpulse import clock
from feedbackpulse.cycles.domain import Round
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.programme.opened import COUNTED_AFTER, is_noted, note_opened
from feedbackpulse.web.identity import me


def note_opening(asked: Round) -> None:
    """Note that whoever looks opened the results of a round, in the two weeks after it closed."""
    session, lead = db.session(), me().id
    if clock.now() >= asked.closes_at + COUNTED_AFTER:
        return
    if is_noted(session, round_id=asked.id, lead=lead):
        return
    with transaction(session):
        note_opened(session, round_id=asked.id, lead=lead)
