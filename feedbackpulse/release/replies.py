"""Write back to whoever wrote a comment; they read it, and write again, with the code only they have.

What the writer adds is there for readers from the next day on, as all that comes without a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import one_at_a_time, transaction
from feedbackpulse.people.domain import Part, Role, TeamId, UnitKey
from feedbackpulse.release.domain import PublishedComment
from feedbackpulse.release.tables import CommentReplyRow, CommentRow
from feedbackpulse.release.unreadable import as_read
from feedbackpulse.traces import scramble

LONGEST_REPLY = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What the writer of a comment added, or a reader of it wrote back: in a role, never by name."""

    id: UUID
    body: str
    role: Role | None
    """In which role somebody wrote back; None for the writer."""
    written_on: date

    @property
    def from_writer(self) -> bool:
        """Say whether the writer of the comment wrote this."""
        return self.role is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A comment that may be answered, and what both sides wrote about it, oldest first."""

    comment_id: bytes
    round_id: RoundId
    unit: UnitKey
    item: str
    text: str
    replies: tuple[Reply, ...]


class UnansweredCommentError(ValueError):
    """There is no such comment, or its writer wants no answer."""


def replies_for(session: Session, *, mailbox: bytes) -> Conversation | None:
    """Return the comment that somebody has the code of, with all that was written about it."""
    row = _at(session, mailbox)
    return None if row is None else _conversation(session, row, _rows(session, row))


def find_conversation(session: Session, *, comment_id: bytes, today: date) -> Conversation | None:
    """Return to a reader a comment whose writer can read an answer, with what arrived by today."""
    row = session.get(CommentRow, comment_id)
    if row is None or row.mailbox is None:
        return None
    arrived = [one for one in _rows(session, row) if not one.from_writer or one.written_on < today]
    return _conversation(session, row, arrived)


def with_news(
    session: Session, comments: Sequence[PublishedComment], *, today: date
) -> tuple[PublishedComment, ...]:
    """Mark the comments whose writer wrote, before today, what nobody answered since."""
    last: dict[tuple[bytes, bool], date] = {}
    wanted = [one.id for one in comments if one.may_be_answered]
    query = select(CommentReplyRow).where(CommentReplyRow.comment_id.in_(wanted))
    for row in session.scalars(query) if wanted else ():
        if not row.from_writer or row.written_on < today:
            key = row.comment_id, row.from_writer
            last[key] = max(row.written_on, last.get(key, row.written_on))
    # what came on the day of an answer was not there yet when that was written
    unanswered = {
        one for (one, own), day in last.items() if own and day >= last.get((one, False), day)
    }
    return tuple(replace(one, wrote_again=one.id in unanswered) for one in comments)


def write_reply(session: Session, *, comment_id: bytes, body: str, role: Role, on: date) -> None:
    """Write back. Raises UnansweredCommentError when nobody could read it."""
    if find_conversation(session, comment_id=comment_id, today=on) is None:
        raise UnansweredCommentError("this comment cannot be answered")
    _add(session, comment_id=comment_id, body=_tidied(body), role=role, on=on)


def write_as_writer(session: Session, *, mailbox: bytes, body: str, on: date) -> None:
    """Add what the writer of a comment writes; the same words twice on one day are one message.

    Raises UnansweredCommentError when there is no such comment.
    """
    one_at_a_time(session, "replies", mailbox.hex())
    row = _at(session, mailbox)
    if row is None:
        raise UnansweredCommentError("no comment has this mailbox")
    text = _tidied(body)
    own = [one for one in _rows(session, row) if one.from_writer]
    if (text, on) not in {(one.body, one.written_on) for one in own}:
        _add(session, comment_id=row.id, body=text, role=None, on=on)


def scrub_replies(session: Session) -> None:
    """Write all messages anew in a random order: in which order they came is nowhere any more."""
    scramble(session, CommentReplyRow, writing=transaction)


def _at(session: Session, mailbox: bytes) -> CommentRow | None:
    return session.scalar(select(CommentRow).where(CommentRow.mailbox == mailbox))


def _rows(session: Session, row: CommentRow) -> list[CommentReplyRow]:
    """Return what was written, oldest first; within a day in an order that is chance."""
    query = (
        select(CommentReplyRow)
        .where(CommentReplyRow.comment_id == row.id)
        .order_by(CommentReplyRow.written_on, CommentReplyRow.id)
    )
    return list(session.scalars(query))


def _tidied(body: str) -> str:
    text = body.replace("\r\n", "\n").replace("\0", "").strip()  # PostgreSQL keeps no such sign
    if not 0 < len(text) <= LONGEST_REPLY:
        message = f"a message has 1 to {LONGEST_REPLY} characters"
        raise ValueError(message)
    return text


def _add(session: Session, *, comment_id: bytes, body: str, role: Role | None, on: date) -> None:
    session.add(
        CommentReplyRow(
            id=uuid4(),
            comment_id=comment_id,
            from_writer=role is None,
            body=body,
            role="" if role is None else role.value,
            written_on=on,
        )
    )
    session.flush()


def _conversation(
    session: Session, row: CommentRow, written: Iterable[CommentReplyRow]
) -> Conversation:
    return Conversation(
        comment_id=row.id,
        round_id=RoundId(row.round_id),
        unit=UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)),
        item=row.item,
        text=as_read(session, row),
        replies=tuple(
            Reply(
                id=one.id,
                body=one.body,
                role=None if one.from_writer else Role(one.role),
                written_on=one.written_on,
            )
            for one in written
        ),
    )
