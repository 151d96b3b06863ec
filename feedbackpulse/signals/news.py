"""Who has something to read since yesterday: readers what came, senders with a name an answer.

A day is told of once, on a later one, so that no notice says when something came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from feedbackpulse.database import insert_if_new, one_at_a_time
from feedbackpulse.people import directory
from feedbackpulse.people.domain import Person, PersonId, Role, TeamId
from feedbackpulse.signals.domain import Reader
from feedbackpulse.signals.tables import SignalMessageRow, SignalNoticeRow, SignalRow

_ONE_DAY: Final = timedelta(days=1)
_ONLY: Final = 1

_Place = tuple[str, UUID | None, UUID | None]
"""Which kind of reader a signal is for, of which team, and who takes care of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """Who has something to read: not what, from whom, or how much."""

    readers: frozenset[PersonId] = frozenset()
    senders: frozenset[PersonId] = frozenset()


def take_news(session: Session, *, today: date) -> News:
    """Return who has something new to read that was there before today; the second time nobody."""
    one_at_a_time(session, "news of signals")
    last = today - _ONE_DAY
    insert_if_new(session, SignalNoticeRow, {"id": _ONLY, "told_until": last - _ONE_DAY})
    row = session.get_one(SignalNoticeRow, _ONLY, populate_existing=True)
    since, row.told_until = row.told_until, max(row.told_until, last)
    session.flush()
    if since >= last:
        return News()
    places = _sent(session, since, last) | _written(session, since, last)
    return News(
        readers=frozenset(_readers(session, places, today)),
        senders=_answered(session, since, last),
    )


def _sent(session: Session, since: date, last: date) -> set[_Place]:
    query = select(SignalRow.reader, SignalRow.team_id, SignalRow.owner).where(
        SignalRow.sent_on > since, SignalRow.sent_on <= last
    )
    return {_place(*row) for row in session.execute(query)}


def _written(session: Session, since: date, last: date) -> set[_Place]:
    query = (
        select(SignalRow.reader, SignalRow.team_id, SignalRow.owner)
        .join(SignalMessageRow, SignalMessageRow.signal_id == SignalRow.id)
        .where(SignalMessageRow.from_sender, *_in_days(since, last))
    )
    return {_place(*row) for row in session.execute(query)}


def _answered(session: Session, since: date, last: date) -> frozenset[PersonId]:
    """Return who gave their name and was answered, or reads an answer to one that says the same."""
    query = (
        select(SignalRow.sender)
        .join(
            SignalMessageRow,
            or_(
                SignalMessageRow.signal_id == SignalRow.id,
                SignalMessageRow.signal_id == SignalRow.merged_into,
            ),
        )
        .where(
            SignalRow.sender.is_not(None),
            SignalMessageRow.from_sender.is_(False),
            *_in_days(since, last),
        )
    )
    return frozenset(PersonId(one) for one in session.scalars(query) if one is not None)


def _in_days(since: date, last: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SignalMessageRow.written_on > since, SignalMessageRow.written_on <= last


def _place(reader: str, team_id: UUID | None, owner: UUID | None) -> _Place:
    return reader, team_id if reader == Reader.LEAD else None, owner


def _readers(session: Session, places: Iterable[_Place], today: date) -> Iterable[PersonId]:
    """Return who reads at these places; where somebody takes care of it, nobody but them."""
    for reader, team_id, owner in places:
        there = {one.id for one in _there(session, Role(reader), team_id, today)}
        yield from {PersonId(owner)} if owner in there else there


def _there(session: Session, role: Role, team_id: UUID | None, today: date) -> tuple[Person, ...]:
    """Return who reads what is sent to a role: of leads only who leads the very team."""
    if role is not Role.LEAD:
        return directory.active_people(session, on=today, role=role)
    return () if team_id is None else directory.leads_of(session, team_id=TeamId(team_id), on=today)
