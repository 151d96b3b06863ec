"""Can people make it quieter for themselves, and never louder for anybody?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import Preference
from feedbackpulse.notices.preferences import get_preference, save_preference
from feedbackpulse.people.domain import Person, PersonId
from tests.pages import Visitor, words_of
from tests.web.employee.rounds import ask

Visit = Callable[[PersonId | None], Visitor]
Answers = dict[str, str | list[str]]


def chosen(stores: Stores, person: PersonId) -> Preference:
    with stores.main() as session:
        return get_preference(session, person_id=person)


def save(visitor: Visitor, answers: Answers, *, status: int = 200) -> str:
    page = visitor.open("/account/notices")
    return words_of(visitor.submit(page, answers, status=status))


def in_days(days: int) -> date:
    return clock.local_day(clock.now(), "Europe/Amsterdam") + timedelta(days=days)


def test_somebody_chooses_quieter_hours_and_a_pause(
    visit: Visit, stores: Stores, noor: Person
) -> None:
    visitor = visit(noor.id)
    until = in_days(10)

    said = save(
        visitor,
        {"quiet_until": "10:00", "quiet_from": "16:30", "snoozed_until": until.isoformat()},
    )

    assert "Saved." in said
    assert chosen(stores, noor.id) == Preference(
        quiet_from=time(16, 30), quiet_until=time(10), snoozed_until=until, reminders=True
    )
    page = visitor.open("/account/notices")
    assert [page.select_one(f"#{name}")["value"] for name in ("quiet_until", "quiet_from")] == [  # type: ignore[index]  # both are there
        "10:00",
        "16:30",
    ]


def test_reminders_can_be_switched_off_and_everything_emptied(
    visit: Visit, stores: Stores, noor: Person
) -> None:
    visitor = visit(noor.id)
    page = visitor.open("/account/notices")
    page.select_one("#reminders").extract()  # type: ignore[union-attr]  # an empty box sends nothing
    visitor.submit(page, {"quiet_until": "10:00"})
    assert chosen(stores, noor.id).reminders is False

    save(visitor, {"quiet_until": "", "quiet_from": ""})

    assert chosen(stores, noor.id) == Preference(reminders=False)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"quiet_until": "07:00"}, "We write to nobody before 08:30. Choose a later time."),
        ({"quiet_from": "20:00"}, "We write to nobody after 18:00. Choose an earlier time."),
        ({"quiet_until": "17:00", "quiet_from": "09:00"}, "leaves no time in which we may write"),
        ({"snoozed_until": "2020-01-01"}, "Choose a day after today, within a year."),
        ({"snoozed_until": "2099-01-01"}, "Choose a day after today, within a year."),
        ({"quiet_from": "late"}, "Not a valid time value."),
    ],
)
def test_what_would_be_louder_or_makes_no_sense_is_refused(
    visit: Visit, stores: Stores, noor: Person, answers: Answers, said: str
) -> None:
    assert said in save(visit(noor.id), answers, status=422)
    assert chosen(stores, noor.id) == Preference()


def test_no_more_mail_today_from_the_page_with_the_questions(visit: Visit, stores: Stores) -> None:
    asked = ask(stores)
    visitor = visit(asked.people[0])

    home = visitor.submit(visitor.open(asked.path), form="form#not-today")

    assert "You get no more mail from us today." in words_of(home)
    assert chosen(stores, asked.people[0]).snoozed_until == in_days(1)


def test_a_longer_pause_is_not_made_shorter(visit: Visit, stores: Stores) -> None:
    asked = ask(stores)
    later = Preference(snoozed_until=in_days(20))
    with stores.main() as session, transaction(session):
        save_preference(session, person_id=asked.people[0], preference=later)
    visitor = visit(asked.people[0])

    visitor.submit(visitor.open(asked.path), form="form#not-today")

    assert chosen(stores, asked.people[0]) == later


def test_a_pause_that_is_over_is_not_shown(visit: Visit, stores: Stores, noor: Person) -> None:
    with stores.main() as session, transaction(session):
        past = Preference(snoozed_until=in_days(0))
        save_preference(session, person_id=noor.id, preference=past)

    field = visit(noor.id).open("/account/notices").select_one("#snoozed_until")

    assert field is not None
    assert field["value"] == ""
