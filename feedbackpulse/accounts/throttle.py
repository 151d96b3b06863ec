"""The brake on guessing, counted in the database so that it holds for every worker."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from feedbackpulse.accounts.tables import AttemptsRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """How often something may be tried within a window of time."""

    name: str
    tries: int
    window: timedelta


SIGN_IN: Final = Limit(name="sign-in", tries=8, window=timedelta(minutes=15))
SIGN_IN_ADDRESS: Final = Limit(name="sign-in-address", tries=60, window=timedelta(minutes=15))
"""Only what went wrong stays counted: a whole office can come from one address on one morning."""
LINK: Final = Limit(name="link", tries=5, window=timedelta(hours=1))
LINK_ADDRESS: Final = Limit(name="link-address", tries=30, window=timedelta(hours=1))
LINK_ASKED: Final = Limit(name="link-asked", tries=1, window=timedelta(hours=1))
"""Judges nobody: who asks for an address that we do not know waits for the disk as well."""
MAILED: Final = Limit(name="mailed", tries=60, window=timedelta(minutes=15))
"""Links from mails that did not work, from one address: those that do are not counted."""
PASSWORD: Final = Limit(name="password", tries=8, window=timedelta(minutes=15))
PROOF: Final = Limit(name="proof", tries=8, window=timedelta(minutes=15))
"""Codes and passwords with which somebody shows who they are, at signing in or later."""
UNSEAL: Final = Limit(name="unseal", tries=8, window=timedelta(minutes=15))
"""Passphrases and recovery codes of one person's notebook."""


def count_attempt(
    session: Session, limit: Limit, *, of: Sequence[str], now: datetime
) -> timedelta | None:
    """Count one attempt; return how long to wait when it is one too many.

    Counting and judging are one statement, so two workers can never both take the last try.
    """
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    over = AttemptsRow.ends_at <= now
    count, ends_at = session.execute(
        insert(AttemptsRow)
        .values(key=_key(limit, of), count=1, ends_at=now + limit.window)
        .on_conflict_do_update(
            index_elements=[AttemptsRow.key],
            set_={
                "count": case((over, 1), else_=AttemptsRow.count + 1),
                "ends_at": case((over, now + limit.window), else_=AttemptsRow.ends_at),
            },
        )
        .returning(AttemptsRow.count, AttemptsRow.ends_at)
    ).one()
    return None if count <= limit.tries else ends_at - now


def forget_attempts(session: Session, limit: Limit, *, of: Sequence[str]) -> None:
    """Start counting anew, after it went well."""
    session.execute(delete(AttemptsRow).where(AttemptsRow.key == _key(limit, of)))


def take_back(session: Session, limit: Limit, *, of: Sequence[str], counted_at: datetime) -> None:
    """Uncount one attempt that went well, and none of others: their guesses stay counted.

    It was counted before anybody knew, else many at the same moment would not be judged. A count
    that began anew since then does not hold it any more. Where nothing stays counted nothing stays:
    it would say when somebody came from there.
    """
    counted = (AttemptsRow.key == _key(limit, of), AttemptsRow.ends_at <= counted_at + limit.window)
    session.execute(
        update(AttemptsRow)
        .where(*counted, AttemptsRow.count > 0)
        .values(count=AttemptsRow.count - 1)
    )
    session.execute(delete(AttemptsRow).where(*counted, AttemptsRow.count == 0))


def drop_old_attempts(session: Session, *, now: datetime) -> None:
    """Delete what no longer counts."""
    session.execute(delete(AttemptsRow).where(AttemptsRow.ends_at <= now))


def _key(limit: Limit, of: Sequence[str]) -> str:
    return hashlib.sha256("\0".join((limit.name, *of)).encode()).hexdigest()
