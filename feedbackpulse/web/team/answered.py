"""How many answered in every unit of released rounds, read in one pass however many units there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.estimates import Count
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.answered import Shown, answers_shown
from feedbackpulse.release.domain import Result, Withheld
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import RoundUnit


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """How many answered per unit, where that is shown; and else under which number they are."""

    counts: Mapping[UnitKey, Count]
    fewer_than: Mapping[UnitKey, int] = field(default_factory=dict)


def how_many(
    session: Session, *, rounds: Collection[RoundId], units: Collection[UnitKey]
) -> Mapping[RoundId, Answered]:
    """Return how many answered: the most that any question got, in these units of these rounds."""
    teams = {unit.team_id for unit in units}
    known = roster.units_of_rounds(session, rounds=rounds, teams=teams)
    in_turn = {one for one in rounds if any(unit.asked for unit in known[one])}
    same_for_all = [one for one in rounds if one not in in_turn]
    shown = answers_shown(session, rounds=same_for_all, teams=teams)
    return {
        one: _most(release.results(session, rounds=[one], units=units))
        if one in in_turn
        else _of_all(known[one], {unit: said for (of, unit), said in shown.items() if of == one})
        for one in rounds
    }


def _of_all(units: Iterable[RoundUnit], shown: Mapping[UnitKey, Shown]) -> Answered:
    """Say it of a round in which everybody was asked the same."""
    known = [(unit, shown[unit.key]) for unit in units if unit.key in shown]
    return Answered(
        counts={
            unit.key: Count(n=said.n, at_least=said.hidden > 0, invited=unit.invited)
            for unit, said in known
            if said.n
        },
        fewer_than={
            unit.key: said.fewer_than for unit, said in known if unit.is_leaf and not said.n
        },
    )


def _most(results: Iterable[Result]) -> Answered:
    """Say it of a round in which teams took turns: each question has its own number of people."""
    counts: dict[UnitKey, Count] = {}
    fewer_than: dict[UnitKey, int] = {}
    for result in results:
        if isinstance(result, Withheld):
            known = fewer_than.get(result.unit, 0)
            fewer_than[result.unit] = max(known, result.fewer_than or 0)
        elif result.unit not in counts or result.n > counts[result.unit].n:
            counts[result.unit] = Count(
                n=result.n, at_least=result.n_is_minimum, invited=result.invited
            )
    return Answered(counts=counts, fewer_than=fewer_than)
