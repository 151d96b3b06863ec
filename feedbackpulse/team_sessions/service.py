"""Lead a talk of a team from step to step, and end it: nothing of it stays for longer than a day."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import TeamId
from feedbackpulse.team_sessions.domain import LASTS, SessionId, Step, TeamSession
from feedbackpulse.team_sessions.sealing import destroy_key, destroy_strays
from feedbackpulse.team_sessions.tables import SessionVoteRow, TeamSessionRow

_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that look like another."""
_CODE_LENGTH: Final = 6
_FORGOTTEN_AFTER: Final = timedelta(days=1)
KEYS_OF_VOTES: Final = "keys of votes"
"""What whoever opens a vote waits for: its key would be a stray until its talk says so."""


def start_session(
    session: Session,
    *,
    team_id: TeamId,
    round_id: UUID | None,
    statements: Sequence[str],
    minutes: int,
    now: datetime,
) -> TeamSession:
    """Begin a talk and return it, or the one that the team already has.

    Raises BadSessionError.
    """
    one_at_a_time(session, "team session", team_id)
    if running := find_running(session, team_id=team_id, now=now):
        return running
    begun = TeamSession(
        id=SessionId(uuid4()),
        code="".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)),
        team_id=team_id,
        round_id=round_id,
        statements=tuple(statements),
        minutes=minutes,
        started_at=now,
        step=Step.LOOK_BACK,
        step_at=now,
        voting=False,
        told=frozenset(),
    )
    session.add(_row_of(begun))
    session.flush()
    return begun


def find_running(session: Session, *, team_id: TeamId, now: datetime) -> TeamSession | None:
    """Return the talk that a team has now, if it has one."""
    rows = select(TeamSessionRow).where(
        TeamSessionRow.team_id == team_id,
        TeamSessionRow.code.is_not(None),
        TeamSessionRow.started_at > now - LASTS,
    )
    row = session.scalars(rows.order_by(TeamSessionRow.started_at.desc())).first()
    return None if row is None else session_of(row)


def find_with_code(session: Session, *, code: str, now: datetime) -> TeamSession | None:
    """Return the talk that is going on under a code; it may be typed as people type."""
    row = session.scalar(
        select(TeamSessionRow).where(
            TeamSessionRow.code == tidied(code), TeamSessionRow.started_at > now - LASTS
        )
    )
    return None if row is None else session_of(row)


def tidied(code: str) -> str:
    """Return a code without what people add to it, and without what no code has."""
    return "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())


def go_to(session: Session, *, session_id: SessionId, step: Step, now: datetime) -> bool:
    """Let a talk be in another step; say whether that could be. While people vote it cannot."""
    row = session.get_one(TeamSessionRow, session_id, with_for_update=True)
    if row.voting or row.code is None:
        return False
    if row.step != step:
        row.step, row.step_at = step, now
    session.flush()
    return True


def end_session(session: Session, *, keys: Path, session_id: SessionId) -> None:
    """End a talk, with what was voted and not told."""
    code = select(TeamSessionRow.code).where(TeamSessionRow.id == session_id)
    one_at_a_time(session, "votes", session.scalar(code))  # else one on its way would stay behind
    session.execute(delete(SessionVoteRow).where(SessionVoteRow.session_id == session_id))
    row = session.get(TeamSessionRow, session_id, with_for_update=True)
    if row is not None:
        row.code, row.voting = None, False
        session.flush()
    destroy_key(keys, session_id=session_id)


def end_old(session: Session, *, keys: Path, now: datetime) -> int:
    """End the talks that nobody ended, and forget those of a day ago; return how many were ended."""
    running = select(TeamSessionRow.id).where(
        TeamSessionRow.code.is_not(None), TeamSessionRow.started_at <= now - LASTS
    )
    ended = session.scalars(running.order_by(TeamSessionRow.id)).all()
    for session_id in ended:
        end_session(session, keys=keys, session_id=SessionId(session_id))
    old = TeamSessionRow.started_at <= now - _FORGOTTEN_AFTER
    session.execute(delete(TeamSessionRow).where(old))
    one_at_a_time(session, KEYS_OF_VOTES)
    voting = session.scalars(select(TeamSessionRow.id).where(TeamSessionRow.voting))
    destroy_strays(keys, voting=[SessionId(one) for one in voting])
    return len(ended)


def session_of(row: TeamSessionRow) -> TeamSession:
    """Return the talk that a row describes."""
    return TeamSession(
        id=SessionId(row.id),
        code=row.code or "",
        team_id=TeamId(row.team_id),
        round_id=row.round_id,
        statements=tuple(row.statements.split()),
        minutes=row.minutes,
        started_at=row.started_at,
        step=Step(row.step),
        step_at=row.step_at,
        voting=row.voting,
        told=frozenset(Step(int(number)) for number in row.told),
    )


def _row_of(begun: TeamSession) -> TeamSessionRow:
    return TeamSessionRow(
        id=begun.id,
        code=begun.code,
        team_id=begun.team_id,
        round_id=begun.round_id,
        statements=" ".join(begun.statements),
        minutes=begun.minutes,
        started_at=begun.started_at,
        step=begun.step,
        step_at=begun.step_at,
        voting=begun.voting,
        told="",
    )
