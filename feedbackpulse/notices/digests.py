"""The digest: once a week, for whoever leads a team and has a new release to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Round
from feedbackpulse.cycles.rounds import released_since
from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.domain import MailId, MailKind, NewMail
from feedbackpulse.notices.outbox import queue_mails
from feedbackpulse.notices.waves import RECENT, Sent, mark_wave, moments_of, sent_waves
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.service import leaves_of_teams

_WEEK: Final = timedelta(days=7)
_DAYS: Final = 7


def queue_digests(session: Session, *, now: datetime, calm: Calm, weekday: int) -> int:
    """Queue a mail for every lead of a team in a release that no digest told of; return how many.

    On the first such *weekday* (Monday is 0) from the day on which everybody hears of it.
    """
    today = calm.day_of(now)
    sent = sent_waves(session)
    fresh = [
        asked
        for asked in released_since(session, closed_after=now - RECENT)
        if _is_due(sent.get(asked.id, {}), today, weekday)
    ]
    told = [
        asked
        for asked in fresh
        if mark_wave(session, round_id=asked.id, kind=MailKind.DIGEST, turn=1, on=today)
    ]
    reads = _leads(session, told, today)
    mails = [
        NewMail(
            id=MailId(uuid4()),
            person_id=person,
            kind=MailKind.DIGEST,
            due_at=moment,
            details={"rounds": [str(asked.id) for asked in reads[person]]},
            expires_at=now + _WEEK,
        )
        for person, moment in moments_of(session, reads, kind=MailKind.DIGEST, now=now, calm=calm)
    ]
    queue_mails(session, mails)
    return len(mails)


def _is_due(sent: Sent, today: date, weekday: int) -> bool:
    told_on = sent.get((MailKind.RESULTS, 1))
    if told_on is None or (MailKind.DIGEST, 1) in sent:
        return False
    ahead = (weekday - told_on.weekday()) % _DAYS
    return today >= told_on + timedelta(days=ahead)


def _leads(
    session: Session, rounds: Sequence[Round], today: date
) -> Mapping[PersonId, Sequence[Round]]:
    """Return who leads a team that a round invited, or one above it, with those rounds."""
    if not rounds:
        return {}
    tree = people.team_tree(session)
    invited = leaves_of_teams(session, rounds=[asked.id for asked in rounds])
    led: defaultdict[PersonId, set[object]] = defaultdict(set)
    for one in people.list_appointments(session):
        if one.holds_on(today):
            led[one.person_id] |= {team.id for team in tree.subtree(one.team_id)}
    reads = {
        person: [asked for asked in rounds if teams & invited[asked.id].keys()]
        for person, teams in led.items()
    }
    return {person: found for person, found in reads.items() if found}
