"""Does the first page show what is asked of me, and what came of it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.web.employee.home import greeting
from tests.pages import Visitor, words_of
from tests.web.released import LONG_AGO, World

Visit = Callable[[PersonId | None], Visitor]


def test_an_open_round_is_the_first_thing(world: World, visit: Visit) -> None:
    page = visit(world.lead("Day")).open("/")

    hero = page.select_one(".hero")
    assert hero is not None
    assert f"/pulse/{world.rounds[2].id}" in str(hero)
    assert "How do we listen?" in hero.text
    assert "questions" in hero.text
    assert "only from 5 answers on" in " ".join(hero.text.split())


def test_who_took_part_is_thanked_and_not_asked_again(world: World, visit: Visit) -> None:
    page = visit(world.people["Day"][-1]).open("/")

    assert not page.select(".hero")
    assert "You took part. Thank you." in words_of(page)


@pytest.mark.both_engines
def test_the_latest_result_is_that_of_my_own_unit(world: World, visit: Visit) -> None:
    visitor = visit(world.member("Day"))
    page = visitor.open("/")

    assert "4.2 or higher" in words_of(page)
    visitor.open(f"/outcome{world.unit('Day')}")
    assert page.select(f"a[href='/outcome{world.unit('Day')}']")


def test_a_small_team_is_shown_where_its_answers_count(world: World, visit: Visit) -> None:
    page = visit(world.member("Trio")).open("/")

    assert page.select(f"a[href='/outcome{world.unit('Care', 'rest')}']")


def test_who_never_reflected_is_invited_to(world: World, visit: Visit) -> None:
    page = visit(world.member("Day")).open("/")

    assert page.select("a[href='/reflect']")
    assert "Nobody else can read it" in words_of(page)


def test_without_a_team_or_a_round_nothing_is_asked(
    stores: Stores, session: Session, visit: Visit
) -> None:
    with transaction(session):
        root = people.add_team(session, code="H", name="House", parent_id=None)
        nobody = people.add_person(
            session, name="Nel", email="nel@example.org", team_id=None, at=LONG_AGO
        )
        alone = people.add_person(
            session, name="Nol", email="nol@example.org", team_id=root.id, at=LONG_AGO
        )

    for person, why in (
        (nobody, "You are not in a team yet"),
        (alone, "When a round opens, you see it here."),
    ):
        page = visit(person.id).open("/")
        assert "There is nothing for you to answer now" in words_of(page)
        assert why in words_of(page)
        assert "After the first round closes" in words_of(page)


@pytest.mark.parametrize(
    ("hour", "words"),
    [(5, "Good morning, Ada"), (11, "Good afternoon, Ada"), (17, "Good evening, Ada")],
)
def test_the_greeting_knows_the_time_of_day(app: Flask, hour: int, words: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert greeting("Ada Vogel", datetime(2026, 12, 1, hour, tzinfo=UTC)) == words


def test_who_is_not_signed_in_is_asked_to(world: World, visit: Visit) -> None:
    response = visit(None).get("/")

    assert response.status_code == 302
    assert "/sign-in" in response.headers["Location"]
