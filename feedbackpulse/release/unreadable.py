"""Released comments as everybody reads them: without the names that were made unreadable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.release.domain import PublishedComment
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.signals.covering import Span, covered, overwritten
from feedbackpulse.signals.moderation import due_redactions, forget_redactions
from feedbackpulse.signals.redactions import Subject, as_redaction, spans_of
from feedbackpulse.signals.tables import RedactionRow


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadableComment:
    """A released comment with all its words: for who chooses a name in it."""

    id: bytes
    round_id: RoundId
    text: str


def comments(session: Session, *, round_id: RoundId, unit: UnitKey) -> tuple[PublishedComment, ...]:
    """Return the comments that are shown at one unit, in an order without meaning."""
    covers = and_(
        RedactionRow.subject == Subject.COMMENT.value, RedactionRow.subject_id == CommentRow.id
    )
    query = (
        select(CommentRow, RedactionRow)
        .outerjoin(RedactionRow, covers)
        .where(
            CommentRow.round_id == round_id,
            CommentRow.team_id == unit.team_id,
            CommentRow.part == unit.part.value,
        )
        .order_by(CommentRow.id, RedactionRow.start)
    )
    found = groupby(session.execute(query), key=lambda row: row.CommentRow)
    return tuple(_published(row, [one.RedactionRow for one in hidden]) for row, hidden in found)


def _published(row: CommentRow, hidden: Sequence[RedactionRow | None]) -> PublishedComment:
    return PublishedComment(
        id=row.id,
        item=row.item,
        text=covered(row.body, [as_redaction(one).span for one in hidden if one]),
        may_be_answered=row.mailbox is not None,
    )


def as_read(session: Session, row: CommentRow) -> str:
    """Return the words of one comment as everybody reads them."""
    return covered(row.body, _hidden(session, row.id))


def find_comment(session: Session, *, comment_id: bytes, unit: UnitKey) -> ReadableComment | None:
    """Return a comment that is shown at a unit with all its words, to choose a name from."""
    row = session.get(CommentRow, comment_id, populate_existing=True)
    if row is None or UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)) != unit:
        return None
    return ReadableComment(id=row.id, round_id=RoundId(row.round_id), text=row.body)


def overwrite_comments(session: Session, *, now: datetime) -> int:
    """Overwrite for good what was covered a day ago in comments; return how much."""
    due = due_redactions(session, now=now, subjects=(Subject.COMMENT,))
    for comment_id, redactions in groupby(due, key=lambda one: one.subject_id):
        row = session.get(CommentRow, comment_id, populate_existing=True, with_for_update=True)
        if row is not None:
            row.body = overwritten(row.body, [one.span for one in redactions])
    forget_redactions(session, due)
    return len(due)


def _hidden(session: Session, comment_id: bytes) -> tuple[Span, ...]:
    return spans_of(session, subject=Subject.COMMENT, ids=[comment_id])[comment_id]
