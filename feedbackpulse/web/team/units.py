"""Which units have results, where they hang in the tree, and what their latest level is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.insight.estimates import Missing, checkpoint_level
from feedbackpulse.people.domain import Part, Team, TeamId, TeamTree, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Reason, Result
from feedbackpulse.roster import service as roster
from feedbackpulse.web.team.words import Said, say, unit_name


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


def unit_lines(session: Session, *, tree: TeamTree, teams: Sequence[Team]) -> list[UnitLine]:
    """Return these teams with their parts, in the order given, each with its latest level.

    The depth counts from the highest of the teams that are above each other.
    """
    found = _find(session)
    ever = _ever_asked(session, found.rounds)
    ids = {team.id for team in teams}
    lines: list[UnitLine] = []
    for team in teams:
        depth = sum(above.id in ids for above in tree.ancestors(team.id))
        for unit in _parts(team, found.results):
            deeper = depth if unit.part is Part.WHOLE else depth + 1
            is_new = unit not in found.results and ever.isdisjoint(_below(tree, team))
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

    def latest(self, unit: UnitKey) -> Round | None:
        """Return the last round in which a unit stood on its own."""
        own = self.results.get(unit, {})
        return next((found for found in reversed(self.rounds) if found.id in own), None)


def _find(session: Session) -> _Found:
    rounds = released_rounds(session)
    results: dict[UnitKey, dict[RoundId, Result]] = {}
    items = [load_catalogue().anchor.code]
    ids = [found.id for found in rounds]
    for result in release.results(session, rounds=ids, units=None, items=items):
        results.setdefault(result.unit, {})[result.round_id] = result
    return _Found(rounds=rounds, results=results, spreads=release.spreads(session, rounds=ids))


def _parts(team: Team, known: Collection[UnitKey]) -> Iterator[UnitKey]:
    yield UnitKey(team_id=team.id)
    for part in (Part.DIRECT, Part.REST):
        if (unit := UnitKey(team_id=team.id, part=part)) in known:
            yield unit


def _ever_asked(session: Session, rounds: Sequence[Round]) -> frozenset[TeamId]:
    """Return the teams of which people were invited to any of these rounds."""
    leaves = roster.leaves_of_teams(session, rounds=[found.id for found in rounds])
    return frozenset(team_id for known in leaves.values() for team_id in known)


def _below(tree: TeamTree, team: Team) -> Iterator[TeamId]:
    return (one.id for one in tree.subtree(team.id))


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
        else checkpoint_level([result], spreads=found.spreads[asked.id])
    )
    said = say(level)
    return UnitLine(unit=unit, name=name, depth=depth, said=said, round=latest)


def line_in_round(session: Session, *, tree: TeamTree, unit: UnitKey, asked: Round) -> UnitLine:
    """Return one unit with the level it had in one round."""
    items = [load_catalogue().anchor.code]
    found = release.results(session, rounds=[asked.id], units={unit}, items=items)
    results = {unit: {result.round_id: result for result in found}}
    spreads = release.spreads(session, rounds=[asked.id])
    known = _Found(rounds=(asked,), results=results, spreads=spreads)
    return _line(unit, tree.get(unit.team_id), 0, known)
