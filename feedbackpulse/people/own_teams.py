"""In which teams somebody was, and which they lead or led: for that person alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import null, select, union_all
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import AppointmentRow, MembershipRow, TeamRow


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTeams:
    """In which teams somebody was, and which they lead or led; a team that is gone has no name."""

    memberships: tuple[tuple[str | None, datetime, datetime | None], ...]
    """From when until when, the first one first."""
    appointments: tuple[tuple[str | None, date | None], ...]
    """Until which last day, if one was set."""


def own_teams(session: Session, *, person_id: PersonId) -> OwnTeams:
    """Return in which teams somebody was and which they lead or led: in one statement."""
    member, lead = MembershipRow, AppointmentRow
    no_moment, no_day = null().cast(member.since.type), null().cast(lead.until.type)
    both = union_all(
        select(
            member.team_id,
            TeamRow.name,
            member.since,
            member.until,
            no_day.label("last_day"),
        )
        .outerjoin(TeamRow, TeamRow.id == member.team_id)
        .where(member.person_id == person_id),
        select(lead.team_id, TeamRow.name, no_moment, no_moment, lead.until)
        .outerjoin(TeamRow, TeamRow.id == lead.team_id)
        .where(lead.person_id == person_id),
    )
    rows = session.execute(both.order_by("since", "team_id")).all()
    return OwnTeams(
        memberships=tuple((one.name, one.since, one.until) for one in rows if one.since),
        appointments=tuple((one.name, one.last_day) for one in rows if not one.since),
    )
