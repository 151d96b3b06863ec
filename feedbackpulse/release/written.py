"""What people wrote at the end of several rounds, as it may be read at the units of some teams."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import TeamId
from feedbackpulse.release.tables import CommentReplyRow, CommentRow
from feedbackpulse.signals.covering import Span, covered
from feedbackpulse.signals.redactions import Subject
from feedbackpulse.signals.tables import RedactionRow


def written(
    session: Session,
    *,
    rounds: Collection[RoundId],
    teams: Collection[TeamId] | None,
    most: int | None = None,
) -> tuple[str, ...]:
    """Return the comments that are shown at these teams or parts of them, names covered.

    In an order without meaning, and without the unit, the round or the question. None is all
    teams. At *most* so many are drawn, always the same ones: their keys were drawn by chance.
    """
    drawn = select(CommentRow.id).where(*_shown(rounds, teams)).order_by(CommentRow.id).limit(most)
    covers = and_(
        RedactionRow.subject == Subject.COMMENT.value, RedactionRow.subject_id == CommentRow.id
    )
    query = (
        select(CommentRow.id, CommentRow.body, RedactionRow.start, RedactionRow.length)
        .outerjoin(RedactionRow, covers)
        .where(CommentRow.id.in_(drawn))
        .order_by(CommentRow.id)
    )
    found = groupby(session.execute(query), key=lambda row: (row.id, row.body))
    return tuple(covered(body, _hidden(rows)) for (_key, body), rows in found)


def _hidden(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Span]:
    return [Span(start=one.start, length=one.length) for one in rows if one.length is not None]


def count_written(
    session: Session, *, rounds: Collection[RoundId], teams: Collection[TeamId] | None
) -> int:
    """Return how many comments are shown at these teams or parts of them; None is all teams."""
    query = select(func.count()).select_from(CommentRow).where(*_shown(rounds, teams))
    return session.scalar(query) or 0


def _shown(
    rounds: Collection[RoundId], teams: Collection[TeamId] | None
) -> Iterator[ColumnElement[bool]]:
    yield CommentRow.round_id.in_(rounds)
    if teams is not None:
        yield CommentRow.team_id.in_(teams)


def written_again(
    session: Session, *, rounds: Collection[RoundId], teams: Collection[TeamId], today: date
) -> tuple[str, ...]:
    """Return what the writers of those comments added before today, in an order without meaning."""
    query = (
        select(CommentReplyRow.body)
        .join(CommentRow, CommentRow.id == CommentReplyRow.comment_id)
        .where(
            CommentRow.round_id.in_(rounds),
            CommentRow.team_id.in_(teams),
            CommentReplyRow.from_writer,
            CommentReplyRow.written_on < today,
        )
        .order_by(CommentReplyRow.id)
    )
    return tuple(session.scalars(query))
