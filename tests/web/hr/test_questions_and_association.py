"""Do the pages about the questions and about what goes together say what was released, and no why?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Round
from feedbackpulse.database import transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.release.coherence import HIGHEST_ASSOCIATION
from feedbackpulse.release.domain import Option, StatisticKind
from feedbackpulse.release.tables import OptionCountRow, StatisticRow
from tests.pages import Visitor, table, words_of
from tests.web.hr.taking import tables_in, taken
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
QUALITY, QUESTIONS = "How well the questions work", "Question by question"
TOGETHER = "What goes together"
WHY = (
    r"driv(e|ing)|driver|caus|because of|effect|impact|influenc|leads? to|result of|explain|improves?"
    r"|oorza|veroorza|drijf|stuwt|stuurt|effect|invloed|leidt|gevolg|doordat|daardoor|verkla|verbetert"
)
"""Words that would say why, in both languages."""


def add(session: Session, asked: Round, kind: StatisticKind, checkpoint: str, value: float) -> None:
    session.add(
        StatisticRow(
            round_id=asked.id, kind=kind.value, checkpoint=checkpoint, value=value, answers=120
        )
    )


@pytest.fixture
def together(world: World, session: Session) -> World:
    """Return the organisation as if its rounds had released how answers hang together."""
    with transaction(session):
        first, second = world.rounds[:2]
        add(session, first, StatisticKind.ASSOCIATION, "M4", 0.72)
        add(session, second, StatisticKind.ASSOCIATION, "M1", 0.31)
        add(session, second, StatisticKind.ASSOCIATION, "M2", 0.28)
        add(session, first, StatisticKind.ALPHA, "M4", 0.79)
        add(session, first, StatisticKind.OMEGA, "M4", 0.81)
        add(session, second, StatisticKind.SPEARMAN_BROWN, "M1", 0.44)
        add(session, first, StatisticKind.SPREAD, "M4", 0.66)
        add(session, second, StatisticKind.SPREAD, "M1", 1.25)
    return world


@pytest.fixture
def counted(together: World, session: Session) -> World:
    """Return the same, of which one question has most of its answers in one option."""
    with transaction(session):
        for code, counts in _counts(together).items():
            for option, count in counts.items():
                session.add(
                    OptionCountRow(
                        round_id=together.rounds[0].id, item=code, option=option.value, count=count
                    )
                )
    return together


def _counts(world: World) -> dict[str, dict[Option, int]]:
    one, other, unknown = [i.code for i in world.rounds[0].rated_items if i.checkpoint == "M4"][:3]
    rated = (Option.ONE, Option.TWO, Option.THREE, Option.FOUR, Option.FIVE)
    return {
        one: dict(zip((*rated, Option.DONT_KNOW), (2, 5, 10, 90, 10, 3), strict=True)),
        other: dict(zip((*rated, Option.DONT_KNOW), (10, 20, 40, 40, 10, 0), strict=True)),
        unknown: dict(zip((*rated, Option.DONT_KNOW), (10, 20, 30, 20, 10, 40), strict=True)),
    }


def test_the_best_number_of_a_topic_is_shown_with_a_word(together: World, visit: Visit) -> None:
    page = visit(together.hr).open("/org/results/questions")

    rows = {row[0].split("\n")[0]: row for row in table(page, QUALITY)[1:]}
    listening = next(row for title, row in rows.items() if title.startswith("Listening culture"))
    customer = next(row for title, row in rows.items() if title.startswith("Customer interest"))

    assert listening[1] == "yes, wellMcDonald’s omega 0.81"
    assert customer[1] == "hardlySpearman-Brown 0.44"
    assert listening[3] == "yes, about the same"
    assert customer[3] == "no, opinions differ widely"


def test_without_ten_units_nothing_is_said_of_comparing(together: World, visit: Visit) -> None:
    page = visit(together.hr).open("/org/results/questions")

    assert {row[2] for row in table(page, QUALITY)[1:]} == {"not known yet"}


def test_a_question_that_tells_little_may_be_rewritten(counted: World, visit: Visit) -> None:
    page = visit(counted.hr).open("/org/results/questions")

    advice = [row[1:] for row in table(page, QUESTIONS)[1:]]
    known = [row for row in advice if row[0] != "too few answers"]

    assert known == [
        ["77% Agree", "2%", "Rewrite? Most people choose the same answer."],
        ["33% Neither agree nor disagree", "0%", "–"],
        ["33% Neither agree nor disagree", "31%", "Rewrite? Many people do not know."],
    ]


def test_with_too_few_answers_both_pages_say_so(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)

    assert "too few answers" in words_of(visitor.open("/org/results/questions"))
    assert "100 answers" in words_of(visitor.open("/org/results/association"))


def test_topics_stand_with_their_interval_the_strongest_first(
    together: World, visit: Visit
) -> None:
    visitor = visit(together.hr)
    page = visitor.open("/org/results/association")

    rows = [(row[1], row[2], row[5]) for row in table(page, TOGETHER)[1:]]

    assert rows == [
        ("0.72", "between 0.62 and 0.80", "more than average"),
        ("0.31", "between 0.14 and 0.46", "–"),
        ("0.28", "between 0.11 and 0.44", "–"),
    ]
    drawn = visitor.get(str(page.select("picture img")[0]["src"])).text
    assert all(number in drawn for number, _interval, _word in rows)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_word_says_why(together: World, visit: Visit, language: str) -> None:
    visitor = Visitor(visit(together.hr).client, language=language)
    page = visitor.open("/org/results/association")
    for said in page.select("tbody th"):
        said.decompose()
    words = words_of(page)
    anchor = load_catalogue().anchor.text.in_(language)

    assert anchor in words
    assert re.findall(rf"\b(?:{WHY})\w*", words.replace(anchor, ""), re.IGNORECASE) == []


def test_where_the_release_cuts_a_number_off_the_page_says_so(
    together: World, visit: Visit, session: Session
) -> None:
    with transaction(session):
        session.execute(
            update(StatisticRow)
            .where(StatisticRow.kind == StatisticKind.ASSOCIATION, StatisticRow.checkpoint == "M4")
            .values(value=HIGHEST_ASSOCIATION)
        )

    found = table(visit(together.hr).open("/org/results/association"), TOGETHER)

    assert [row[1:3] for row in found if row[1].startswith("0.80")] == [
        ["0.80 or higher", "0.72 or higher"]
    ]


def test_the_file_about_all_units_has_the_same_numbers(counted: World, visit: Visit) -> None:
    visitor = visit(counted.hr)

    tables = tables_in(taken(visitor, "zip").data)

    ties = table(visitor.open("/org/results/association"), TOGETHER)[1:]
    assert [f"{float(row['together']):.2f}" for row in tables["together.csv"]] == [
        row[1] for row in ties
    ]
    reliable = {row["method"]: row["reliability"] for row in tables["topics.csv"]}
    assert reliable == {"McDonald’s omega": "0.81", "Spearman-Brown": "0.44", "": ""}
    said = [
        (row["most_percent"], row["unknown_percent"])
        for row in tables["questions.csv"]
        if row["most"]
    ]
    assert said == [("77", "2"), ("33", "0"), ("33", "31")]
