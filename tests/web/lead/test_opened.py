"""Is it noted for two weeks that a lead opened results, told to that lead, and to nobody else?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import time_machine
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.opened import COUNTED_AFTER, is_noted
from tests.pages import Visitor, words_of
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]


def test_a_lead_who_opens_results_is_noted_and_reads_so(
    world: World, visit: Visit, session: Session
) -> None:
    lead, latest = world.lead("Day"), world.rounds[1]
    visitor = visit(lead)

    assert "Results you opened" not in words_of(visitor.open("/account/data"))
    with time_machine.travel(latest.closes_at + timedelta(days=1)):
        for _ in range(2):
            visit(lead).open("/team" + world.unit("Day"))

    assert is_noted(session, round_id=latest.id, lead=lead)
    assert "Results you opened" in words_of(visitor.open("/account/data"))


def test_after_two_weeks_nobody_is_noted(world: World, visit: Visit, session: Session) -> None:
    lead, latest = world.lead("Day"), world.rounds[1]

    with time_machine.travel(max(latest.closes_at + COUNTED_AFTER, clock.now())):
        visit(lead).open("/team" + world.unit("Day"))

    assert not is_noted(session, round_id=latest.id, lead=lead)


def test_who_reads_the_same_numbers_otherwise_is_not_noted(
    world: World, visit: Visit, session: Session
) -> None:
    lead, latest = world.lead("Day"), world.rounds[1]

    with time_machine.travel(latest.closes_at + timedelta(days=1)):
        visit(lead).open("/outcome" + world.unit("Day"))
        visit(lead).open("/team")

    assert not is_noted(session, round_id=latest.id, lead=lead)
