"""Write back to whoever wrote a comment, and read that with the code which only they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import Part, Role, TeamId, UnitKey
from feedbackpulse.release.tables import CommentReplyRow, CommentRow

LONGEST_REPLY = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What somebody who may read a comment wrote back: in a role, never by name."""

    body: str
    role: Role
    written_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A comment that may be answered, and the answers to it, oldest first."""

    comment_id: bytes
    round_id: RoundId
    unit: UnitKey
    item: str
    text: str
    replies: tuple[Reply, ...]


class UnansweredCommentError(ValueError):
    """There is no such comment, or its writer wants no answer."""


def replies_for(session: Session, *, mailbox: bytes) -> Conversation | None:
    """Return the comment that somebody has the code of, with its answers."""
    row = session.scalar(select(CommentRow).where(CommentRow.mailbox == mailbox))
    return None if row is None else _conversation(session, row)


def find_conversation(session: Session, *, comment_id: bytes) -> Conversation | None:
    """Return a comment whose writer can read an answer, with the answers so far."""
    row = session.get(CommentRow, comment_id)
    return None if row is None or row.mailbox is None else _conversation(session, row)


def write_reply(session: Session, *, comment_id: bytes, body: str, role: Role, on: date) -> None:
    """Write back. Raises UnansweredCommentError when nobody could read it."""
    if find_conversation(session, comment_id=comment_id) is None:
        raise UnansweredCommentError("this comment cannot be answered")
    text = body.strip()
    if not 0 < len(text) <= LONGEST_REPLY:
        message = f"an answer has 1 to {LONGEST_REPLY} characters"
        raise ValueError(message)
    session.add(
        CommentReplyRow(
            id=uuid4(), comment_id=comment_id, body=text, role=role.value, written_on=on
        )
    )
    session.flush()


def _conversation(session: Session, row: CommentRow) -> Conversation:
    query = (
        select(CommentReplyRow)
        .where(CommentReplyRow.comment_id == row.id)
        .order_by(CommentReplyRow.written_on, CommentReplyRow.id)
    )
    return Conversation(
        comment_id=row.id,
        round_id=RoundId(row.round_id),
        unit=UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)),
        item=row.item,
        text=row.body,
        replies=tuple(
            Reply(body=one.body, role=Role(one.role), written_on=one.written_on)
            for one in session.scalars(query)
        ),
    )
