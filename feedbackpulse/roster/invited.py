"""Who was invited by the link of a mail, as long as their round is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.accounts.domain import token_hash
from feedbackpulse.cycles.domain import RoundId, RoundState
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.tables import InvitationRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """Somebody, and the round that they were invited to."""

    round_id: RoundId
    person_id: PersonId


def find_invited(session: Session, *, token: str, now: datetime) -> Invited | None:
    """Return who is invited by this link and to what; looking does not use it up.

    It works as often as its owner wants, while the round can be answered.
    """
    row = session.scalar(select(InvitationRow).where(InvitationRow.token_hash == token_hash(token)))
    if row is None:
        return None
    asked = find_round(session, round_id=RoundId(row.round_id))
    if asked is None or asked.state is not RoundState.OPEN or now >= asked.closes_at:
        return None
    return Invited(round_id=asked.id, person_id=PersonId(row.person_id))
