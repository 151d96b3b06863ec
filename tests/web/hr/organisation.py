"""A small fictional organisation for the pages of HR."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from tests.cycles.cycles import make_cycle
from tests.organisations import add_person, found

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
    outline = ["Head office 0", *(f"  {name} {size}" for name, size in sizes.items())]
    with stores.main() as session, transaction(session):
        made = found(session, "\n".join(outline), at=LONG_AGO)
        hr = add_person(session, "Hedda HR", made.teams["Head office"], at=LONG_AGO)
        people.grant_role(session, person_id=hr, role=Role.HR)
        lead, member = [*(one for team in made.people.values() for one in team), hr, hr][:2]
        people.appoint_lead(session, person_id=lead, team_id=made.teams["Head office"])
    return Organisation(hr=hr, lead=lead, member=member, teams=made.teams)


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
