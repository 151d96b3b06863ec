"""One way in per person: whoever comes first claims the row in the roster, and it stays claimed."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import and_, or_, select, update

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import Part, PersonId, TeamId, UnitKey
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.tables import RosterRow


class Refusal(Enum):
    """Why a ballot was not taken, or no stamp was given."""

    ALREADY_SENT = "already_sent"
    CLOSED = "closed"
    NOT_INVITED = "not_invited"


def find_stamp(
    stores: Stores, *, round_id: RoundId, person_id: PersonId
) -> tuple[Round, Stamp | Refusal]:
    """Return a round, and the stamp under which somebody is counted in it."""
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
        row = session.get(RosterRow, (round_id, person_id))
    if row is None:
        is_open = asked.state is RoundState.OPEN
        return asked, Refusal.NOT_INVITED if is_open else Refusal.CLOSED
    return asked, stamp_of(UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)))


def takes_ballots(asked: Round, now: datetime) -> bool:
    """Say whether a round can still be answered."""
    return asked.state is RoundState.OPEN and now < asked.closes_at


def claim(
    stores: Stores, *, round_id: RoundId, person_id: PersonId, value: bytes
) -> Refusal | None:
    """Claim somebody's row with a hash of 32 bytes, in one conditional update.

    Whoever claims it again with the same value may go on.
    """
    own = and_(RosterRow.round_id == round_id, RosterRow.person_id == person_id)
    with stores.main() as session, transaction(session):
        claimed: Any = session.execute(
            update(RosterRow)
            .where(own, or_(RosterRow.claim.is_(None), RosterRow.claim == value))
            .values(claim=value)
            .execution_options(synchronize_session=False)
        )
        if claimed.rowcount == 1:
            return None
        is_there = session.scalar(select(RosterRow.person_id).where(own))
    return Refusal.ALREADY_SENT if is_there else Refusal.CLOSED
