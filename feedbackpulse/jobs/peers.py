"""On the day that somebody chose: open what colleagues said, into their notebook, and burn the rest.

Each round is one transaction. A notebook that is sealed opens its own at its owner's next visit;
90 days later the answers are destroyed unread.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.domain import Apart
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.outbox import queue_mail
from feedbackpulse.people.directory import is_active
from feedbackpulse.reflection.notebook import SealedError, open_notebook
from feedbackpulse.reflection.peer_rounds import PeerRound
from feedbackpulse.reflection.peers import due_rounds, forget_ended, lose_round, open_due
from feedbackpulse.reflection.server_keys import LostServerKeyError

EVERYWHERE: Final = timedelta(hours=12)
"""So long after its midnight in UTC a day has begun in every zone: no colleague is too late."""
_NEWS_LASTS: Final = timedelta(days=14)


def open_peer_rounds(stores: Stores, *, now: datetime, catalogue: Catalogue, apart: Apart) -> None:
    """Open every round whose day has come, each *apart*, and forget those of long ago."""
    today = (now - EVERYWHERE).astimezone(UTC).date()
    with stores.main() as session:
        due = due_rounds(session, today=today)
    for asked in due:
        with apart("what colleagues said"), stores.main() as session, transaction(session):
            _open(session, asked, keys=stores.keys, now=now, today=today, catalogue=catalogue)
    with apart("forgetting rounds of colleagues"), stores.main() as session, transaction(session):
        forget_ended(session, today=today)


def _open(
    session: Session,
    asked: PeerRound,
    *,
    keys: Path,
    now: datetime,
    today: date,
    catalogue: Catalogue,
) -> None:
    if not is_active(session, person_id=asked.owner):  # a handover is running, or they come back
        return
    try:
        notebook = open_notebook(session, keys=keys, owner=asked.owner)
    except (SealedError, LostServerKeyError):
        lose_round(session, owner=asked.owner, today=today)
        return
    if open_due(session, notebook=notebook, today=today, catalogue=catalogue):
        queue_mail(
            session,
            person_id=asked.owner,
            kind=MailKind.COLLEAGUES,
            due_at=now,
            dedupe=f"colleagues:{asked.owner}",
            expires_at=now + _NEWS_LASTS,
        )
