"""A released comment whose writer can read what is written back."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.receipt_codes import mailbox_code, mailbox_of
from feedbackpulse.release.tables import CommentRow


def add_answerable(session: Session, *, round_id: RoundId, unit: UnitKey) -> tuple[UUID, str]:
    """Add a comment at a unit; return its key and the code of its writer."""
    key, code = uuid4(), mailbox_code(secrets.token_bytes(32), "G4")
    session.add(
        CommentRow(
            id=key.bytes,
            round_id=round_id,
            team_id=unit.team_id,
            part=unit.part.value,
            item="G4",
            body="A fictional remark that may be answered.",
            mailbox=mailbox_of(code),
        )
    )
    session.flush()
    return key, code
