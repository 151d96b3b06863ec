"""What all released rounds published about one unit and about the whole organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import AskedItem, Round, RoundId
from feedbackpulse.insight.estimates import Count, turned
from feedbackpulse.insight.trend import Asked
from feedbackpulse.people.domain import Part, TeamId, TeamTree, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld
from feedbackpulse.roster import service as roster
from feedbackpulse.web.team.units import released_rounds


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
    root = UnitKey(team_id=tree.root.id)
    released = released_rounds(session)
    ids = [found.id for found in released]
    results: dict[tuple[UnitKey, RoundId], dict[str, Result]] = {}
    for result in release.results(session, rounds=ids, units={unit, root}, items=None):
        results.setdefault((result.unit, result.round_id), {})[result.item] = result
    alone = {each for each in ids if _stood_alone(results.get((unit, each), {}))}
    leaves = roster.leaves_of_teams(session, rounds=[each for each in ids if each not in alone])
    joined = {each: _joined(tree, known, unit) for each, known in leaves.items()}
    places = dict.fromkeys(alone, unit) | {each: at for each, at in joined.items() if at}
    return Record(
        unit=unit,
        root=root,
        rounds=tuple(found for found in released if found.id in places),
        results=results,
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


def _joined(tree: TeamTree, leaves: Mapping[TeamId, UnitKey], unit: UnitKey) -> UnitKey | None:
    """Return where the people of a unit that did not stand on its own were counted."""
    if unit.part is Part.REST:
        return None
    teams = tree.subtree(unit.team_id) if unit.part is Part.WHOLE else (tree.get(unit.team_id),)
    return next((leaves[team.id] for team in teams if team.id in leaves), None)
