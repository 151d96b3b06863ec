"""Is what somebody chose about messages kept, and theirs alone?"""

from __future__ import annotations

from datetime import date, time

import pytest

from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import Preference
from feedbackpulse.notices.preferences import (
    USUAL,
    get_preference,
    preferences_of,
    save_preference,
    snooze,
)
from tests.notices.mails import hire

CHOSEN = Preference(
    quiet_from=time(16), quiet_until=time(10), snoozed_until=date(2027, 3, 1), reminders=False
)


@pytest.mark.both_engines
def test_what_was_chosen_last_is_kept(stores: Stores) -> None:
    one, other = hire(stores, 2)
    with stores.main() as session, transaction(session):
        save_preference(session, person_id=one, preference=Preference(quiet_from=time(17)))
        save_preference(session, person_id=one, preference=CHOSEN)

    with stores.main() as session:
        assert get_preference(session, person_id=one) == CHOSEN
        assert get_preference(session, person_id=other) == USUAL
        assert preferences_of(session, people=[one, other]) == {one: CHOSEN, other: USUAL}


def test_a_snooze_changes_nothing_else_and_can_be_ended(stores: Stores) -> None:
    [person] = hire(stores, 1)
    with stores.main() as session, transaction(session):
        save_preference(session, person_id=person, preference=CHOSEN)
        later = snooze(session, person_id=person, until=date(2027, 4, 1))
        ended = snooze(session, person_id=person, until=None)

    assert later.snoozed_until == date(2027, 4, 1)
    assert ended.snoozed_until is None
    assert {later.quiet_from, ended.quiet_from} == {CHOSEN.quiet_from}
    assert not later.reminders
