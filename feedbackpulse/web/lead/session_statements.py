"""Which statements a team can vote on: short ones about the team, as the catalogue words them.

None is about the lead, who leads the talk: nobody should have to vote on somebody in the room.
"""

from __future__ import annotations

from typing import Final

from feedbackpulse.checkpoints.domain import Catalogue, Item
from feedbackpulse.team_sessions.domain import MOST_STATEMENTS
from feedbackpulse.web.team.guide import WITHOUT_TOPIC
from feedbackpulse.web.team.subjects import choose_subjects
from feedbackpulse.web.team.view import TeamPage

_ABOUT_US: Final = "team"
_SUGGESTED: Final = MOST_STATEMENTS - 1
"""How many are ticked beforehand: one more is room for what the team wants itself."""


def offered_statements(page: TeamPage | None, catalogue: Catalogue) -> tuple[Item, ...]:
    """Return the statements of the topics that the round asked, and those on how we listen."""
    asked = {topic.key for topic in page.asked_now} if page else set()
    points = [point for point in catalogue.checkpoints if point.referent == _ABOUT_US]
    chosen = [point for point in points if point.code in asked or point.code == WITHOUT_TOPIC]
    return tuple(item for point in chosen for item in point.pulse_items)


def suggested_statements(page: TeamPage | None, offered: tuple[Item, ...]) -> tuple[str, ...]:
    """Return the codes to begin with: of what stands out, and then of how we listen."""
    subjects = choose_subjects(page.asked_now) if page and not page.is_silent else None
    both = (subjects.difficult, subjects.good) if subjects else ()
    keys = [one.topic.key for one in both if one]
    out = [next((item for item in offered if item.checkpoint == key), None) for key in keys]
    listening = [item for item in offered if item.checkpoint == WITHOUT_TOPIC]
    first = dict.fromkeys(item.code for item in (*out, *listening) if item)
    return tuple(first)[:_SUGGESTED]
