"""A small fictional organisation for the pages of HR."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from tests.cycles.cycles import make_cycle

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SIZES = {"Planning": 6, "Repairs": 5, "Rentals": 3}


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """Who works there."""

    hr: PersonId
    lead: PersonId
    member: PersonId
    teams: dict[str, TeamId]


def organisation(stores: Stores, sizes: dict[str, int] = SIZES) -> Organisation:
    """Add a head office with some teams, somebody from HR, and a lead."""
    with stores.main() as session, transaction(session):
        root = people.add_team(session, code="HO", name="Head office", parent_id=None)
        hr = people.add_person(
            session, name="Hedda HR", email="hedda@example.org", team_id=root.id, at=LONG_AGO
        )
        people.grant_role(session, person_id=hr.id, role=Role.HR)
        teams, members = {"Head office": root.id}, []
        for name, size in sizes.items():
            team = people.add_team(session, code=name, name=name, parent_id=root.id)
            teams[name] = team.id
            for number in range(size):
                address = f"{name.lower()}{number}@example.org"
                members.append(
                    people.add_person(
                        session,
                        name=f"{name} {number}",
                        email=address,
                        team_id=team.id,
                        at=LONG_AGO,
                    )
                )
        lead = members[0].id if members else hr.id
        people.appoint_lead(session, person_id=lead, team_id=next(iter(teams.values())))
        member = members[1].id if members else hr.id
    return Organisation(hr=hr.id, lead=lead, member=member, teams=teams)


def next_week() -> date:
    """Return a day that is still to come, whenever the test runs."""
    return clock.local_day(clock.now(), "Europe/Amsterdam") + timedelta(days=7)


def drafted(stores: Stores, **changes: Any) -> Cycle:
    """Save a draft that begins next week."""
    with stores.main() as session, transaction(session):
        return cycles.save_draft(
            session, cycle=make_cycle(**{"first_day": next_week(), "step": 7, **changes})
        )


def running(stores: Stores, **changes: Any) -> Cycle:
    """Start a cycle that begins next week."""
    draft = drafted(stores, **changes)
    with stores.main() as session, transaction(session):
        return cycles.start_cycle(
            session, cycle_id=draft.id, now=clock.now(), catalogue=load_catalogue()
        )


def words(page: BeautifulSoup) -> str:
    """Return what the page says, without its layout."""
    main = page.select_one("main")
    assert main is not None
    return " ".join(main.text.split())
