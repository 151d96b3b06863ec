"""Is somebody asked what they want to learn where HR chose so, and never made to answer?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedbackpulse.cycles.learning import THEMES
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, words_of
from tests.web.employee.rounds import Asked, ask

Visit = Callable[[PersonId | None], Visitor]
QUESTION, FIELD = "What would you like to learn more about?", "[name=about-learning]"


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores, asks_learning=True)


def test_the_last_question_offers_every_theme_and_none(asked: Asked, visit: Visit) -> None:
    page = visit(asked.people[0]).open(asked.path)

    choices = page.select(FIELD)

    assert [choice["value"] for choice in choices] == [*THEMES, ""]
    assert not any(choice.has_attr("checked") for choice in choices)
    assert "Nobody sees it per team." in words_of(page)


@pytest.mark.parametrize("chosen", ["M8", "", "everything"])
def test_a_choice_no_choice_and_a_strange_one_are_all_sent(
    asked: Asked, visit: Visit, chosen: str
) -> None:
    visitor = visit(asked.people[1])

    visitor.submit(visitor.open(asked.path), {"about-learning": chosen}, status=200)

    assert visitor.get(asked.path).location.endswith("/thanks")


def test_everybody_can_check_that_it_is_asked(asked: Asked, visit: Visit) -> None:
    assert QUESTION in words_of(visit(asked.people[0]).open(f"{asked.path}/check"))


def test_a_round_that_does_not_ask_says_nothing_of_it(stores: Stores, visit: Visit) -> None:
    silent = ask(stores)
    visitor = visit(silent.people[0])

    assert not visitor.open(silent.path).select(FIELD)
    assert QUESTION not in words_of(visitor.open(f"{silent.path}/check"))
