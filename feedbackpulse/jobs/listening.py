"""Two weeks after a round closed: count how many leads opened its results, and forget who did."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.clock import local_day
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import directory
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.trees import team_tree
from feedbackpulse.programme.opened import COUNTED_AFTER, count_opened, is_counted, rounds_noted
from feedbackpulse.roster.service import units_of_round

ZONE: Final = "UTC"
NOT_OLDER: Final = timedelta(days=60)
"""Rounds from before anything was noted are not counted as if nobody had opened them."""


def count_results_opened(stores: Stores, *, now: datetime) -> int:
    """Count for each round whose two weeks are over; return how many this call counted."""
    with stores.main() as session:
        due = _due(session, now)
    return sum(_count(stores, asked.id, on=local_day(now, ZONE)) for asked in due)


def _due(session: Session, now: datetime) -> list[Round]:
    noted = rounds_noted(session)
    return [
        asked
        for asked in cycles.list_rounds(session)
        if asked.state is RoundState.RELEASED
        and asked.closes_at + COUNTED_AFTER <= now
        and (asked.id in noted or _is_new(session, asked, now))
    ]


def _is_new(session: Session, asked: Round, now: datetime) -> bool:
    return asked.closes_at > now - NOT_OLDER and not is_counted(session, round_id=asked.id)


def _count(stores: Stores, round_id: RoundId, *, on: date) -> bool:
    with stores.main() as session, transaction(session):
        leads = leads_with_results(session, round_id=round_id, on=on)
        return count_opened(session, round_id=round_id, leads=leads)


def leads_with_results(session: Session, *, round_id: RoundId, on: date) -> frozenset[PersonId]:
    """Return who leads a team that a round has a page about, itself or a team below it."""
    tree = team_tree(session)
    units = {one.key.team_id for one in units_of_round(session, round_id=round_id)}
    known = {team_id for team_id in units if team_id in tree}
    teams = known | {above.id for team_id in known for above in tree.ancestors(team_id)}
    return frozenset(
        one.person_id
        for one in directory.list_appointments(session)
        if one.team_id in teams and one.holds_on(on)
        if directory.is_active(session, person_id=one.person_id)
    )
