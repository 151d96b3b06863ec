"""What a session remembers of its owner showing who they are: at signing in, and again later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedbackpulse.accounts.domain import (
    FIRST_LIFETIME,
    Scope,
    SessionId,
    new_token,
    token_hash,
)
from feedbackpulse.accounts.service import start_session
from feedbackpulse.accounts.tables import SessionRow
from feedbackpulse.people.domain import PersonId


def start_second_step(session: Session, *, person_id: PersonId, now: datetime, browser: str) -> str:
    """Remember that somebody passed the first step; return the token that browser keeps."""
    return start_session(
        session,
        person_id=person_id,
        now=now,
        browser=browser,
        lifetime=FIRST_LIFETIME,
        scope=Scope.FIRST,
    )


def renew_token(session: Session, *, session_id: SessionId) -> str:
    """Return a new token of the same session; the one before stops working."""
    token = new_token()
    own = update(SessionRow).where(SessionRow.id == session_id)
    session.execute(own.values(token_hash=token_hash(token)))
    return token


def renew_session(session: Session, *, session_id: SessionId, now: datetime, twice: bool) -> str:
    """Note that somebody showed again who they are; return the new token of the same session."""
    own = update(SessionRow).where(SessionRow.id == session_id)
    session.execute(own.values(used_at=now, proved_at=now, twice=twice))
    return renew_token(session, session_id=session_id)


def forget_proof(session: Session, *, session_id: SessionId) -> None:
    """Let somebody who was away for long show again who they are."""
    session.execute(update(SessionRow).where(SessionRow.id == session_id).values(proved_at=None))
