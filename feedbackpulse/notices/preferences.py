"""How somebody wants to be written to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import insert_if_new
from feedbackpulse.notices.domain import Preference
from feedbackpulse.notices.tables import PreferenceRow
from feedbackpulse.people.domain import PersonId

USUAL = Preference()


def get_preference(session: Session, *, person_id: PersonId) -> Preference:
    """Return what somebody chose, or the usual when they chose nothing."""
    row = session.get(PreferenceRow, person_id, populate_existing=True)
    return USUAL if row is None else _preference(row)


def preferences_of(
    session: Session, *, people: Collection[PersonId]
) -> Mapping[PersonId, Preference]:
    """Return what each of these people chose."""
    wanted = frozenset(people)
    rows = session.scalars(select(PreferenceRow).execution_options(populate_existing=True))
    chosen = {PersonId(row.person_id): _preference(row) for row in rows}
    return {person: chosen.get(person, USUAL) for person in wanted}


def save_preference(session: Session, *, person_id: PersonId, preference: Preference) -> Preference:
    """Keep how somebody wants to be written to, from the next message on."""
    insert_if_new(session, PreferenceRow, {"person_id": person_id, "reminders": True})
    row = session.get_one(PreferenceRow, person_id, populate_existing=True)
    row.quiet_from, row.quiet_until = preference.quiet_from, preference.quiet_until
    row.snoozed_until, row.reminders = preference.snoozed_until, preference.reminders
    session.flush()
    return preference


def snooze(session: Session, *, person_id: PersonId, until: date | None) -> Preference:
    """Let no message come before a day; None lets them come again."""
    chosen = get_preference(session, person_id=person_id)
    return save_preference(
        session, person_id=person_id, preference=replace(chosen, snoozed_until=until)
    )


def _preference(row: PreferenceRow) -> Preference:
    return Preference(
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        snoozed_until=row.snoozed_until,
        reminders=row.reminders,
    )
