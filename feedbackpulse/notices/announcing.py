"""Which messages about rounds are due in channels: that one opened, still is open, has results."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.notices.calm import Calm, next_moment, reminder_moments
from feedbackpulse.notices.channels import list_channels, queue_posts
from feedbackpulse.notices.domain import MailKind, Preference

_NEWS_LASTS: Final = timedelta(days=7)
"""Results that came in longer ago are no news."""


def is_calm(now: datetime, calm: Calm) -> bool:
    """Say whether messages for everybody may come now: by the quiet hours and closed days."""
    first = next_moment(
        now,
        zone=calm.zone,
        quiet=calm.quiet,
        preference=Preference(),
        closed=calm.closed,
        mailed_today=False,
    )
    return first <= now


def announce(session: Session, *, now: datetime, calm: Calm) -> int:
    """Queue what is to be said by now about rounds, each thing once per channel; return how much.

    A channel hears of one reminder, however many a round has: there it stays to be read.
    """
    if not any(channel.active for channel in list_channels(session)):
        return 0
    queued = 0
    for asked in cycles.list_rounds(session):
        for kind, due_at in _said_by(session, asked, now, calm):
            queued += queue_posts(session, round_id=asked.id, kind=kind, due_at=due_at)
    return queued


def _said_by(
    session: Session, asked: Round, now: datetime, calm: Calm
) -> list[tuple[MailKind, datetime]]:
    if asked.state is RoundState.OPEN and now < asked.closes_at:
        reminder = _reminder(session, asked, calm)
        is_due = reminder is not None and reminder <= now
        reminded = [(MailKind.REMINDER, reminder)] if reminder and is_due else []
        return [(MailKind.INVITATION, now), *reminded]
    if asked.state is RoundState.RELEASED and now < asked.closes_at + _NEWS_LASTS:
        return [(MailKind.RESULTS, now)]
    return []


def _reminder(session: Session, asked: Round, calm: Calm) -> datetime | None:
    reminders = cycles.get_cycle(session, cycle_id=asked.cycle_id).reminders
    moments = reminder_moments(asked.opens_at, asked.closes_at, reminders=reminders, calm=calm)
    return moments[0] if moments else None
