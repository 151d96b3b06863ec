"""Vote in a step of a talk: sealed while it is open, told once when it closes, and then nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.team_sessions.domain import (
    LASTS,
    MOST_VOTES,
    NEXT_VOTE_AFTER,
    Counted,
    Refusal,
    SessionId,
    TeamSession,
    Told,
    Vote,
    chosen,
    read,
    tally,
    written,
)
from feedbackpulse.team_sessions.sealing import VoteKey, destroy_key
from feedbackpulse.team_sessions.service import KEYS_OF_VOTES, find_with_code, session_of, tidied
from feedbackpulse.team_sessions.tables import SessionVoteRow, TeamSessionRow


def open_vote(
    session: Session, *, keys: Path, session_id: SessionId, now: datetime
) -> Refusal | None:
    """Let phones vote in the step that a talk is in, or return why not."""
    row = session.get_one(TeamSessionRow, session_id, with_for_update=True)
    if row.code is None:
        return Refusal.NOT_OPEN
    if _was_told(session, row, now):
        return Refusal.TOLD
    one_at_a_time(session, KEYS_OF_VOTES)
    VoteKey.make(keys, session_id=session_id)
    row.voting = True
    session.flush()
    return None


def take_vote(
    session: Session,
    *,
    keys: Path,
    code: str,
    step: int,
    ticket: str,
    given: Mapping[str, str],
    now: datetime,
) -> Refusal | None:
    """Keep what a phone votes until the step closes, instead of what it voted before.

    Return why not, where it is not kept.
    """
    one_at_a_time(session, "votes", tidied(code))
    found = find_with_code(session, code=code, now=now)
    if found is None or not found.voting or found.step != step:
        return Refusal.NOT_OPEN
    key = VoteKey.find(keys, session_id=found.id)
    if key is None:
        return Refusal.NOT_OPEN
    vote = chosen(given, found.questions)
    if not vote:
        return Refusal.NOTHING_CHOSEN
    return _keep(session, found, key, ticket=mark_of(found, ticket), vote=vote)


def close_vote(session: Session, *, keys: Path, talk: TeamSession) -> tuple[Told, ...] | None:
    """Return what was voted, for the only time: here it is deleted, and its key destroyed.

    None when there is no vote that is open: somebody closed it before.
    """
    one_at_a_time(session, "votes", talk.code)
    row = session.get(TeamSessionRow, talk.id, populate_existing=True)
    if row is None or not row.voting:
        return None
    found = session_of(row)
    told = tally(_votes(session, keys, found), found.questions)
    session.execute(delete(SessionVoteRow).where(SessionVoteRow.session_id == found.id))
    row.voting = False
    if any(isinstance(one, Counted) for one in told):
        row.told += str(int(found.step))
    session.flush()
    # Before the commit: should that fail, the votes are lost, and nobody reads them.
    destroy_key(keys, session_id=found.id)
    return told


def mark_of(talk: TeamSession, ticket: str) -> bytes:
    """Return what a ticket is kept under: in each step another, so that no phone is followed."""
    return sha256(f"{talk.id.hex}:{talk.step}:{ticket}".encode()).digest()


def _was_told(session: Session, row: TeamSessionRow, now: datetime) -> bool:
    """Say whether the team heard votes of this step today, also in a talk that it ended.

    It can have heard them until the very end of that talk.
    """
    heard = select(TeamSessionRow.told).where(
        TeamSessionRow.team_id == row.team_id,
        TeamSessionRow.started_at > now - LASTS - NEXT_VOTE_AFTER,
    )
    return any(str(row.step) in told for told in session.scalars(heard.order_by(TeamSessionRow.id)))


def _keep(
    session: Session, talk: TeamSession, key: VoteKey, *, ticket: bytes, vote: Vote
) -> Refusal | None:
    place = (SessionVoteRow.session_id == talk.id, SessionVoteRow.step == talk.step)
    session.execute(delete(SessionVoteRow).where(*place, SessionVoteRow.ticket == ticket))
    others = session.scalar(select(func.count()).select_from(SessionVoteRow).where(*place)) or 0
    if others >= MOST_VOTES:
        return Refusal.FULL
    sealed = key.seal(written(vote, talk.questions), ticket=ticket)
    session.add(SessionVoteRow(session_id=talk.id, step=talk.step, ticket=ticket, sealed=sealed))
    session.flush()
    return None


def _votes(session: Session, keys: Path, talk: TeamSession) -> list[Vote]:
    """Return what was voted, in an order of chance; without the key there is nothing to read."""
    key = VoteKey.find(keys, session_id=talk.id)
    if key is None:
        return []
    rows = session.scalars(
        select(SessionVoteRow)
        .where(SessionVoteRow.session_id == talk.id, SessionVoteRow.step == talk.step)
        .order_by(SessionVoteRow.ticket)
    )
    opened = (key.open(row.sealed, ticket=row.ticket) for row in rows)
    return [read(signs, talk.questions) for signs in opened if signs is not None]
