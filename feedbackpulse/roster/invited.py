"""Who is invited to a round, and who was by the link of a mail, as long as their round is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.accounts.domain import token_hash
from feedbackpulse.cycles.domain import RoundId, RoundState
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, TeamId
from feedbackpulse.roster.tables import InvitationRow, RosterRow, RoundOpeningRow, RoundTeamRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Invited:
    """Somebody, and the round that they were invited to."""

    round_id: RoundId
    person_id: PersonId


def find_invited(session: Session, *, token: str, now: datetime) -> Invited | None:
    """Return who is invited by this link and to what; looking does not use it up.

    It works as often as its owner wants, while the round can be answered.
    """
    row = session.scalar(select(InvitationRow).where(InvitationRow.token_hash == token_hash(token)))
    if row is None:
        return None
    asked = find_round(session, round_id=RoundId(row.round_id))
    if asked is None or asked.state is not RoundState.OPEN or now >= asked.closes_at:
        return None
    return Invited(round_id=asked.id, person_id=PersonId(row.person_id))


def on_the_roster(session: Session, *, round_id: RoundId) -> frozenset[PersonId]:
    """Return everybody who may answer a round without a card, whether or not they have."""
    query = select(RosterRow.person_id).where(RosterRow.round_id == round_id)
    return frozenset(PersonId(found) for found in session.scalars(query))


def in_the_teams(session: Session, *, round_id: RoundId) -> frozenset[PersonId]:
    """Return everybody who was in the invited teams when a round opened, also once it is burnt."""
    opening = session.get(RoundOpeningRow, round_id)
    if opening is None:
        return frozenset()
    members = people.members_at(session, moment=opening.opened_at)
    teams = session.scalars(select(RoundTeamRow.team_id).where(RoundTeamRow.round_id == round_id))
    return frozenset(person for team in teams for person in members.get(TeamId(team), ()))


def keep_invitations(
    session: Session, *, round_id: RoundId, invited: Mapping[str, PersonId]
) -> None:
    """Let each of these links invite a person to a round. What is kept of a link is its hash."""
    session.add_all(
        InvitationRow(token_hash=token_hash(token), round_id=round_id, person_id=person_id)
        for token, person_id in invited.items()
    )
    session.flush()
