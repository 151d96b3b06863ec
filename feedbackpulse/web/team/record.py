"""What all released rounds published about one unit and about the whole organisation."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import AskedItem, Round, RoundId
from feedbackpulse.insight.estimates import Count, turned
from feedbackpulse.insight.trend import Asked
from feedbackpulse.people.domain import Part, TeamTree, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import Layout
from feedbackpulse.web.team.units import released_rounds
from feedbackpulse.web.worked_out import content_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The results of a unit and of the organisation, in the rounds that were about the unit."""

    unit: UnitKey
    root: UnitKey
    rounds: tuple[Round, ...]
    """Oldest first."""
    results: Mapping[tuple[UnitKey, RoundId], Mapping[str, Result]]
    spreads: Mapping[RoundId, Mapping[str, float]]
    places: Mapping[RoundId, UnitKey]

    @property
    def content(self) -> Hashable:
        """All that it says, and where that was read from."""
        return content_of(
            self.unit, self.root, self.rounds, self.results, self.spreads, self.places
        )

    def up_to(self, asked: Round) -> tuple[Round, ...]:
        """Return this round and those before it, oldest first."""
        return self.rounds[: self.rounds.index(asked) + 1]

    def counted_in(self, asked: Round) -> UnitKey | None:
        """Return where the unit's people were counted when it did not stand on its own."""
        place = self.places[asked.id]
        return None if place == self.unit else place

    def count(self, asked: Round) -> Count | None:
        """Return how many people answered: the most that any question of the round got."""
        known = self.results.get((self.unit, asked.id), {})
        figures = [result for result in known.values() if isinstance(result, Figure)]
        if not figures:
            return None
        most = max(figures, key=lambda figure: figure.n)
        return Count(n=most.n, at_least=most.n_is_minimum, invited=most.invited)

    def was_asked(self, asked: Round, item: AskedItem) -> bool:
        """Say whether anybody in the unit was asked this item of a round."""
        result = self.results.get((self.unit, asked.id), {}).get(item.code)
        return not (isinstance(result, Withheld) and result.reason is Reason.NOT_ASKED)

    def asked(self, unit: UnitKey, asked: Round, items: Sequence[AskedItem]) -> Asked:
        """Return what a round published for a unit about these items."""
        known = self.results.get((unit, asked.id), {})
        joined = not known and unit == self.unit
        return Asked(
            round_id=asked.id,
            results=tuple(_result(unit, asked, item, known, joined=joined) for item in items),
            spreads=self.spreads[asked.id],
        )


def read_record(session: Session, *, tree: TeamTree, unit: UnitKey) -> Record:
    """Return what every released round published about a unit."""
    return read_records(session, tree=tree, units={unit})[unit]


def read_records(
    session: Session, *, tree: TeamTree, units: Collection[UnitKey]
) -> Mapping[UnitKey, Record]:
    """Return what every released round published about each of these units, asked together."""
    root = UnitKey(team_id=tree.root.id)
    ids = [found.id for found in released_rounds(session)]
    wanted = {*units, root}
    results: dict[tuple[UnitKey, RoundId], dict[str, Result]] = {}
    for result in release.results(session, rounds=ids, units=wanted, items=None):
        results.setdefault((result.unit, result.round_id), {})[result.item] = result
    # the results needed the same, so it is known
    layouts = roster.layouts(session, rounds=ids, teams={one.team_id for one in wanted})
    return {unit: _record(session, tree, unit, results, layouts) for unit in units}


def _record(
    session: Session,
    tree: TeamTree,
    unit: UnitKey,
    results: Mapping[tuple[UnitKey, RoundId], Mapping[str, Result]],
    layouts: Mapping[RoundId, Layout],
) -> Record:
    released = released_rounds(session)
    ids = [found.id for found in released]
    alone = {each for each in ids if _stood_alone(results.get((unit, each), {}))}
    others = {each: layouts[each] for each in ids if each not in alone}
    places = {**dict.fromkeys(alone, unit), **_joined(session, tree, unit, others)}
    root = UnitKey(team_id=tree.root.id)
    own = ((one, each) for one in {unit, root} for each in ids)
    return Record(
        unit=unit,
        root=root,
        rounds=tuple(found for found in released if found.id in places),
        results={key: results[key] for key in own if key in results},
        spreads=release.spreads(session, rounds=ids),
        places=places,
    )


def _result(
    unit: UnitKey, asked: Round, item: AskedItem, known: Mapping[str, Result], *, joined: bool
) -> Result:
    reason = Reason.COUNTED_IN_PARENT if joined else Reason.NOT_ASKED
    missing = Withheld(unit=unit, unit_name="", round_id=asked.id, item=item.code, reason=reason)
    reverse = {item.code} if item.reverse else set()
    return turned(known.get(item.code, missing), reverse=reverse)


def _stood_alone(known: Mapping[str, Result]) -> bool:
    return any(
        isinstance(result, Figure) or result.reason is not Reason.COUNTED_IN_PARENT
        for result in known.values()
    )


def _joined(
    session: Session, tree: TeamTree, unit: UnitKey, rounds: Mapping[RoundId, Layout]
) -> Mapping[RoundId, UnitKey]:
    """Return where the people of a unit that did not stand on its own were counted, if anywhere."""
    if unit.part is Part.REST:
        return {}
    found = {each: layout.leaves.get(unit.team_id) for each, layout in rounds.items()}
    below = [each for each, leaf in found.items() if leaf is None]
    if unit.part is Part.WHOLE and below:
        teams = tree.subtree(unit.team_id)
        for each, leaves in roster.leaves_of_teams(session, rounds=below).items():
            found[each] = next((leaves[team.id] for team in teams if team.id in leaves), None)
    return {each: leaf for each, leaf in found.items() if leaf}
