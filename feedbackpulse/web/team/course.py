"""How a level went over the rounds: the moments, the line behind them, and a long rise or fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext

from feedbackpulse.charts.axis import lowest_mark
from feedbackpulse.charts.trend import Column
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Bounded, Known, Missing, Unclear
from feedbackpulse.insight.long_trend import FEWEST, Direction, LongTrend, long_trend
from feedbackpulse.insight.smoothing import Smoothed, smooth
from feedbackpulse.insight.trend import Link
from feedbackpulse.web.page import number
from feedbackpulse.web.team.moments import Moment
from feedbackpulse.web.team.words import say_list


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """The moments of one topic, oldest first."""

    moments: tuple[Moment, ...]
    smoothed: tuple[Smoothed | None, ...]
    """The level behind each moment; another wording begins a line of its own."""
    numbers: int
    """How many rounds of the latest wording have a number."""
    long: LongTrend | None
    """Of those rounds; None while they are too few."""

    @property
    def latest(self) -> Moment:
        """The last moment."""
        return self.moments[-1]

    @property
    def has_dashes(self) -> bool:
        """Say whether the line is broken somewhere because a few people joined or left."""
        return any(moment.link is Link.DASHED for moment in self.moments)

    @property
    def has_bounds(self) -> bool:
        """Say whether only one end of some round is known."""
        return any(isinstance(moment.level, Bounded) for moment in self.moments)

    @property
    def has_breaks(self) -> bool:
        """Say whether the questions became other ones somewhere."""
        return len({moment.wording for moment in self.moments}) > 1

    @property
    def has_band(self) -> bool:
        """Say whether there is a line behind the points."""
        return sum(one is not None for one in self.smoothed) > 1

    @property
    def gaps(self) -> tuple[Moment, ...]:
        """The rounds without a number."""
        return tuple(m for m in self.moments if isinstance(m.level, Missing | Unclear))

    @property
    def gap_sentences(self) -> tuple[str, ...]:
        """Which rounds show nothing, for each of the reasons."""
        by_reason: dict[str, list[str]] = {}
        for moment in self.gaps:
            by_reason.setdefault(moment.said.text, []).append(moment.label)
        return tuple(
            str(_("Not shown in %(rounds)s: %(reason)s.", rounds=say_list(labels), reason=reason))
            for reason, labels in by_reason.items()
        )

    @property
    def axis_begins(self) -> int:
        """Where the scale begins; it always ends at 5."""
        return lowest_mark(
            level for moment in self.moments for level in (moment.level, moment.organisation_level)
        )

    @property
    def note(self) -> str:
        """What the picture says beside the latest point: only a change that was tested."""
        for comparison in (self.latest.before, self.latest.year) if self.moments else ():
            if comparison and comparison.verdict is Verdict.UP:
                return str(_("up since %(round)s", round=comparison.since))
            if comparison and comparison.verdict is Verdict.DOWN:
                return str(_("down since %(round)s", round=comparison.since))
        return ""

    @property
    def long_sentence(self) -> str:
        """What can be said of all rounds together."""
        if self.long is None:
            return self._too_few()
        if self.long.direction is None:
            return str(
                _("Over %(rounds)s rounds we see no lasting rise or fall.", rounds=self.long.rounds)
            )
        slope = number(abs(self.long.per_year))
        if self.long.direction is Direction.UP:
            return str(
                _(
                    "Rising for a longer time: about %(slope)s a year, over %(rounds)s rounds. "
                    "That does not say why.",
                    slope=slope,
                    rounds=self.long.rounds,
                )
            )
        return str(
            _(
                "Falling for a longer time: about %(slope)s a year, over %(rounds)s rounds. "
                "That does not say why.",
                slope=slope,
                rounds=self.long.rounds,
            )
        )

    def columns(self) -> tuple[Column, ...]:
        """Return the moments as the picture wants them."""
        return tuple(
            Column(
                label=moment.label,
                caption=moment.said.brief_count,
                level=moment.level,
                link=moment.link,
                organisation=moment.organisation_level,
                shown=moment.said.short,
                breaks=moment.wording != before.wording,
            )
            for before, moment in zip(self.moments[:1] + self.moments, self.moments, strict=False)
        )

    def _too_few(self) -> str:
        missing = FEWEST - self.numbers
        return str(
            ngettext(
                "After %(num)s more round with a number we can look for a lasting rise or fall.",
                "After %(num)s more rounds with a number we can look for a lasting rise or fall.",
                missing,
            )
        )


def course_of(moments: Sequence[Moment]) -> Course:
    """Return the course of a topic, from its moments, oldest first."""
    wordings = [list(same) for _wording, same in groupby(moments, key=lambda one: one.wording)]
    latest = wordings[-1] if wordings else []
    points = [(one.on, one.level.value) for one in latest if isinstance(one.level, Known)]
    return Course(
        moments=tuple(moments),
        smoothed=tuple(one for same in wordings for one in _smoothed(same)),
        numbers=len(points),
        long=long_trend(points),
    )


def _smoothed(moments: Sequence[Moment]) -> tuple[Smoothed | None, ...]:
    """Return the line of one wording; it begins near where the whole organisation is."""
    known = (one.organisation_level for one in moments)
    start = next((level.value for level in known if isinstance(level, Known)), None)
    return smooth([(one.on, one.level) for one in moments], start=start)
