"""A team that is made up, to show how answers become a number. The rules are the real ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from flask_babel import format_date

from feedbackpulse.charts.axis import lowest_mark
from feedbackpulse.charts.trend import Column
from feedbackpulse.cycles.domain import Privacy, RoundId
from feedbackpulse.insight.estimates import USUAL_SPREAD, Known, Level, checkpoint_level
from feedbackpulse.insight.smoothing import Smoothed, smooth
from feedbackpulse.insight.trend import Link
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld
from feedbackpulse.release.ranges import Outcome, Rule, Tally, leaf_outcome
from feedbackpulse.web.team.words import Said, say

ITEM: Final = "G1"
INVITED: Final = 8
WHOLE: Final = 3.4
"""Where the organisation around the team is."""
ROUNDS: Final = (
    (date(2026, 1, 12), (2, 3, 3, 3, 3, 3, 4, 4)),
    (date(2026, 4, 13), (3, 3, 4, 4)),
    (date(2026, 7, 13), (3, 4, 4, 4, 4, 4, 4, 5)),
    (date(2026, 10, 12), (3, 3, 3, 4, 4, 4)),
)
"""When each round was, and what people answered."""
WORKED_OUT: Final = 3
BOUNDED: Final = 2
"""Which of the rounds is explained step by step, and which is only bounded."""

_PLACE: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "unit": UnitKey(team_id=TeamId(UUID(int=0))),
        "unit_name": "",
        "round_id": RoundId(UUID(int=0)),
        "item": ITEM,
    }
)
"""Where the figures stand that nobody stores."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One round of the team that is made up."""

    on: date
    level: Level

    @property
    def label(self) -> str:
        """Its month."""
        return str(format_date(self.on, "MMM"))

    @property
    def month(self) -> str:
        """Its month in full."""
        return str(format_date(self.on, "MMMM"))

    @property
    def said(self) -> Said:
        """Its level in words."""
        return say(self.level)


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """The team that is made up, round by round."""

    moments: tuple[Moment, ...]
    smoothed: tuple[Smoothed | None, ...]

    @property
    def answers(self) -> tuple[int, ...]:
        """What people answered in the round that is explained."""
        return ROUNDS[WORKED_OUT][1]

    @property
    def explained(self) -> Moment:
        """The round that is explained."""
        return self.moments[WORKED_OUT]

    @property
    def bound(self) -> Moment:
        """The round of which one end is known."""
        return self.moments[BOUNDED]

    @property
    def axis_begins(self) -> int:
        """Where the scale of the picture begins."""
        return lowest_mark(moment.level for moment in self.moments)

    def columns(self) -> tuple[Column, ...]:
        """Return the rounds as the picture wants them."""
        known = [isinstance(moment.level, Known) for moment in self.moments]
        links = [Link.NONE, *(Link.SOLID if all(two) else Link.NONE for two in pairwise(known))]
        return tuple(
            Column(
                label=moment.label,
                caption=moment.said.brief_count,
                level=moment.level,
                link=link,
                organisation=None,
                shown=moment.said.short,
            )
            for moment, link in zip(self.moments, links, strict=True)
        )


def worked_example() -> Example:
    """Return the example, as the rules of today make it."""
    moments = tuple(Moment(on=on, level=_level(answers)) for on, answers in ROUNDS)
    line = smooth([(moment.on, moment.level) for moment in moments], start=WHOLE)
    return Example(moments=moments, smoothed=line)


def _level(answers: tuple[int, ...]) -> Level:
    return checkpoint_level([_result(answers)], spreads={ITEM: USUAL_SPREAD})


def _result(answers: tuple[int, ...]) -> Result:
    privacy = Privacy()
    rule = Rule(smallest_group=privacy.smallest_group, margin=privacy.margin, invited=INVITED)
    tally = Tally(n=len(answers), total=sum(answers) - len(answers))
    outcome = leaf_outcome(tally, rule)
    if outcome.is_shown:
        return _figure(outcome)
    return Withheld(**_PLACE, reason=Reason.TOO_FEW_ANSWERS, fewer_than=rule.fewest)


def _figure(outcome: Outcome) -> Figure:
    return Figure(
        **_PLACE,
        item_version=1,
        n=outcome.visible,
        n_is_minimum=False,
        invited=INVITED,
        low=outcome.low,
        high=outcome.high,
        membership_changed=False,
    )
