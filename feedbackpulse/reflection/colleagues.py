"""What colleagues ask of somebody: to look back with them, once, or to decline without a trace.

An invitation is a row that is gone after answering and after declining alike: from then on nobody
can tell which it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Select, delete, select, true
from sqlalchemy.orm import Session, aliased

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.reflection.compliments import is_new_compliment
from feedbackpulse.reflection.letters import LetterKind, post_letter
from feedbackpulse.reflection.notebook import LOCK
from feedbackpulse.reflection.peer_rounds import (
    NotAskedError,
    PeerRound,
    PeerRoundId,
    check_answers,
    peer_items,
)
from feedbackpulse.reflection.peer_view import Answers
from feedbackpulse.reflection.peers import round_of
from feedbackpulse.reflection.tables import PeerInvitationRow, PeerRoundRow


@dataclass(frozen=True, kw_only=True, slots=True)
class FromColleagues:
    """What colleagues brought somebody that waits for them."""

    asks: tuple[PeerRound, ...]
    has_compliment: bool
    """One that they did not see yet, or more: nothing counts them."""


def asks_of(session: Session, *, peer: PersonId, today: date) -> tuple[PeerRound, ...]:
    """Return what colleagues who work here ask of somebody now, the first to close first."""
    asked = _asks(peer, today).order_by(PeerRoundRow.opens_on, PeerRoundRow.id)
    return tuple(_ask(row, name) for row, name in session.execute(asked))


def brought_to(session: Session, *, peer: PersonId, today: date) -> FromColleagues:
    """Return what colleagues ask of somebody, and whether a compliment waits: in one statement."""
    waits = select(is_new_compliment(peer).label("waits")).subquery()
    asks = _asks(peer, today).subquery()
    asked, name = aliased(PeerRoundRow, asks), asks.c.name
    rows = session.execute(
        select(waits.c.waits, asked, name)
        .outerjoin(asks, true())
        .order_by(asks.c.opens_on, asks.c.id)
    ).all()
    return FromColleagues(
        asks=tuple(_ask(row, name) for _waits, row, name in rows if row is not None),
        has_compliment=rows[0].waits,
    )


def find_ask(session: Session, *, peer: PersonId, round_id: PeerRoundId, today: date) -> PeerRound:
    """Return what one colleague asks. Raises NotAskedError, also after answering or declining."""
    for asked in asks_of(session, peer=peer, today=today):
        if asked.id == round_id:
            return asked
    raise NotAskedError(round_id)


def send_answers(
    session: Session,
    *,
    keys: Path,
    peer: PersonId,
    round_id: PeerRoundId,
    answers: Answers,
    today: date,
    catalogue: Catalogue,
) -> None:
    """Leave the answers for who asked, and forget that this colleague was asked.

    Raises NotAskedError, and PeerRoundError for an answer that breaks a rule.
    """
    asked = find_ask(session, peer=peer, round_id=round_id, today=today)
    check_answers(answers, peer_items(catalogue, asked.checkpoints))
    _forget(session, asked, peer)
    post_letter(
        session,
        keys=keys,
        to=asked.owner,
        kind=LetterKind.RATING,
        about=asked.id,
        content={"answers": dict(answers)},
    )


def decline(session: Session, *, peer: PersonId, round_id: PeerRoundId, today: date) -> None:
    """Forget that this colleague was asked. Raises NotAskedError."""
    _forget(session, find_ask(session, peer=peer, round_id=round_id, today=today), peer)


def _asks(peer: PersonId, today: date) -> Select[PeerRoundRow, str]:
    return (
        select(PeerRoundRow, PersonRow.name)
        .join(PeerInvitationRow, PeerInvitationRow.round_id == PeerRoundRow.id)
        .join(PersonRow, PersonRow.id == PeerRoundRow.owner)
        .where(PeerInvitationRow.peer == peer, PeerRoundRow.opens_on > today, PersonRow.active)
    )


def _ask(row: PeerRoundRow, name: str) -> PeerRound:
    return replace(round_of(row), owner_name=name)


def _forget(session: Session, asked: PeerRound, peer: PersonId) -> None:
    """Delete the invitation; only one of two that try at the same moment comes past this."""
    one_at_a_time(session, LOCK, asked.owner)
    gone: Any = session.execute(
        delete(PeerInvitationRow).where(
            PeerInvitationRow.round_id == asked.id, PeerInvitationRow.peer == peer
        )
    )
    if gone.rowcount == 0:
        raise NotAskedError(asked.id)
