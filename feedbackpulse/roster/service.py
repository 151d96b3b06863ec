"""The roster of a round: made when it opens, asked while it is open, burnt after the release."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, delete, exists, or_, select
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import insert_all, transaction
from feedbackpulse.people.domain import Part, PersonId, TeamId, TeamTree, UnitKey
from feedbackpulse.people.tables import MembershipRow, PersonRow
from feedbackpulse.roster.changes import UnitChange
from feedbackpulse.roster.domain import RoundUnit, UnitPlan, codes_of
from feedbackpulse.roster.stagger import AskedByUnit
from feedbackpulse.roster.tables import (
    InvitationRow,
    RosterRow,
    RoundOpeningRow,
    RoundTeamRow,
    RoundUnitRow,
    UnitChangeRow,
)
from feedbackpulse.roster.units import (
    Layout,
    layouts,
    leaves_of_teams,
    own_leaf,
    teams_of_round,
    units_of_round,
    units_of_rounds,
)
from feedbackpulse.traces import scramble

__all__ = [
    "AskedNow",
    "Invitation",
    "Layout",
    "RoundUnit",
    "asked_now",
    "burn_roster",
    "codes_asked",
    "invitation_for",
    "layouts",
    "leaves_of_teams",
    "open_roster",
    "own_leaf",
    "scrub_roster",
    "stamp_people",
    "teams_of_round",
    "units_of_round",
    "units_of_rounds",
]

_UNIT: Final = (RoundUnitRow.name, RoundUnitRow.invited, RoundUnitRow.asked)
_COUNTED_IN: Final = and_(
    RoundUnitRow.round_id == RosterRow.round_id,
    RoundUnitRow.team_id == RosterRow.team_id,
    RoundUnitRow.part == RosterRow.part,
)
# Made once: whoever opens the questions asks these, and putting them together takes long.
_MINE: Final = and_(
    RosterRow.round_id == bindparam("round_id"), RosterRow.person_id == bindparam("person_id")
)
_INVITED: Final = (
    select(RosterRow, *_UNIT)
    .join(RoundUnitRow, _COUNTED_IN)
    .where(_MINE)
    .execution_options(populate_existing=True)
)
_COUNTED_TOGETHER: Final = (
    select(PersonRow.name, PersonRow.id)
    .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
    .join(RoundTeamRow, RoundTeamRow.team_id == MembershipRow.team_id)
    .join(RoundOpeningRow, RoundOpeningRow.round_id == RoundTeamRow.round_id)
    .join(
        RosterRow,
        and_(
            RosterRow.round_id == RoundTeamRow.round_id,
            RosterRow.team_id == RoundTeamRow.unit_team_id,
            RosterRow.part == RoundTeamRow.unit_part,
        ),
    )
    .where(_MINE, MembershipRow.since <= RoundOpeningRow.opened_at)
    .where(or_(MembershipRow.until.is_(None), MembershipRow.until > RoundOpeningRow.opened_at))
    .order_by(PersonRow.name, PersonRow.id)
    .distinct()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """That somebody may answer a round, and the unit in which they are counted."""

    round_id: RoundId
    unit: UnitKey
    unit_name: str
    invited: int
    sent: bool
    asked: frozenset[str] | None = None
    """What is asked in the unit, where not everybody is asked the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedNow:
    """The open rounds that ask somebody, soonest to close first."""

    invitations: tuple[Invitation, ...]
    by_card: tuple[RoundId, ...]
    """Those that they answer with a card.

    They were in a team that was invited, and got no row in the roster. Nothing else says so.
    """


def open_roster(
    session: Session,
    *,
    round_id: RoundId,
    plan: UnitPlan,
    tree: TeamTree,
    opened_at: datetime,
    changes: Collection[UnitChange],
    keys: Mapping[UnitKey, bytes],
    on_paper: frozenset[PersonId],
    asked: AskedByUnit = MappingProxyType({}),
) -> None:
    """Freeze the units of a round and invite everybody in them.

    *keys* has the public key of every stamp. Who answers on paper gets no row: their way in is a
    printed code. *asked* has what every unit is asked, where that is not the same for all.
    """
    session.add(RoundOpeningRow(round_id=round_id, opened_at=opened_at))
    session.flush()
    insert_all(session, RoundUnitRow, _unit_rows(round_id, plan, keys, on_paper, asked))
    insert_all(session, RoundTeamRow, _team_rows(round_id, plan, tree))
    insert_all(session, UnitChangeRow, _change_rows(round_id, changes))
    insert_all(session, RosterRow, _roster_rows(round_id, plan, on_paper))


def codes_asked(session: Session, *, round_id: RoundId, unit: UnitKey) -> frozenset[str] | None:
    """Return what is asked in a unit of a round; None where everybody is asked the same."""
    row = session.get(RoundUnitRow, (round_id, unit.team_id, unit.part.value))
    return None if row is None else codes_of(row.asked)


def invitation_for(
    session: Session, *, person_id: PersonId, round_id: RoundId
) -> Invitation | None:
    """Return somebody's invitation to a round, or None when they have none."""
    found = session.execute(_INVITED, {"round_id": round_id, "person_id": person_id}).first()
    return None if found is None else _invitation(*found)


