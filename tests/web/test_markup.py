"""Is what people write ever taken for a part of the page?

Every text that somebody can put in is replaced by an attack, and then every page that can be
reached is opened, pictures too, as somebody of every audience.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update
from sqlalchemy.orm import InstrumentedAttribute

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import Audience
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.tables import CycleRow, RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.people.tables import PersonRow, TeamRow
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.tables import ReflectionWordsRow
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.roster.tables import RoundTeamRow, RoundUnitRow
from tests.pages import Visitor
from tests.web.crawl import reached
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
ATTACK = "\"'--><img src=x onerror=alert(1)><script>alert(1)</script>{{7*1337}}$\\frac{$"
WRITTEN: list[InstrumentedAttribute[str]] = [
    PersonRow.name,
    TeamRow.name,
    TeamRow.code,
    CycleRow.title,
    RoundRow.title,
    RoundUnitRow.name,
    RoundTeamRow.name,
    CommentRow.body,
    ReflectionWordsRow.text,
]


def reflect(stores: Stores, owner: PersonId) -> None:
    """Let somebody reflect, in words."""
    catalogue = load_catalogue()
    code, prompt = next(
        (point.code, prompt)
        for point in catalogue.checkpoints
        for prompt in catalogue.prompts(point.code, Audience.REFLECTION)
    )
    with stores.main() as session, transaction(session):
        mine = reflections.start_reflection(
            session, owner=owner, checkpoints=[code], today=clock.local_day(clock.now(), "UTC")
        )
        reflections.write(session, owner=owner, reflection_id=mine.id, prompt=prompt, text="Words")


@pytest.fixture
def attacked(world: World, stores: Stores) -> World:
    reflect(stores, world.lead("Day"))
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=world.hr, role=Role.ADMIN)
        for column in WRITTEN:
            session.execute(update(column.class_).values({column: ATTACK}))
        for row in session.query(RoundRow):
            row.items = [{**item, "text": {"nl": ATTACK, "en": ATTACK}} for item in row.items]
    return world


def smuggled(page: BeautifulSoup) -> list[str]:
    """Return the elements of a page that nobody of us wrote."""
    return [
        str(element)[:80]
        for element in page.select("*")
        if any(name.startswith("on") for name in element.attrs)
        or element.get("src") == "x"
        or (element.name == "script" and not element.get("src"))
    ]


def test_nothing_that_was_written_becomes_part_of_a_page(attacked: World, visit: Visit) -> None:
    opened = 0
    for person in (attacked.hr, attacked.lead("Day"), attacked.member("Night")):
        for path, page in reached(visit(person)):
            opened += 1
            assert smuggled(page) == [], path
            assert "9359" not in str(page), path
    assert opened > 60


def test_the_search_finds_what_it_looks_for() -> None:
    """The test of the test."""
    assert len(smuggled(BeautifulSoup(ATTACK, "html.parser"))) == 2
