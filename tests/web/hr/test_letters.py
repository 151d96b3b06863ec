"""Can HR read every mail before anybody gets it, and see what became of mails without a name?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from feedbackpulse import clock
from feedbackpulse.config import LOCALES
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.tables import MailCountRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.pages import Visitor, table, words_of
from tests.web.employee.rounds import Asked, plan_round

Visit = Callable[[PersonId | None], Visitor]


@pytest.fixture
def hr(visit: Visit, stores: Stores) -> Visitor:
    """Return the browser of somebody of HR."""
    with stores.main() as session, transaction(session):
        person = people.add_person(
            session, name="Iris", email="iris@example.org", team_id=None, at=clock.now()
        )
        people.grant_role(session, person_id=person.id, role=Role.HR)
    return visit(person.id)


@pytest.fixture
def planned(stores: Stores) -> Asked:
    """Return a round that has yet to open."""
    return plan_round(stores)


def test_without_a_round_there_are_examples_all_the_same(hr: Visitor) -> None:
    assert "no round yet" in words_of(hr.open("/org/letters"))
    assert "“Pulse” is open until" in words_of(hr.open("/org/letters/invitation/en"))


def test_every_mail_can_be_read_before_a_cycle_begins(hr: Visitor, planned: Asked) -> None:
    index = hr.open("/org/letters")
    links = {str(link["href"]) for link in index.select("main td a")}

    assert links == {f"/org/letters/{kind}/{locale}" for kind in MailKind for locale in LOCALES}
    for link in sorted(links):
        hr.open(link)
    assert "“How we listen” is open until" in words_of(hr.open("/org/letters/invitation/en"))
    assert planned.round_id.hex not in index.text


def test_a_mail_is_shown_in_its_colours_without_being_able_to_do_anything(
    hr: Visitor, planned: Asked
) -> None:
    answer = hr.get("/org/letters/reminder/nl/page")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert answer.text.startswith("<!doctype html>")
    assert "unsafe" not in hr.get("/org/letters/reminder/nl").headers["Content-Security-Policy"]


def test_what_became_of_mails_is_counted_per_week(hr: Visitor, stores: Stores) -> None:
    today = clock.local_day(clock.now(), "Europe/Amsterdam")
    monday = today - timedelta(days=today.weekday())
    with stores.main() as session, transaction(session):
        for day, outcome, count in (
            (monday, "delivered", 40),
            (monday - timedelta(days=1), "delivered", 300),
            (monday - timedelta(days=7), "refused", 2),
            (monday - timedelta(days=8), "given_up", 1),
        ):
            session.add(MailCountRow(day=day, outcome=outcome, count=count))

    head, this, last, before, *_rest = table(hr.open("/org/letters"), "Mails per week")

    assert head == ["Week of", "Delivered", "Refused", "Given up"]
    assert [row[1:] for row in (this, last, before)] == [
        ["40", "0", "0"],
        ["300", "2", "0"],
        ["0", "0", "1"],
    ]


def test_it_says_when_no_mail_goes_out(hr: Visitor) -> None:
    assert "No mail goes out from here yet." in words_of(hr.open("/org/letters"))
