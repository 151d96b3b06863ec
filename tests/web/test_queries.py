"""Does a page ask the database the same number of questions, however many rounds there were?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from feedbackpulse.database import Stores
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor
from tests.queries import counted_queries
from tests.web.released import World

MOST = 25

PAGES: dict[str, Callable[[World], tuple[PersonId, str]]] = {
    "organisation": lambda world: (world.hr, "/org/results"),
    "departments": lambda world: (world.hr, "/org/results/departments"),
    "two rounds": lambda world: (world.hr, "/org/results/compare"),
    "how many answered": lambda world: (world.hr, "/org/results/response"),
    "questions": lambda world: (world.hr, "/org/results/questions"),
    "what goes together": lambda world: (world.hr, "/org/results/association"),
    "unit for HR": lambda world: (world.hr, "/org/results" + world.unit("Day")),
    "participation": lambda world: (
        world.hr,
        f"/org/participation?round={world.rounds[0].id}",
    ),
    "list of a lead": lambda world: (world.lead("Day"), "/team"),
    "unit for its lead": lambda world: (world.lead("Day"), "/team" + world.unit("Day")),
    "unit for a member": lambda world: (world.member("Day"), "/outcome" + world.unit("Day")),
    "unit above": lambda world: (world.member("Day"), "/outcome" + world.unit("House")),
    "a small team": lambda world: (world.lead("Trio"), "/team" + world.unit("Trio")),
    "home": lambda world: (world.member("Trio"), "/"),
}


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_rounds(
    app: Flask,
    stores: Stores,
    world: World,
    visit: Callable[[PersonId | None], Visitor],
    page: str,
) -> None:
    person_id, address = PAGES[page](world)
    last = world.rounds[-1]
    counts = []

    for close in (False, True):
        if close:
            close_round(stores, round_id=last.id, now=last.closes_at)
        visitor = visit(person_id)
        visitor.open(address)
        with counted_queries(app) as statements:
            visitor.open(address)
        counts.append(len(statements))

    before, after = counts
    assert 0 < after <= before <= MOST
