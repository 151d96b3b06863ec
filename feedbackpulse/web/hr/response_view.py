"""How many answered, unit by unit, in the latest rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Round
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.web.hr.reading import Published, depth_of, read_published
from feedbackpulse.web.team.words import round_labels, say_count, unit_name

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
    """All units of the last round, by the latest rounds, the last one first."""

    labels: tuple[str, ...]
    lines: tuple[ResponseLine, ...]

    @property
    def is_low_somewhere(self) -> bool:
        """Say whether fewer than half answered anywhere."""
        return any(cell.is_low for line in self.lines for cell in line.cells)


def find_response(session: Session, *, rounds: Sequence[Round]) -> Response:
    """Return how many answered the last of these rounds, and those before it."""
    latest = tuple(reversed(rounds[-MOST_ROUNDS:]))
    published = read_published(session, rounds=[found.id for found in latest])
    labels, units = round_labels(rounds), published.units[latest[0].id]
    return Response(
        labels=tuple(labels[found.id] for found in latest),
        lines=tuple(
            ResponseLine(
                name=unit_name(unit.key, unit.name),
                depth=depth_of(unit.key, units),
                cells=tuple(_answered(published, unit.key, found) for found in latest),
            )
            for unit in units
        ),
    )


def _answered(published: Published, unit: UnitKey, asked: Round) -> Answered:
    count = published.count(unit, asked)
    if count is None:
        return Answered(text="", is_low=False)
    return Answered(text=say_count(count), is_low=count.is_low)
