"""A small company of two teams, on an instance of its own, that a test may change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from feedbackpulse import clock, create_app, schema
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.config import Settings
from feedbackpulse.database import transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role, TeamId
from tests.conftest import close

PASSWORD: Final = "only-in-this-test"
NORTH: Final = ("Nadia", "Niek", "Nora", "Nico", "Nena", "Nils", "Noa")
SOUTH: Final = ("Zeno", "Zita", "Zoë", "Zara", "Zef", "Hilda")
LEAD, OTHER_LEAD, HR = "Nadia", "Zeno", "Hilda"


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """Where the company's instance is, and its team of seven."""

    instance: Path
    north: TeamId


def address(name: str) -> str:
    """Return the address of somebody in the company."""
    return f"{name.lower().replace('ë', 'e')}@example.org"


def found(instance: Path) -> Company:
    """Make the company: two teams with a lead each, and somebody of HR."""
    app = create_app(Settings(instance_path=instance))
    schema.upgrade(app)
    since = clock.now() - timedelta(days=30)
    password_hash = hash_password(PASSWORD)
    with app.extensions["feedbackpulse"].stores.main() as session, transaction(session):
        root = people.add_team(session, code="ALL", name="The Proving Ground", parent_id=None)
        north = people.add_team(session, code="N", name="North", parent_id=root.id)
        south = people.add_team(session, code="S", name="South", parent_id=root.id)
        for team, names in ((north, NORTH), (south, SOUTH)):
            for name in names:
                person = people.add_person(
                    session, name=name, email=address(name), team_id=team.id, at=since
                )
                accounts.set_password(session, person_id=person.id, password_hash=password_hash)
                if name in {LEAD, OTHER_LEAD}:
                    people.appoint_lead(session, person_id=person.id, team_id=team.id)
                if name == HR:
                    people.grant_role(session, person_id=person.id, role=Role.HR)
    close(app)
    return Company(instance=instance, north=north.id)
