"""Does HR read what people want to learn when it was asked of enough of them, and never per team?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.cycles.learning import LEARNING
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.programme.usage import Usage, keep_usage
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Option
from feedbackpulse.release.learning import learning_demand
from feedbackpulse.release.tables import OptionCountRow
from feedbackpulse.roster.intake import Answers, Sent
from tests.jobs.company import Company, found
from tests.pages import Visitor, table, words_of
from tests.web.hr.taking import tables_in, taken
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
PAGE = "/org/results/learning"
CHOSEN = "About how many people chose each theme"
REFLECTED = "About how many people finished a reflection, per quarter"


def ask(session: Session, world: World, *, released: bool) -> None:
    """Let the cycle ask what people want to learn, as if its rounds had always done so."""
    with transaction(session):
        session.execute(update(CycleRow).values(asks_learning=True))
        if released:
            session.execute(
                update(RoundRow).where(RoundRow.id == world.rounds[1].id).values(asks_learning=True)
            )


def count(session: Session, round_id: RoundId, item: str, options: dict[str, int]) -> None:
    with transaction(session):
        session.add_all(
            OptionCountRow(round_id=round_id, item=item, option=option, count=number)
            for option, number in options.items()
        )


@pytest.fixture
def enough(world: World, session: Session) -> World:
    """Return the organisation as if more than a hundred people had answered and were asked."""
    ask(session, world, released=True)
    item = world.rounds[1].rated_items[0].code
    count(session, world.rounds[1].id, item, {option.value: 20 for option in Option})
    return world


def test_as_long_as_nobody_is_asked_the_page_says_how_to(world: World, visit: Visit) -> None:
    page = visit(world.hr).open(PAGE)

    assert "Nobody is asked yet" in words_of(page)
    assert page.select_one("main a[href='/org/cycles']")


def test_before_the_first_release_it_says_when(
    world: World, session: Session, visit: Visit
) -> None:
    ask(session, world, released=False)

    assert "when its first round is published" in words_of(visit(world.hr).open(PAGE))


def test_of_too_few_answers_nothing_is_shown(world: World, session: Session, visit: Visit) -> None:
    ask(session, world, released=True)

    page = visit(world.hr).open(PAGE)

    assert "from 100 answers on" in words_of(page)
    assert not page.select("main figure")


def test_themes_that_few_chose_are_not_there(enough: World, visit: Visit) -> None:
    assert "No theme was chosen often enough" in words_of(visit(enough.hr).open(PAGE))


def test_themes_stand_in_a_table_and_a_picture(
    enough: World, session: Session, visit: Visit
) -> None:
    count(session, enough.rounds[1].id, LEARNING, {"M4": 31, "M8": 52, "M10": 12})
    visitor = visit(enough.hr)
    page = visitor.open(PAGE)

    assert table(page, CHOSEN)[1:] == [
        ["Room to decide", "about 52"],
        ["Listening culture", "about 31"],
        ["Listening to employees", "about 12"],
    ]
    assert [found.text for found in page.select("#found")] == ["Chosen most: Room to decide"]
    rows = tables_in(taken(visitor, "zip").data)["learning.csv"]
    assert [row["people"] for row in rows] == ["52", "31", "12"]
    [image] = page.select("main figure img")
    assert "Listening culture: about 31" in image["alt"]
    assert visitor.get(str(image["src"])).data.startswith(b"<svg")


@pytest.mark.parametrize(
    ("counts", "finding"),
    [
        (
            {"M4": 31, "M8": 40, "M10": 12},
            "Chosen most, and about as often: Room to decide and Listening culture",
        ),
        ({"M4": 31, "M8": 40}, "No theme stands out from the others"),
    ],
)
def test_what_the_noise_may_turn_round_is_not_ranked(
    enough: World, session: Session, visit: Visit, counts: dict[str, int], finding: str
) -> None:
    count(session, enough.rounds[1].id, LEARNING, counts)

    assert [found.text for found in visit(enough.hr).open(PAGE).select("#found")] == [finding]


def test_themes_are_no_answers_to_a_question(enough: World, session: Session) -> None:
    round_id = enough.rounds[1].id
    count(session, round_id, LEARNING, {"M4": 31})

    assert LEARNING not in release.distributions(session, rounds=[round_id])[round_id]


def test_how_many_reflected_is_said_per_quarter(
    world: World, session: Session, visit: Visit
) -> None:
    with transaction(session):
        keep_usage(session, usage=Usage(quarter=date(2026, 4, 1), people=None))
        keep_usage(session, usage=Usage(quarter=date(2026, 7, 1), people=45))

    assert table(visit(world.hr).open(PAGE), REFLECTED)[1:] == [
        ["quarter 3 of 2026", "about 45"],
        ["quarter 2 of 2026", "not shown"],
    ]


def test_a_choice_comes_out_of_the_ballot_box(stores: Stores, visit: Visit) -> None:
    company = found(stores, "Company 0\n  Bakery 55\n  Mill 50\n  Vans 2")
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=company.people["Vans"][0], role=Role.HR)
    round_id = asked_what_to_learn(company)

    with stores.main() as session:
        shown = learning_demand(session, rounds=[round_id])[round_id]
    page = visit(company.people["Vans"][0]).open(PAGE)

    # Noise lifts a theme that nobody chose above ten once in a while.
    first, *_noise = sorted(shown, key=lambda one: one.count, reverse=True)
    assert first.theme == "M9"
    assert first.count == pytest.approx(105, abs=30)
    assert table(page, CHOSEN)[1] == ["Reflection and growth", f"about {first.count}"]


def asked_what_to_learn(company: Company) -> RoundId:
    """Run a round in which everybody of two teams chooses the same theme."""
    round_id = company.plan(asks_learning=True)
    company.open(round_id)
    [anchor, *_others] = [item.code for item in company.round(round_id).rated_items]
    for place, person in enumerate([*company.people["Bakery"], *company.people["Mill"]]):
        given = Answers(ratings={anchor: place % 5 + 1}, attributes={LEARNING: "M9"})
        assert isinstance(company.send(round_id, person, given), Sent)
    company.close(round_id)
    return round_id
