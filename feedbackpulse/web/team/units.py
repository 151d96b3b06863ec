"""Which units have results, where they hang in the tree, and what their latest level is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.insight.estimates import Level, Missing, checkpoint_level
from feedbackpulse.people.domain import Part, Team, TeamId, TeamTree, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Reason, Result
from feedbackpulse.release.told import Told
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.units import invited_teams
from feedbackpulse.web.team.words import LEVELS, Said, say, unit_name

MOST: Final = 400
"""How many teams a list of all of them has: what lies deeper is a page further."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitLine:
    """A unit in a list: its name, how deep it lies, and its latest level."""

    unit: UnitKey
    name: str
    depth: int
    said: Said | None
    """None while no round with its people was released."""
    round: Round | None


def released_rounds(session: Session) -> tuple[Round, ...]:
    """Return the rounds with results, oldest first."""
    return tuple(
        found for found in cycles.list_rounds(session) if found.state is RoundState.RELEASED
    )


def upper_teams(tree: TeamTree, *, most: int = MOST) -> list[Team]:
    """Return the teams of as many whole levels, from the top, as have no more teams than that."""
    ordered = tree.ordered()
    levels = Counter(depth for depth, _ in ordered)
    sizes = accumulate(levels[depth] for depth in range(len(levels)))
    shown = sum(size <= most for size in sizes)
    return [team for depth, team in ordered if depth < max(2, shown)]


def unit_lines(session: Session, *, tree: TeamTree, teams: Sequence[Team]) -> list[UnitLine]:
    """Return these teams with their parts, in the order given, each with its latest level.

    The depth counts from the highest of the teams that are above each other.
    """
    found = _find(session, teams)
    ids = {team.id for team in teams}
    new = _never_asked(session, tree, ids - {unit.team_id for unit in found.results}, found)
    lines: list[UnitLine] = []
    for team in teams:
        depth = sum(above.id in ids for above in tree.ancestors(team.id))
        for unit in _parts(team, found.results):
            deeper = depth if unit.part is Part.WHOLE else depth + 1
            is_new = unit not in found.results and team.id in new
            lines.append(
                _nothing(unit, team, deeper) if is_new else _line(unit, team, deeper, found)
            )
    return lines


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """What all units published about the question that is always asked."""

    rounds: tuple[Round, ...]
    results: Mapping[UnitKey, Mapping[RoundId, Result]]
    spreads: Mapping[RoundId, Mapping[str, float]]
    asked: Set[TeamId]
    """The teams of which people were invited to any of the rounds."""

    def latest(self, unit: UnitKey) -> Round | None:
        """Return the last round in which a unit stood on its own."""
        own = self.results.get(unit, {})
        return next((found for found in reversed(self.rounds) if found.id in own), None)


def _find(session: Session, teams: Sequence[Team]) -> _Found:
    rounds = released_rounds(session)
    ids = [found.id for found in rounds]
    units = {UnitKey(team_id=team.id, part=part) for team in teams for part in Part}
    layouts = roster.layouts(session, rounds=ids, teams={team.id for team in teams})
    alone = {each: {unit.key for unit in layout.units} for each, layout in layouts.items()}
    results: dict[UnitKey, dict[RoundId, Result]] = {}
    items = [load_catalogue().anchor.code]
    for result in release.results(session, rounds=ids, units=units, items=items):
        if result.unit in alone[result.round_id]:
            results.setdefault(result.unit, {})[result.round_id] = result
    return _Found(
        rounds=rounds,
        results=results,
        spreads=release.spreads(session, rounds=ids),
        asked={team_id for layout in layouts.values() for team_id in layout.leaves},
    )


def _parts(team: Team, known: Collection[UnitKey]) -> Iterator[UnitKey]:
    yield UnitKey(team_id=team.id)
    for part in (Part.DIRECT, Part.REST):
        if (unit := UnitKey(team_id=team.id, part=part)) in known:
            yield unit


def _never_asked(
    session: Session, tree: TeamTree, teams: Set[TeamId], known: _Found
) -> Set[TeamId]:
    """Return those of these teams of which nobody was ever invited to a round with results."""
    below = {one: {team.id for team in tree.subtree(one)} - {one} for one in teams - known.asked}
    more = frozenset[TeamId]().union(*below.values()) - known.asked
    rounds = [found.id for found in known.rounds]
    asked = known.asked | (invited_teams(session, rounds=rounds, teams=more) if more else set())
    return {one for one, ids in below.items() if asked.isdisjoint(ids)}


def _nothing(unit: UnitKey, team: Team, depth: int) -> UnitLine:
    """Return the line of a unit about which there is no page yet."""
    name = unit_name(unit, team.name)
    return UnitLine(unit=unit, name=name, depth=depth, said=None, round=None)


def _line(unit: UnitKey, team: Team, depth: int, found: _Found) -> UnitLine:
    name = unit_name(unit, team.name)
    latest = found.latest(unit)
    asked = latest or found.rounds[-1]
    result = found.results.get(unit, {}).get(asked.id)
    level = (
        Missing(reason=Reason.COUNTED_IN_PARENT)
        if result is None
        else level_alone(result, found.spreads[asked.id].get(result.item))
    )
    said = say(level)
    return UnitLine(unit=unit, name=name, depth=depth, said=said, round=latest)


@lru_cache(maxsize=LEVELS)
def level_alone(result: Result, spread: float | None) -> Level:
    """Return the level that one result gives, with the spread of its question where it is known."""
    return checkpoint_level([result], spreads={} if spread is None else {result.item: spread})


def line_of(told: Told, *, tree: TeamTree) -> UnitLine:
    """Return one unit with the level it had in one round."""
    name = unit_name(told.unit, tree.get(told.unit.team_id).name)
    return UnitLine(unit=told.unit, name=name, depth=0, said=said_of(told), round=told.round)


def said_of(told: Told | None) -> Said:
    """Return the level of one unit in one round; None is a unit that the round did not have."""
    return say(
        Missing(reason=Reason.COUNTED_IN_PARENT)
        if told is None
        else level_alone(told.result, told.spreads.get(told.result.item))
    )
