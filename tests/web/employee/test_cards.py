"""Is somebody who answers with a card told so, wherever others find their questions?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, words_of
from tests.web.employee.rounds import Asked, close, open_now, plan_round

Visit = Callable[[PersonId | None], Visitor]
HEADING = "You answer this round with a printed card"


@pytest.fixture
def asked(stores: Stores) -> Asked:
    """Return an open round that the first of six answers with a card."""
    asked = plan_round(stores)
    choose(stores, asked.people[0], on_paper=True)
    open_now(stores, asked)
    return asked


def choose(stores: Stores, person: PersonId, *, on_paper: bool) -> None:
    with stores.main() as session, transaction(session):
        people.choose_paper(session, person_id=person, on_paper=on_paper)


def test_the_first_page_says_that_the_way_in_is_a_card(asked: Asked, visit: Visit) -> None:
    page = visit(asked.people[0]).open("/")

    assert HEADING in words_of(page)
    assert page.select_one("a[href^='/ballot']")
    assert not page.select(".hero")


def test_the_page_of_the_round_says_so_too_and_takes_nothing(
    asked: Asked, visit: Visit, stores: Stores
) -> None:
    visitor = visit(asked.people[0])
    page = visitor.open(asked.path)
    assert HEADING in words_of(page)
    assert not page.select("main form")

    form = visit(asked.people[1]).open(asked.path)
    token = visitor.open("/").select("[name=csrf_token]")[0]["value"]
    number = form.select_one("input[name=ballot]")
    assert number is not None
    sent = visitor.client.post(asked.path, data={"csrf_token": token, "ballot": number["value"]})
    assert sent.status_code == 404


def test_who_signs_in_is_told_of_everybody_in_the_group(asked: Asked, visit: Visit) -> None:
    said = words_of(visit(asked.people[1]).open(asked.path))

    assert "They count in the total of Tenants desk: 6 people." in said
    for number in range(6):
        assert f"Tenants desk {number}" in said


def test_a_choice_after_opening_changes_nothing_now(
    asked: Asked, visit: Visit, stores: Stores
) -> None:
    choose(stores, asked.people[0], on_paper=False)
    choose(stores, asked.people[1], on_paper=True)

    assert HEADING in words_of(visit(asked.people[0]).open(asked.path))
    assert HEADING not in words_of(visit(asked.people[1]).open(asked.path))


def test_who_is_not_asked_hears_of_no_card(asked: Asked, visit: Visit) -> None:
    assert HEADING not in words_of(visit(asked.stranger).open("/"))
    visit(asked.stranger).open(asked.path, status=404)


def test_after_closing_nothing_of_it_is_left(asked: Asked, visit: Visit, stores: Stores) -> None:
    close(stores, asked)

    assert HEADING not in words_of(visit(asked.people[0]).open("/"))
    assert "This round is closed" in words_of(visit(asked.people[0]).open(asked.path))