def asked_now(session: Session, *, person_id: PersonId) -> AskedNow:
    """Return in which open rounds somebody is asked, and with what they answer."""
    order = [found.id for found in cycles.open_rounds(session)]
    rows = session.execute(_asked(person_id, order)).all() if order else []
    found = {RoundId(opening.round_id): (row, *unit) for opening, row, *unit in rows}
    known = [(one, found[one]) for one in order if one in found]
    return AskedNow(
        invitations=tuple(_invitation(*row) for _one, row in known if row[0] is not None),
        by_card=tuple(one for one, row in known if row[0] is None),
    )


def stamp_people(session: Session, *, round_id: RoundId, person_id: PersonId) -> tuple[str, ...]:
    """Return the names of everybody who is counted together with this person, by name.

    Who answers with a printed card is counted too, and has no row in the roster: the names are of
    those who were in the teams of the stamp when the round opened.
    """
    who = {"round_id": round_id, "person_id": person_id}
    return tuple(name for name, _person in session.execute(_COUNTED_TOGETHER, who))


def burn_roster(session: Session, *, round_id: RoundId) -> None:
    """Delete who was invited to a round, by which links, and whether they sent a ballot."""
    session.execute(delete(RosterRow).where(RosterRow.round_id == round_id))
    session.execute(delete(InvitationRow).where(InvitationRow.round_id == round_id))


def scrub_roster(session: Session) -> None:
    """Write rosters and invitations anew, in a random order, in a transaction of their own.

    What was burnt is nowhere any more, nor the order in which people sent their ballots.
    """
    scramble(session, RosterRow, InvitationRow, writing=transaction)


def _asked(person_id: PersonId, rounds: Collection[RoundId]) -> Select[*tuple[Any, ...]]:
    """Return a query for what opened, with the invitation of who has one, or who was in a team."""
    own = and_(RosterRow.round_id == RoundOpeningRow.round_id, RosterRow.person_id == person_id)
    opened_at = RoundOpeningRow.opened_at
    member = (
        exists()
        .where(RoundTeamRow.round_id == RoundOpeningRow.round_id)
        .where(MembershipRow.team_id == RoundTeamRow.team_id, MembershipRow.person_id == person_id)
        .where(MembershipRow.since <= opened_at)
        .where(or_(MembershipRow.until.is_(None), MembershipRow.until > opened_at))
    )
    return (
        select(RoundOpeningRow, RosterRow, *_UNIT)
        .outerjoin(RosterRow, own)
        .outerjoin(RoundUnitRow, _COUNTED_IN)
        .where(RoundOpeningRow.round_id.in_(rounds), or_(RosterRow.person_id.is_not(None), member))
        .execution_options(populate_existing=True)
    )


def _invitation(
    row: RosterRow, name: str, invited: int, asked: Collection[str] | None
) -> Invitation:
    return Invitation(
        round_id=RoundId(row.round_id),
        unit=UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)),
        unit_name=name,
        invited=invited,
        sent=row.claim is not None,
        asked=codes_of(asked),
    )


def _unit_rows(
    round_id: RoundId,
    plan: UnitPlan,
    keys: Mapping[UnitKey, bytes],
    on_paper: frozenset[PersonId],
    asked: AskedByUnit,
) -> Iterator[dict[str, Any]]:
    for place, unit in enumerate(plan.units):
        yield {
            "round_id": round_id,
            "team_id": unit.key.team_id,
            "part": unit.key.part.value,
            "place": place,
            "name": unit.name,
            "parent_team_id": None if unit.parent is None else unit.parent.team_id,
            "is_leaf": unit.is_leaf,
            "invited": unit.invited,
            "cards": len(unit.people & on_paper),
            "public_key": keys[unit.key] if unit.is_leaf else None,
            "asked": sorted(asked[unit.key].codes) if asked else None,
            "ahead": asked[unit.key].ahead if asked else None,
        }


def _team_rows(round_id: RoundId, plan: UnitPlan, tree: TeamTree) -> Iterator[dict[str, Any]]:
    for team_id, unit in plan.counted_in.items():
        yield {
            "round_id": round_id,
            "team_id": team_id,
            "name": tree.get(team_id).name,
            "unit_team_id": unit.team_id,
            "unit_part": unit.part.value,
        }


def _change_rows(round_id: RoundId, changes: Collection[UnitChange]) -> Iterator[dict[str, Any]]:
    for change in changes:
        yield {
            "round_id": round_id,
            "team_id": change.unit.team_id,
            "part": change.unit.part.value,
            "earlier_round_id": change.earlier,
            "people": change.people,
            "items": None if change.items is None else sorted(change.items),
        }


def _roster_rows(
    round_id: RoundId, plan: UnitPlan, on_paper: frozenset[PersonId]
) -> Iterator[dict[str, Any]]:
    for unit in plan.leaves:
        for person in unit.people - on_paper:
            yield {
                "round_id": round_id,
                "person_id": person,
                "team_id": unit.key.team_id,
                "part": unit.key.part.value,
            }
