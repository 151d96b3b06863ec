"""Does a page ask the same number of questions, however many rounds and teams there are?"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.programme.opened import note_opened
from feedbackpulse.promises.domain import Plan, Source, Words
from feedbackpulse.promises.service import make_promise
from feedbackpulse.reflection.compliments import Compliment, give_compliment
from feedbackpulse.reflection.leaving import keep_private_address
from feedbackpulse.release.tables import FigureRow
from feedbackpulse.roster.tables import RoundTeamRow, RoundUnitRow
from feedbackpulse.signals.domain import Reader
from tests.days import local_today
from tests.pages import Visitor
from tests.queries import counted_queries
from tests.signals.inbox import add_signal
from tests.web.employee.test_reflect import DISTINCT, reflected
from tests.web.released import LONG_AGO, World, open_otherwise

MOST = 12

PAGES: dict[str, Callable[[World], tuple[PersonId, str]]] = {
    "organisation": lambda world: (world.hr, "/org/results"),
    "departments": lambda world: (world.hr, "/org/results/departments"),
    "two rounds": lambda world: (world.hr, "/org/results/compare"),
    "how many answered": lambda world: (world.hr, "/org/results/response"),
    "questions": lambda world: (world.hr, "/org/results/questions"),
    "what goes together": lambda world: (world.hr, "/org/results/association"),
    "learning": lambda world: (world.hr, "/org/results/learning"),
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
    "what changed": lambda world: (world.lead("Day"), "/changes"),
    "my data": lambda world: (world.lead("Day"), "/account/data"),
    "home of HR": lambda world: (world.hr, "/org"),
    "words for HR": lambda world: (world.hr, "/org/words"),
    "words for a lead": lambda world: (world.lead("Day"), f"/team/{world.teams['Day']}/words"),
    "how well we listen": lambda world: (world.hr, "/org/listening"),
}


@pytest.fixture(autouse=True)
def _one_moment() -> Iterator[None]:
    """Stop the clock: now and then a page of HR writes that its session is still used."""
    with time_machine.travel(clock.now(), tick=False):
        yield


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


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_teams(
    app: Flask,
    stores: Stores,
    world: World,
    visit: Callable[[PersonId | None], Visitor],
    page: str,
) -> None:
    person_id, address = PAGES[page](world)
    _add_teams(stores, world, times=1)  # with something of every kind in it
    counts = []

    for times in (0, 8):
        _add_teams(stores, world, times=times)
        visitor = visit(person_id)
        visitor.open(address)
        with counted_queries(app) as statements:
            visitor.open(address)
        counts.append(len(statements))

    before, after = counts
    assert 0 < after <= before <= MOST


@pytest.mark.parametrize("address", ["/", "/account/data"])
def test_who_left_something_everywhere_costs_no_more(
    app: Flask,
    stores: Stores,
    world: World,
    visit: Callable[[PersonId | None], Visitor],
    address: str,
) -> None:
    lead = world.lead("Day")
    _add_teams(stores, world, times=1)
    _leave_traces(stores, world, lead)
    visitor = visit(lead)
    visitor.open(address)

    with counted_queries(app) as statements:
        visitor.open(address)

    assert 0 < len(statements) <= MOST


def _leave_traces(stores: Stores, world: World, person_id: PersonId) -> None:
    """Let somebody reflect, be complimented, say where to write to, and open results."""
    keys, friend = stores.keys, world.member("Day")
    reflected(stores, person_id, DISTINCT, on=LONG_AGO.date())
    compliment = Compliment(facet="M4A", body="She let me finish.")
    with stores.main() as session, transaction(session):
        give_compliment(session, keys=keys, giver=friend, to=person_id, compliment=compliment)
        keep_private_address(session, keys=keys, owner=person_id, address="me@example.org")
        note_opened(session, round_id=world.rounds[0].id, lead=person_id)


def _add_teams(stores: Stores, world: World, *, times: int) -> None:
    """Add teams that said what Day said, with the same lead, a signal and a promise for each."""
    with stores.main() as session, transaction(session):
        for _time in range(times):
            name = secrets.token_hex(4)
            team = people.add_team(session, code=name, name=name, parent_id=world.teams["Care"])
            _copy_figures(session, world.teams["Day"], team.id)
            _lead_and_talk(session, stores, world, team.id)
        open_otherwise(session)


def _copy_figures(session: Session, old: TeamId, new: TeamId) -> None:
    for rows in (RoundUnitRow, RoundTeamRow, FigureRow):
        table = rows.__table__
        team = [one for one in table.c if one.name in {"team_id", "unit_team_id"}]
        found = session.execute(select(table).where(table.c.team_id == old)).mappings()
        copies = [{**row, **{one.name: new for one in team}} for row in found]
        session.execute(insert(rows), copies)


def _lead_and_talk(session: Session, stores: Stores, world: World, team: TeamId) -> None:
    lead, today = world.lead("Day"), local_today()
    people.appoint_lead(session, person_id=lead, team_id=team)
    add_signal(session, keys=stores.keys, reader=Reader.LEAD, team_id=team)
    add_signal(session, keys=stores.keys, sender=lead)
    owner = people.add_person(
        session, name="Kim", email=f"{team.hex}@example.org", team_id=team, at=LONG_AGO
    )
    make_promise(
        session,
        team_id=team,
        words=Words(said="It was said.", heard="It was heard.", does="It is done daily."),
        plan=Plan(owner=owner.id, due_on=today, topic="M4"),
        source=Source(role=Role.LEAD, round_id=world.rounds[0].id),
        on=today,
    )
