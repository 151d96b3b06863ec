"""All units of a round, read once after its opening."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import String, bindparam, cast, select, type_coerce
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.database import as_uuid
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.reading import known, once
from feedbackpulse.roster.domain import RoundUnit, codes_of
from feedbackpulse.roster.tables import RoundUnitRow

# As a database gives them, without what makes objects of rows and of ids: most are those of a
# moment ago.
_UNIT: Final = RoundUnitRow.__table__.c
_UNITS: Final = (
    select(
        type_coerce(_UNIT.team_id, String),
        _UNIT.part,
        _UNIT.name,
        type_coerce(_UNIT.parent_team_id, String),
        _UNIT.is_leaf,
        _UNIT.invited,
        _UNIT.cards,
        _UNIT.public_key,
        cast(_UNIT.asked, String),
    )
    .where(_UNIT.round_id == bindparam("asked"))
    .order_by(_UNIT.place)
)


@once
def every_unit(session: Session, *, round_id: RoundId) -> tuple[RoundUnit, ...]:
    """Return all units of a round: for a page those that a process read after its opening.

    They are written in the transaction that writes what the round is known by, and never again.
    """
    opening = _opening_of(session, round_id)
    if opening is None:
        return _read_every(session, round_id)
    place = _place(round_id, opening)
    if place.units is None:
        place.units = _read_every(session, round_id)
    return place.units


def _opening_of(session: Session, round_id: RoundId) -> str | None:
    """Return what names one opening of a round, if the page has read that; no key is used twice."""
    every = known(session, cycles.list_rounds) or ()
    listed = next((one for one in every if one.id == round_id), None)
    found = listed or known(session, find_round, round_id=round_id)
    return found.manifest_sha256 if found else None


@dataclass(slots=True)
class _Place:
    """Where the units of one opening are kept."""

    units: tuple[RoundUnit, ...] | None = None


@lru_cache(maxsize=4)
def _place(_round_id: RoundId, _opening: str) -> _Place:
    return _Place()


def _read_every(session: Session, round_id: RoundId) -> tuple[RoundUnit, ...]:
    return tuple(
        RoundUnit(
            key=UnitKey(team_id=TeamId(as_uuid(team_id)), part=Part(part)),
            name=name,
            parent=UnitKey(team_id=TeamId(as_uuid(parent))) if parent else None,
            is_leaf=bool(is_leaf),
            invited=invited,
            cards=cards,
            public_key=public_key,
            asked=codes_of(json.loads(asked)) if asked else None,
        )
        for team_id, part, name, parent, is_leaf, invited, cards, public_key, asked in (
            session.execute(_UNITS, {"asked": round_id})
        )
    )
