"""My profile beside what was published about my own team: by rank alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from feedbackpulse.access.domain import Viewer, may_read_unit
from feedbackpulse.checkpoints.domain import Audience, Catalogue
from feedbackpulse.insight.estimates import Bounded, Known, Level, Side, checkpoint_level
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, UnitKey
from feedbackpulse.reflection.against_team import (
    FEWEST_TO_RANK,
    AgainstTeam,
    Places,
    Standing,
    against_team,
)
from feedbackpulse.reflection.profile import CERTAINTY, Outcome, Profile
from feedbackpulse.roster import service as roster
from feedbackpulse.web.team.record import Record, read_record
from feedbackpulse.web.team.units import released_rounds

_NOTHING = AgainstTeam(facets=())


class Silence(StrEnum):
    """Why nothing is said of somebody and their team."""

    NO_FIGURES = "no_figures"
    TOO_SMALL = "too_small"
    TOO_FEW = "too_few"
    NOT_SURE = "not_sure"


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamView:
    """What the page shows of a profile and a team, or why it shows nothing."""

    compared: AgainstTeam = _NOTHING
    silence: Silence | None = None

    @property
    def fewest(self) -> int:
        """Return from how many facets on there is an order."""
        return FEWEST_TO_RANK


def beside_team(
    session: Session, *, person: Person, profile: Profile, catalogue: Catalogue
) -> TeamView | None:
    """Return a profile beside the figures of the owner's team; None without labels to compare."""
    if profile.outcome is not Outcome.DISTINCT:
        return None
    unit = _own_unit(session, person)
    if unit and unit.team_id != person.team_id:
        return TeamView(silence=Silence.TOO_SMALL)
    record = unit and read_record(session, tree=people.team_tree(session), unit=unit)
    return view_of_levels(profile, published_levels(record, catalogue) if record else {})


def view_of_levels(profile: Profile, levels: Mapping[str, Level]) -> TeamView:
    """Return a profile beside levels of a team, by facet."""
    if not any(isinstance(level, Known | Bounded) for level in levels.values()):
        return TeamView(silence=Silence.NO_FIGURES)
    compared = compare_with(profile, levels)
    if not compared.is_enough:
        return TeamView(silence=Silence.TOO_FEW)
    return TeamView(compared=compared, silence=None if compared.told else Silence.NOT_SURE)


def _own_unit(session: Session, person: Person) -> UnitKey | None:
    """Return where somebody's team was counted in the last round, if they may read that."""
    released = released_rounds(session)
    if not released:
        return None
    leaf = roster.own_leaf(session, round_id=released[-1].id, team_id=person.team_id)
    tree = people.team_tree(session)
    if leaf is None or leaf.team_id not in tree:
        return None
    return leaf if may_read_unit(Viewer.of(person), tree, leaf, own_leaf=leaf) else None


def published_levels(record: Record, catalogue: Catalogue) -> dict[str, Level]:
    """Return by facet what was published the last time that a round asked about it."""
    facets = _facets_asked(catalogue)
    found: dict[str, Level] = {}
    for asked in record.rounds:
        by_facet: dict[str, list[str]] = {}
        for item in asked.rated_items:
            if item.code in facets and record.was_asked(asked, item):
                by_facet.setdefault(facets[item.code], []).append(item.code)
        for facet, codes in by_facet.items():
            items = [item for item in asked.rated_items if item.code in codes]
            published = record.asked(record.unit, asked, items)
            found[facet] = checkpoint_level(published.results, spreads=published.spreads)
    return found


def _facets_asked(catalogue: Catalogue) -> Mapping[str, str]:
    return {
        item.code: item.facet
        for point in catalogue.checkpoints
        for item in point.items
        if item.audience is Audience.PULSE and item.facet
    }


def compare_with(profile: Profile, levels: Mapping[str, Level]) -> AgainstTeam:
    """Return a profile beside levels of a team; what has no number takes no place."""
    own = {
        one.facet: Standing(value=one.level.mean, error=one.level.variance**0.5)
        for one in profile.facets
    }
    shown = {facet: standing for facet, level in levels.items() if (standing := _standing(level))}
    return against_team(
        own,
        shown,
        strengths={one.facet for one in profile.facets if one.above >= CERTAINTY},
        improvement_areas={one.facet for one in profile.facets if one.below >= CERTAINTY},
    )


def _standing(level: Level) -> Standing | None:
    if isinstance(level, Known):
        return Standing(value=level.value, error=level.error)
    if isinstance(level, Bounded):
        return Standing(
            value=level.value,
            error=level.error,
            may_be_higher=level.side is Side.HIGHER,
            may_be_lower=level.side is Side.LOWER,
        )
    return None


def say_places(places: Places) -> str:
    """Return a place in an order, or between which two it lies."""
    return str(places.first) if places.first == places.last else f"{places.first}–{places.last}"
