"""Does HR see at once what needs them, and nothing about one lead?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.consultations.service import open_consultation
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.promises.domain import Plan, Source, State, Words
from feedbackpulse.promises.service import end_promise, list_promises, make_promise
from feedbackpulse.signals.domain import Reader
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.signals.inbox import add_signal
from tests.web.released import LONG_AGO, World

Visit = Callable[[PersonId | None], Visitor]
TODAY = local_today()
LONG_SINCE = TODAY - timedelta(days=40)
WORDS = Words(said="Calls take long.", heard="Waiting is hard.", does="We call back the same day.")


def promise(session: Session, *, due_on_day: int = 3) -> None:
    """Promise something forty days ago, due so many days after that."""
    make_promise(
        session,
        team_id=None,
        words=WORDS,
        plan=Plan(owner=None, due_on=LONG_SINCE + timedelta(days=due_on_day)),
        source=Source(role=Role.HR),
        on=LONG_SINCE,
    )


def test_nothing_waits_when_nothing_does(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org")

    assert "Nothing waits for HR now." in words_of(page)
    assert "How to begin" not in words_of(page)
    assert page.select(f"a[href='/org/rounds/{world.rounds[2].id}']")


def test_signals_promises_and_input_are_in_the_list_and_late_ones_first(
    world: World, stores: Stores, visit: Visit
) -> None:
    with stores.main() as session, transaction(session):
        add_signal(session, keys=stores.keys, on=TODAY - timedelta(days=1))
        promise(session)
        promise(session, due_on_day=42)
        open_consultation(
            session,
            title="Fewer questions?",
            question="How often would you like to be asked?",
            closes_on=LONG_SINCE + timedelta(days=10),
            on=LONG_SINCE,
        )

    page = visit(world.hr).open("/org")

    titles = [one.get_text(strip=True) for one in page.select(".tile .t")]
    assert titles == [
        "1 promise is later than promised",
        "1 signal waits for HR",
        "1 promise is due this week",
        "Fewer questions?",
    ]


def test_of_signals_to_leads_hr_reads_how_many_are_late_and_no_more(
    world: World, stores: Stores, visit: Visit
) -> None:
    with stores.main() as session, transaction(session):
        for team in ("Day", "Night"):
            add_signal(
                session,
                keys=stores.keys,
                text="Secret words.",
                reader=Reader.LEAD,
                team_id=world.teams[team],
                on=LONG_SINCE,
            )
        add_signal(session, keys=stores.keys, reader=Reader.ADVISER, on=LONG_SINCE)

    page = visit(world.hr).open("/org")

    [tile] = page.select(".tile")
    assert "2 signals to leads wait too long" in tile.text
    assert tile.name == "div"
    assert not {"Day", "Night", "Secret"} & set(words_of(page).split())


def test_what_will_not_be_done_is_there_with_its_reason(
    world: World, stores: Stores, visit: Visit
) -> None:
    with stores.main() as session, transaction(session):
        made = make_promise(
            session,
            team_id=None,
            words=WORDS,
            plan=Plan(owner=None, due_on=TODAY),
            source=Source(role=Role.HR),
            on=LONG_SINCE,
        )
        end_promise(
            session,
            promise_id=made.id,
            state=State.NOT,
            reason="The new telephone system comes first.",
            on=TODAY,
        )

    for person, address in ((world.hr, "/org"), (world.member("Night"), "/")):
        page = words_of(visit(person).open(address))
        assert "What changed because of you" in page
        assert "Why not: The new telephone system comes first." in page


def test_whoever_is_new_reads_how_to_begin(stores: Stores, session: Session, visit: Visit) -> None:
    with transaction(session):
        root = people.add_team(session, code="H", name="House", parent_id=None)
        new = people.add_person(
            session, name="Nel", email="nel@example.org", team_id=root.id, at=LONG_AGO
        )
        people.grant_role(session, person_id=new.id, role=Role.HR)

    page = visit(new.id).open("/org")

    assert "How to begin" in words_of(page)
    assert len(page.select("ol.tl li")) == 4
    assert not page.select("ol.tl li.ok")


def test_before_there_are_teams_every_page_about_listening_opens(
    session: Session, visit: Visit
) -> None:
    with transaction(session):
        new = people.add_person(
            session, name="Nel", email="nel@example.org", team_id=None, at=LONG_AGO
        )
        people.grant_role(session, person_id=new.id, role=Role.HR)
    hr = visit(new.id)

    for address in ("/", "/programme", "/programme/worth", "/changes", "/contribute"):
        hr.open(address)
    for address in ("", "/worth", "/promises/new", "/words", "/listening"):
        hr.open(f"/org{address}")


def test_what_was_promised_before_there_are_teams_can_be_changed(
    stores: Stores, session: Session, visit: Visit
) -> None:
    with transaction(session):
        new = people.add_person(
            session, name="Nel", email="nel@example.org", team_id=None, at=LONG_AGO
        )
        people.grant_role(session, person_id=new.id, role=Role.HR)
        promise(session, due_on_day=90)
        [made] = list_promises(session)

    page = visit(new.id).open(f"/changes/{made.id}/edit")

    assert "We call back the same day." in words_of(page)


def test_the_organisation_begins_at_its_overview(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/")

    assert page.select(".areas a[href='/org']")


@pytest.mark.parametrize("address", ["/org", "/org/listening", "/org/words"])
def test_who_is_not_hr_sees_none_of_it(world: World, visit: Visit, address: str) -> None:
    assert visit(world.lead("Day")).get(address).status_code == 403
