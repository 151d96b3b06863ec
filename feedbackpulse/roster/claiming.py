"""One way in per person: whoever comes first claims the row in the roster, and it stays claimed."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, Final

from sqlalchemy import and_, exists, or_, select, update

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import Part, PersonId, TeamId, UnitKey
from feedbackpulse.people.tables import PersonRow
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


_works_here: Final = exists().where(PersonRow.id == RosterRow.person_id, PersonRow.active)


def takes_ballots(asked: Round, now: datetime) -> bool:
    """Say whether a round can still be answered."""
    return asked.state is RoundState.OPEN and now < asked.closes_at


def claim(
    stores: Stores, *, round_id: RoundId, person_id: PersonId, value: bytes
) -> Refusal | None:
    """Claim somebody's row with a hash of 32 bytes, in one conditional update.

    Whoever claims it again with the same value may go on. Whoever left has no invitation from
    that moment on; who comes back while the round is open has the same one, and no second.
    """
    own = and_(RosterRow.round_id == round_id, RosterRow.person_id == person_id)
    with stores.main() as session, transaction(session):
        claimed: Any = session.execute(
            update(RosterRow)
            .where(own, _works_here, or_(RosterRow.claim.is_(None), RosterRow.claim == value))
            .values(claim=value)
            .execution_options(synchronize_session=False)
        )
        if claimed.rowcount == 1:
            return None
        works_here = session.scalar(select(_works_here).where(own))
    if works_here is None:
        return Refusal.CLOSED
    return Refusal.ALREADY_SENT if works_here else Refusal.NOT_INVITED
