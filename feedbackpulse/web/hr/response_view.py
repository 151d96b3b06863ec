"""How many answered, unit by unit, in the latest rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Round
from feedbackpulse.insight.estimates import Count
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.hr.reading import depths_of
from feedbackpulse.web.portion import Portion, portion_of
from feedbackpulse.web.team.answered import how_many
from feedbackpulse.web.team.words import name_of, round_labels, say_count

MOST_ROUNDS = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """How many of a unit answered one round; no words where that is not shown."""

    text: str
    is_low: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseLine:
    """One unit, in each of the rounds."""

    name: str
    depth: int
    cells: tuple[Answered, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """Units of the last round, by the latest rounds, the last one first."""

    labels: tuple[str, ...]
    portion: Portion[RoundUnit]
    lines: tuple[ResponseLine, ...]

    @property
    def is_low_somewhere(self) -> bool:
        """Say whether fewer than half answered anywhere."""
        return any(cell.is_low for line in self.lines for cell in line.cells)


def find_response(session: Session, *, rounds: Sequence[Round]) -> Response:
    """Return how many answered the last of these rounds, and those before it."""
    latest = tuple(reversed(rounds[-MOST_ROUNDS:]))
    units = roster.units_of_round(session, round_id=latest[0].id)
    portion = portion_of(units, name=name_of)
    shown = {unit.key for unit in portion.lines}
    answered = how_many(session, rounds=[found.id for found in latest], units=shown)
    labels = round_labels(rounds)
    depths = depths_of([*(unit for unit in units if not unit.is_leaf), *portion.lines])
    return Response(
        labels=tuple(labels[found.id] for found in latest),
        portion=portion,
        lines=tuple(
            ResponseLine(
                name=name_of(unit),
                depth=depths[unit.key],
                cells=tuple(_cell(answered[one.id].counts.get(unit.key)) for one in latest),
            )
            for unit in portion.lines
        ),
    )


def _cell(count: Count | None) -> Answered:
    if count is None:
        return Answered(text="", is_low=False)
    return Answered(text=say_count(count), is_low=count.is_low)
