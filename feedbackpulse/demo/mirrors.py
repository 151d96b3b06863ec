"""What one fictional lead expected of their team, before two rounds were published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import cycle
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import RISING, address
from feedbackpulse.people import directory
from feedbackpulse.people.trees import team_tree
from feedbackpulse.reflection import mirrors
from feedbackpulse.reflection.mirror import Look
from feedbackpulse.reflection.notebook import open_notebook

OWNER: Final = "Joris Rietveen"
EXPECTED: Final = (3.5, 3.0, 4.5, 3.5, 2.0)
"""Of one topic after another, and then again from the first."""
LOOKED_BEFORE: Final = 2


def make_mirrors(stores: Stores, *, zone: str, now: datetime) -> None:
    """Write down what a lead expected of the latest rounds, as they did before the release."""
    day = clock.local_day(now, zone)
    with stores.main() as session, transaction(session):
        lead = directory.find_person_by_email(session, email=address(OWNER), on=day)
        if lead is None:
            return
        notebook = open_notebook(session, keys=stores.keys, owner=lead.id)
        team = next(one for one in team_tree(session).teams if one.code == RISING)
        for asked in _latest(session):
            for look in _looks(asked):
                mirrors.keep_look(
                    session, notebook=notebook, team=team.id, round_id=asked.id, look=look
                )


def _latest(session: Session) -> tuple[Round, ...]:
    found = [one for one in cycles.list_rounds(session) if one.state is RoundState.RELEASED]
    return tuple(found[-LOOKED_BEFORE:])


def _looks(asked: Round) -> Iterator[Look]:
    topics = dict.fromkeys(item.checkpoint or item.code for item in asked.rated_items)
    for topic, expected in zip(topics, cycle(EXPECTED), strict=False):
        yield Look(topic=topic, expected=expected)
