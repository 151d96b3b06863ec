"""Is what people write ever taken for a part of the page?

Every text that somebody can put in is replaced by an attack, and then every page that can be
reached is opened, pictures too, as somebody of every audience.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

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
from feedbackpulse.promises import service as promises
from feedbackpulse.promises.domain import Plan, Source, State, Words
from feedbackpulse.reflection import plans
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.notebook import open_notebook
from feedbackpulse.reflection.own_words import OwnWords, Place, add_own_words, write_note
from feedbackpulse.reflection.plan import Next
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.roster.tables import RoundTeamRow, RoundUnitRow
from feedbackpulse.signals.conversations import reply
from feedbackpulse.signals.shown import show_compliment
from tests.pages import Visitor
from tests.reflection.complimented import complimented
from tests.signals.inbox import add_signal
from tests.web.crawl import reached
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
ATTACK = "\"'--><img src=x onerror=alert(1)><script>alert(1)</script>{{7331*7919}}$\\frac{$"
WRITTEN: list[InstrumentedAttribute[str]] = [
    PersonRow.name,
    TeamRow.name,
    TeamRow.code,
    CycleRow.title,
    RoundRow.title,
    RoundUnitRow.name,
    RoundTeamRow.name,
    CommentRow.body,
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
        notebook = open_notebook(session, keys=stores.keys, owner=owner)
        mine = reflections.start_reflection(
            session,
            notebook=notebook,
            checkpoints=[code],
            today=clock.local_day(clock.now(), "UTC"),
        )
        reflections.write(
            session, notebook=notebook, reflection_id=mine.id, prompt=prompt, text=ATTACK
        )


def work_on_it(stores: Stores, owner: PersonId) -> None:
    """Let somebody make a plan, in words, and write something down."""
    today = clock.local_day(clock.now(), "UTC")
    words: dict[str, Any] = dict.fromkeys(
        ("goal", "reality", "text_if", "text_then", "obstacle"), ATTACK
    )
    with stores.main() as session, transaction(session):
        notebook = open_notebook(session, keys=stores.keys, owner=owner)
        plan = plans.draft_plan(session, notebook=notebook, facet="M4E", today=today)
        plans.change_plan(
            session,
            notebook=notebook,
            plan_id=plan.id,
            change=lambda one: replace(one, support=ATTACK, **words),
        )
        plans.begin_plan(session, notebook=notebook, plan_id=plan.id, today=today)
        plans.follow_up(
            session,
            notebook=notebook,
            plan_id=plan.id,
            today=today,
            gas=0,
            then=Next.KEEP,
            note=ATTACK,
        )


def add_to_it(stores: Stores, owner: PersonId) -> None:
    """Let somebody add to their profile: a strength, an improvement area and a note."""
    today = clock.local_day(clock.now(), "UTC")
    with stores.main() as session, transaction(session):
        notebook = open_notebook(session, keys=stores.keys, owner=owner)
        for place in (Place.STRENGTH, Place.IMPROVEMENT_AREA):
            words = OwnWords(place=place, title=ATTACK, text=ATTACK)
            add_own_words(session, notebook=notebook, words=words, today=today)
        write_note(session, notebook=notebook, facet="M4A", text=ATTACK, today=today)


def promise(stores: Stores, owner: PersonId) -> None:
    """Promise something to everybody, say how it goes, and that it will not be done."""
    today = clock.local_day(clock.now(), "UTC")
    with stores.main() as session, transaction(session):
        made = promises.make_promise(
            session,
            team_id=None,
            words=Words(said=ATTACK, heard=ATTACK, does=ATTACK),
            plan=Plan(owner=owner, due_on=today),
            source=Source(role=Role.HR),
            on=today,
        )
        promises.add_note(session, promise_id=made.id, text=ATTACK, on=today)
        promises.end_promise(session, promise_id=made.id, state=State.NOT, reason=ATTACK, on=today)


def be_complimented(stores: Stores, owner: PersonId, giver: PersonId) -> None:
    """Let somebody be given a compliment by somebody with such a name, and show it to their team."""
    today = clock.local_day(clock.now(), "UTC")
    with stores.main() as session, transaction(session):
        found = people.find_person(session, person_id=owner, on=today)
        assert found is not None
        assert found.team_id is not None
        complimented(
            session, keys=stores.keys, giver=giver, to=owner, today=today, body=ATTACK, name=ATTACK
        )
        show_compliment(
            session,
            keys=stores.keys,
            receiver=owner,
            team_id=found.team_id,
            facet="M4E",
            text=ATTACK,
            on=today,
        )


def bring_up(stores: Stores, sender: PersonId) -> None:
    """Let somebody send an idea with their name, that everybody may read, and get an answer."""
    today = clock.local_day(clock.now(), "UTC")
    with stores.main() as session, transaction(session):
        yesterday = today - timedelta(days=1)
        sent = add_signal(
            session, keys=stores.keys, text=ATTACK, sender=sender, shown=True, on=yesterday
        )
        reply(session, keys=stores.keys, signal_id=sent, body=ATTACK, role=Role.HR, on=today)


@pytest.fixture
def attacked(world: World, stores: Stores) -> World:
    promise(stores, world.hr)
    reflect(stores, world.lead("Day"))
    work_on_it(stores, world.lead("Day"))
    add_to_it(stores, world.lead("Day"))
    be_complimented(stores, world.lead("Day"), world.hr)
    bring_up(stores, world.lead("Day"))
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
            assert "58054189" not in str(page), path
    assert opened > 60


def test_the_search_finds_what_it_looks_for() -> None:
    """The test of the test."""
    assert len(smuggled(BeautifulSoup(ATTACK, "html.parser"))) == 2
