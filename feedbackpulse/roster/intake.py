"""Send a ballot: claim the roster row, then cast, in two stores that never share a transaction.

The sender's form carries a random number that the server does not keep. The roster gets one hash of
it and the box another: only who knows the number could say that they belong together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import (
    Answers,
    BallotLabel,
    CommentScope,
    InvalidAnswersError,
    Questions,
    Stamp,
)
from feedbackpulse.ballots.sealing import seal
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.people.domain import Part, PersonId, TeamId, UnitKey
from feedbackpulse.roster.tables import RosterRow

__all__ = [
    "NUMBER_BYTES",
    "Answers",
    "CommentScope",
    "InvalidAnswersError",
    "Refusal",
    "Sent",
    "questions_of",
    "send_ballot",
    "stamp_of",
    "unit_of",
]

NUMBER_BYTES = ballots.NUMBER_BYTES


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """The ballot is in the box, and will be counted once."""


class Refusal(Enum):
    """Why a ballot was not taken."""

    ALREADY_SENT = "already_sent"
    CLOSED = "closed"
    NOT_INVITED = "not_invited"


def send_ballot(
    stores: Stores,
    *,
    round_id: RoundId,
    person_id: PersonId,
    ballot_number: bytes,
    answers: Answers,
    now: datetime,
) -> Sent | Refusal:
    """Send somebody's answers, once. The same form sent again changes nothing.

    Raises InvalidAnswersError when they do not fit the questions, before anything is claimed.
    """
    claim = sha256(b"roster" + ballot_number).digest()
    number_hash = ballots.number_hash(ballot_number)
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
        row = session.get(RosterRow, (round_id, person_id))
    if row is None:
        return _without_a_row(asked)
    if asked.public_key is None or not _takes_ballots(asked, now):
        return _after_closing(stores, number_hash)
    label = BallotLabel(round_id=round_id, stamp=_stamp(row), number_hash=number_hash)
    sealed = seal(answers, questions=questions_of(asked), label=label, public_key=asked.public_key)
    refusal = _claim(stores, round_id=round_id, person_id=person_id, claim=claim)
    return refusal or _cast(stores, label, sealed)


def questions_of(asked: Round) -> Questions:
    """Return the codes that a ballot of the round may answer."""
    return Questions(
        rated=frozenset(item.code for item in asked.items if not item.is_open),
        open=frozenset(item.code for item in asked.items if item.is_open),
    )


def stamp_of(unit: UnitKey) -> Stamp:
    """Return what stands on the ballots of a unit."""
    return Stamp(f"{unit.team_id.hex}:{unit.part.value}")


def unit_of(stamp: Stamp) -> UnitKey:
    """Return the unit whose ballots carry this stamp."""
    team, part = stamp.split(":")
    return UnitKey(team_id=TeamId(UUID(team)), part=Part(part))


def _stamp(row: RosterRow) -> Stamp:
    return stamp_of(UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)))


def _takes_ballots(asked: Round, now: datetime) -> bool:
    return asked.state is RoundState.OPEN and now < asked.closes_at


def _without_a_row(asked: Round) -> Refusal:
    return Refusal.NOT_INVITED if asked.state is RoundState.OPEN else Refusal.CLOSED


def _after_closing(stores: Stores, number_hash: bytes) -> Sent | Refusal:
    """A form sent again after closing hears the truth about the first time."""
    with stores.box() as box:
        return Sent() if ballots.has_ballot(box, number_hash=number_hash) else Refusal.CLOSED


def _claim(
    stores: Stores, *, round_id: RoundId, person_id: PersonId, claim: bytes
) -> Refusal | None:
    own = and_(RosterRow.round_id == round_id, RosterRow.person_id == person_id)
    with stores.main() as session, transaction(session):
        claimed: Any = session.execute(
            update(RosterRow)
            .where(own, or_(RosterRow.claim.is_(None), RosterRow.claim == claim))
            .values(claim=claim)
            .execution_options(synchronize_session=False)
        )
        if claimed.rowcount == 1:
            return None
        is_there = session.scalar(select(RosterRow.person_id).where(own))
    return Refusal.ALREADY_SENT if is_there else Refusal.CLOSED


def _cast(stores: Stores, label: BallotLabel, sealed: bytes) -> Sent | Refusal:
    try:
        with stores.box() as box, ballot_transaction(box):
            is_in = ballots.cast(box, label=label, sealed=sealed)
    except IntegrityError:  # the same form, at the same moment, was a breath earlier
        return Sent()
    return Sent() if is_in else Refusal.CLOSED
