"""Read and change what holds for all cycles."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.accounts.domain import new_token
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.database import one_at_a_time
from feedbackpulse.programme.closures import Closures
from feedbackpulse.programme.domain import ClosedPeriod, ClosedPeriodId, Programme, QuietHours
from feedbackpulse.programme.tables import ClosedPeriodRow, ProgrammeRow
from feedbackpulse.reading import once

_ONLY = 1


@once
def get_programme(session: Session) -> Programme:
    """Return what holds for all cycles; the usual choices while nobody made any."""
    row = session.get(ProgrammeRow, _ONLY, populate_existing=True)
    if row is None:
        return Programme()
    return Programme(
        holidays=row.holidays,
        customer=LocalText(nl=row.customer_nl, en=row.customer_en),
        customers=LocalText(nl=row.customers_nl, en=row.customers_en),
        customer_is_het=row.customer_is_het,
        quiet=QuietHours(begin=row.quiet_from, end=row.quiet_until),
        minutes_limit=row.minutes_limit,
        digest_weekday=row.digest_weekday,
        reflection_large_weeks=row.reflection_large_weeks,
        reflection_small_weeks=row.reflection_small_weeks,
    )


def save_programme(session: Session, *, programme: Programme) -> Programme:
    """Keep what holds for all cycles from now on."""
    row = _row(session)
    row.holidays = programme.holidays
    row.customer_nl, row.customer_en = programme.customer.nl, programme.customer.en
    row.customers_nl, row.customers_en = programme.customers.nl, programme.customers.en
    row.customer_is_het = programme.customer_is_het
    row.quiet_from, row.quiet_until = programme.quiet.begin, programme.quiet.end
    row.minutes_limit = programme.minutes_limit
    row.digest_weekday = programme.digest_weekday
    row.reflection_large_weeks = programme.reflection_large_weeks
    row.reflection_small_weeks = programme.reflection_small_weeks
    session.flush()
    return programme


def find_feed_token(session: Session) -> str | None:
    """Return what stands in the address of the calendar feed, or None before there is one."""
    row = session.get(ProgrammeRow, _ONLY)
    return None if row is None else row.feed_token


def feed_token(session: Session) -> str:
    """Return what stands in the address of the calendar feed; made when first asked for."""
    return _row(session).feed_token


def renew_feed_token(session: Session) -> str:
    """Give the calendar feed another address; the old one stops working."""
    row = _row(session)
    row.feed_token = new_token()
    session.flush()
    return row.feed_token


def is_feed_token(session: Session, *, token: str) -> bool:
    """Say whether this is the address of the calendar feed."""
    row = session.get(ProgrammeRow, _ONLY)
    return row is not None and row.feed_token == token


@once
def closed_periods(session: Session) -> tuple[ClosedPeriod, ...]:
    """Return the days on which nothing is asked, the first to begin first."""
    query = select(ClosedPeriodRow).order_by(ClosedPeriodRow.first_day, ClosedPeriodRow.id)
    return tuple(_period(row) for row in session.scalars(query))


def get_closures(session: Session) -> Closures:
    """Return on which days nothing opens."""
    return Closures(country=get_programme(session).holidays, periods=closed_periods(session))


def add_closed_period(
    session: Session, *, first_day: date, last_day: date, name: str
) -> ClosedPeriod:
    """Add days on which nothing is asked. Raises ProgrammeError."""
    period = ClosedPeriod(
        id=ClosedPeriodId(uuid4()), first_day=first_day, last_day=last_day, name=name.strip()
    )
    session.add(
        ClosedPeriodRow(id=period.id, first_day=first_day, last_day=last_day, name=period.name)
    )
    session.flush()
    return period


def remove_closed_period(session: Session, *, period_id: ClosedPeriodId) -> bool:
    """Take a closed period away; say whether it was there."""
    gone = delete(ClosedPeriodRow).where(ClosedPeriodRow.id == period_id)
    return bool(session.scalars(gone.returning(ClosedPeriodRow.id)).all())


def _row(session: Session) -> ProgrammeRow:
    row = session.get(ProgrammeRow, _ONLY)
    if row is not None:
        return row
    one_at_a_time(session, "programme", _ONLY)
    row = session.get(ProgrammeRow, _ONLY)
    if row is None:
        usual = Programme()
        row = ProgrammeRow(
            id=_ONLY,
            holidays=usual.holidays,
            customer_nl=usual.customer.nl,
            customer_en=usual.customer.en,
            customers_nl=usual.customers.nl,
            customers_en=usual.customers.en,
            customer_is_het=usual.customer_is_het,
            quiet_from=usual.quiet.begin,
            quiet_until=usual.quiet.end,
            minutes_limit=usual.minutes_limit,
            digest_weekday=usual.digest_weekday,
            reflection_large_weeks=usual.reflection_large_weeks,
            reflection_small_weeks=usual.reflection_small_weeks,
            feed_token=new_token(),
        )
        session.add(row)
        session.flush()
    return row


def _period(row: ClosedPeriodRow) -> ClosedPeriod:
    return ClosedPeriod(
        id=ClosedPeriodId(row.id), first_day=row.first_day, last_day=row.last_day, name=row.name
    )
