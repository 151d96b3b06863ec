"""An organisation with signals to handle."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, TeamId
from feedbackpulse.signals.domain import Reader, SignalId, SignalKind
from feedbackpulse.signals.sending import send

SENT = date(2026, 3, 2)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def add_sender(session: Session, name: str = "Sanne") -> PersonId:
    """Add somebody who sends signals under their name."""
    person = people.add_person(
        session,
        name=name,
        email=f"{secrets.token_hex(4)}@example.org",
        team_id=None,
        at=LONG_AGO,
    )
    return person.id


def add_signal(
    session: Session,
    *,
    keys: Path,
    text: str = "Let us call back on the same day.",
    reader: Reader = Reader.HR,
    kind: SignalKind = SignalKind.IDEA,
    team_id: TeamId | None = None,
    sender: PersonId | None = None,
    answerable: bool = True,
    shown: bool = False,
    on: date = SENT,
) -> SignalId:
    """Send a signal, without a name unless a sender is given."""
    return send(
        session,
        keys=keys,
        kind=kind,
        reader=reader,
        team_id=team_id,
        text=text,
        on=on,
        sender=sender,
        mailbox=secrets.token_bytes(32) if answerable and sender is None else None,
        shown=shown,
    )
