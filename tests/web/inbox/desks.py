"""A small organisation in which somebody reads signals: HR, a lead and the adviser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from tests.organisations import found

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Desks:
    """Who works at which desk, and where it is."""

    team: TeamId
    other_team: TeamId
    lead: PersonId
    other_lead: PersonId
    top: PersonId
    """Who leads everybody, and so the team above."""
    hr: PersonId
    adviser: PersonId
    admin: PersonId
    member: PersonId

    @property
    def of_lead(self) -> str:
        """Return where the lead of the team reads."""
        return f"/team/{self.team}/signals"


def open_desks(stores: Stores) -> Desks:
    """Add everybody."""
    with stores.main() as session, transaction(session):
        made = found(session, "House 4\n  Day 6\n  Night 6", at=LONG_AGO)
        top, hr, adviser, admin = made.people["House"]
        lead, member, *_ = made.people["Day"]
        other = made.people["Night"][0]
        for person, name in ((top, "House"), (lead, "Day"), (other, "Night")):
            people.appoint_lead(session, person_id=person, team_id=made.teams[name])
        for person, role in ((hr, Role.HR), (adviser, Role.ADVISER), (admin, Role.ADMIN)):
            people.grant_role(session, person_id=person, role=role)
    return Desks(
        team=made.teams["Day"],
        other_team=made.teams["Night"],
        lead=lead,
        other_lead=other,
        top=top,
        hr=hr,
        adviser=adviser,
        admin=admin,
        member=member,
    )
