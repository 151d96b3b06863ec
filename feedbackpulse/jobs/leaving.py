"""Who left: hand over what they wrote, and erase it in time. And shares that are over.

Each step is one transaction, and what it did it does not do again: whatever stops the process, the
next minute goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, one_at_a_time, transaction
from feedbackpulse.jobs.domain import Apart
from feedbackpulse.jobs.erasing import erase_all_of
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.outbox import queue_mail, take_back
from feedbackpulse.people.directory import is_active
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.leaving import (
    HANDOVER_LASTS,
    Handover,
    begin_handover,
    end_handover,
    find_private_address,
    has_written,
    list_handovers,
    list_leavers,
)
from feedbackpulse.reflection.shares import end_shares


def see_off(stores: Stores, *, now: datetime, apart: Apart) -> None:
    """End shares that are over, hand over to who left, and erase what waited long enough.

    Each of them *apart*: what fails for one does not keep the others waiting.
    """
    today = now.astimezone(UTC).date()
    with apart("ending shares"), stores.main() as session, transaction(session):
        end_shares(session, today=today)
    with stores.main() as session:
        leavers, running = list_leavers(session), list_handovers(session)
    _each(
        stores, apart, [partial(_begin, keys=stores.keys, person=one, now=now) for one in leavers]
    )
    _each(stores, apart, [partial(_go_on, handover=one, today=today) for one in running])


def _each(stores: Stores, apart: Apart, steps: Iterable[Callable[[Session], None]]) -> None:
    for step in steps:
        with apart("a handover"), stores.main() as session, transaction(session):
            step(session)


def _begin(session: Session, *, keys: Path, person: PersonId, now: datetime) -> None:
    """Write to who left where to find what they wrote; what is empty is erased at once."""
    today = now.astimezone(UTC).date()
    one_at_a_time(session, "handover", person)
    if person not in list_leavers(session):  # somebody else was quicker, or they came back
        return
    if not has_written(session, owner=person):
        erase_all_of(session, owner=person, today=today)
        return
    take_back(session, dedupe=_waits_as(person))
    ends_at = datetime.combine(today + HANDOVER_LASTS, time(), tzinfo=UTC)
    private = find_private_address(session, keys=keys, owner=person)
    link = queue_mail(
        session,
        person_id=person,
        kind=MailKind.HANDOVER,
        due_at=now,
        expires_at=ends_at,
        details={"until": ends_at.isoformat(), **({"to": private} if private else {})},
        dedupe=_waits_as(person),
    )
    assert link is not None, "the one that waited was taken back"
    begin_handover(session, person=person, link=link, today=today)


def _go_on(session: Session, *, handover: Handover, today: date) -> None:
    """End a handover when who left came back, or erase everything when its day has come."""
    is_back = is_active(session, person_id=handover.person)
    if not is_back and today < handover.erase_on:
        return
    take_back(session, dedupe=_waits_as(handover.person))
    if is_back:
        end_handover(session, person=handover.person)
    else:
        erase_all_of(session, owner=handover.person, today=today)


def _waits_as(person: PersonId) -> str:
    return f"handover:{person}"
