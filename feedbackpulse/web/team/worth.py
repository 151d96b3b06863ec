"""Were the questions worth the time? What everybody together said, and what was done with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleId, CycleState, RoundId
from feedbackpulse.people.trees import team_tree
from feedbackpulse.programme.changes import Change, Kind, list_changes
from feedbackpulse.web.team.moments import Moment
from feedbackpulse.web.team.page import find_worth
from feedbackpulse.web.team.topic import Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One round, what people said of its questions, and what was done with that."""

    moment: Moment
    notes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Worth:
    """All rounds that asked it; no topic while none is published."""

    is_asked: bool
    topic: Topic | None
    turns: tuple[Turn, ...]
    """The latest first."""


def read_worth(session: Session, *, catalogue: Catalogue, locale: str) -> Worth:
    """Return what is published of the question about the questions, for everybody the same."""
    topic = find_worth(session, tree=team_tree(session), catalogue=catalogue, locale=locale)
    moments = topic.course.moments if topic else ()
    notes = _notes(session, [moment.round_id for moment in moments])
    return Worth(
        is_asked=any(
            cycle.asks_worth and cycle.state is not CycleState.ENDED
            for cycle in cycles.list_cycles(session)
        ),
        topic=topic,
        turns=tuple(
            Turn(moment=moment, notes=tuple(notes[moment.round_id])) for moment in reversed(moments)
        ),
    )


def _notes(session: Session, rounds: list[RoundId]) -> dict[RoundId, list[Change]]:
    found: defaultdict[RoundId, list[Change]] = defaultdict(list)
    by_number = {
        (asked.cycle_id, asked.number): asked.id
        for asked in cycles.get_rounds(session, round_ids=rounds)
    }
    for change in list_changes(session):
        if change.kind is Kind.WORTH and change.cycle_id and change.round_number:
            key = (CycleId(change.cycle_id), change.round_number)
            if key in by_number:
                found[by_number[key]].append(change)
    return found
