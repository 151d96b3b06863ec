"""Waves: one mail of one kind to everybody in a round, queued once.

A wave asks who is invited and never who has answered: everybody gets the same rows, in an order
that is chance. Who wants no reminders is left out before anything else is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import SystemRandom
from typing import Final
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle, CycleId, Round, RoundId
from feedbackpulse.cycles.rounds import released_since
from feedbackpulse.database import insert_if_new
from feedbackpulse.notices.calm import Calm, reminder_moments
from feedbackpulse.notices.domain import FOR_ANSWERING, MailId, MailKind, NewMail
from feedbackpulse.notices.outbox import queue_mails
from feedbackpulse.notices.preferences import preferences_of
from feedbackpulse.notices.tables import WaveRow
from feedbackpulse.notices.tokens import token_of
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.changes import Change, Kind, list_changes
from feedbackpulse.roster.invited import in_the_teams, keep_invitations, on_the_roster

RECENT: Final = timedelta(days=28)
"""For so long a release is news, and somebody on leave still hears of it.

Nobody hears of a round that closed longer ago: so mail can be switched on at any time.
"""
TOLD: Final = frozenset(
    {Kind.STRICTER, Kind.RHYTHM, Kind.SLOWED, Kind.PAUSED, Kind.RESUMED, Kind.ENDED}
)
"""What a mail about changes tells of a cycle; the log of the programme tells everything."""
_DAY: Final = timedelta(days=1)
_chance: Final = SystemRandom()

Sent = Mapping[tuple[MailKind, int], date]
"""On which day each wave of a round was queued, by kind and turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wave:
    """Mails of one kind that are due to everybody in a round; reminders come in turns."""

    round: Round
    kind: MailKind
    turn: int = 1


def due_waves(session: Session, *, now: datetime, calm: Calm) -> tuple[Wave, ...]:
    """Return the waves that are due and were not queued yet."""
    sent = sent_waves(session)
    due: list[Wave] = []
    for asked in cycles.open_rounds(session):
        if now < asked.closes_at:
            cycle = cycles.get_cycle(session, cycle_id=asked.cycle_id)
            due += _while_open(asked, cycle, sent[asked.id], now, calm)
    for asked in released_since(session, closed_after=now - RECENT):
        kind = _after_release(session, asked, sent[asked.id], calm.day_of(now))
        due += [] if kind is None else [Wave(round=asked, kind=kind)]
    return tuple(due)


def queue_wave(
    session: Session,
    *,
    round: Round,  # noqa: A002  (the word of the glossary)
    kind: MailKind,
    turn: int,
    now: datetime,
    secret: bytes,
    calm: Calm,
) -> int:
    """Queue a mail for everybody in a round, once per kind and turn; return how many."""
    if not mark_wave(session, round_id=round.id, kind=kind, turn=turn, on=calm.day_of(now)):
        return 0
    answering = kind in FOR_ANSWERING
    everybody = (on_the_roster if answering else _readers)(session, round_id=round.id)
    mails = [
        NewMail(
            id=MailId(uuid4()),
            person_id=person,
            kind=kind,
            round_id=round.id,
            due_at=moment,
            expires_at=None if answering else now + RECENT,
        )
        for person, moment in moments_of(session, everybody, kind=kind, now=now, calm=calm)
    ]
    queue_mails(session, mails)
    if answering:
        invited = {token_of(secret, mail.id): mail.person_id for mail in mails}
        keep_invitations(session, round_id=round.id, invited=invited)
    return len(mails)


def sent_waves(session: Session) -> Mapping[RoundId, Sent]:
    """Return which waves of each round were queued."""
    sent: defaultdict[RoundId, dict[tuple[MailKind, int], date]] = defaultdict(dict)
    for row in session.scalars(select(WaveRow).execution_options(populate_existing=True)):
        sent[RoundId(row.round_id)][MailKind(row.kind), row.turn] = row.on
    return sent


def mark_wave(session: Session, *, round_id: RoundId, kind: MailKind, turn: int, on: date) -> bool:
    """Remember that a wave is queued; say whether this call did, and nobody before."""
    row = {"round_id": round_id, "kind": kind.value, "turn": turn, "on": on}
    return insert_if_new(session, WaveRow, row)


def news_of(log: Iterable[Change], *, cycle_id: CycleId, since: date) -> tuple[Change, ...]:
    """Return the lines of the log, after a day, that a mail about changes tells of a cycle."""
    return tuple(
        line for line in log if line.cycle_id == cycle_id and line.kind in TOLD and line.on > since
    )


def told_until(session: Session, *, round: Round) -> date:  # noqa: A002  (the word of the glossary)
    """Return the last day of which everybody heard, when a round tells what changed."""
    siblings = cycles.list_rounds(session, cycle_id=round.cycle_id)
    return _told_until(round, siblings, sent_waves(session))


def moments_of(
    session: Session,
    everybody: Collection[PersonId],
    *,
    kind: MailKind,
    now: datetime,
    calm: Calm,
) -> list[tuple[PersonId, datetime]]:
    """Return when each of these people may get a mail, in an order that is chance."""
    chosen = preferences_of(session, people=everybody)
    wanted = [
        person for person in chosen if kind is not MailKind.REMINDER or chosen[person].reminders
    ]
    _chance.shuffle(wanted)
    return [(person, calm.next_moment(now, preference=chosen[person])) for person in wanted]


def _while_open(
    asked: Round, cycle: Cycle, sent: Sent, now: datetime, calm: Calm
) -> Iterator[Wave]:
    invited_on = sent.get((MailKind.INVITATION, 1))
    if invited_on is None:
        yield Wave(round=asked, kind=MailKind.INVITATION)
    elif invited_on < calm.day_of(now):
        moments = reminder_moments(
            asked.opens_at, asked.closes_at, reminders=cycle.reminders, calm=calm
        )
        turn = sum(1 for moment in moments if moment <= now)
        if turn and (MailKind.REMINDER, turn) not in sent:
            yield Wave(round=asked, kind=MailKind.REMINDER, turn=turn)


def _after_release(session: Session, asked: Round, sent: Sent, today: date) -> MailKind | None:
    told_on = sent.get((MailKind.RESULTS, 1))
    if told_on is None:
        return MailKind.RESULTS
    if told_on >= today or (MailKind.CHANGES, 1) in sent:
        return None
    since = told_until(session, round=asked)
    news = news_of(list_changes(session), cycle_id=asked.cycle_id, since=since)
    return MailKind.CHANGES if news else None


def _told_until(asked: Round, siblings: Iterable[Round], sent: Mapping[RoundId, Sent]) -> date:
    """Return the day before the round before this one opened, or the last such mail before it."""
    earlier = [other for other in siblings if other.number < asked.number]
    days = [other.opens_at.date() - _DAY for other in earlier if other.number == asked.number - 1]
    days += [
        on
        for other in earlier
        for (kind, _), on in sent.get(other.id, {}).items()
        if kind is MailKind.CHANGES
    ]
    return max(days, default=asked.opens_at.date() - _DAY)


def _readers(session: Session, *, round_id: RoundId) -> frozenset[PersonId]:
    """Return who hears of a release: who was in the teams, but for who answers on paper."""
    return in_the_teams(session, round_id=round_id) - people.people_on_paper(session)
