"""Levels in the reader's words: a number, a bound, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from flask_babel import format_datetime, get_locale, ngettext
from flask_babel import gettext as _

from feedbackpulse.charts.heat_key import step_of
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.insight.estimates import (
    REACH,
    ROUGH_UP_TO,
    Bounded,
    Count,
    Known,
    Level,
    Missing,
    Precision,
    Side,
    Unclear,
)
from feedbackpulse.people.domain import Part, UnitKey
from feedbackpulse.release.domain import Reason
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.page import number

LEVELS: Final = 6_400
"""How many levels a process remembers, as figures and in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One level in words: the number, how sure it is, and out of how many people."""

    text: str
    short: str
    interval: str
    precision: str
    count: str
    brief_count: str
    shade: int | None
    """Which of the six colours of the table it gets; none when there is no number."""


def say(level: Level) -> Said:
    """Return a level in words."""
    return _said(level, str(get_locale()))


@lru_cache(maxsize=LEVELS)
def _said(level: Level, _locale: str) -> Said:
    return Said(
        text=_text(level),
        short=_short(level),
        interval=_interval(level),
        precision=_precision(level),
        count="" if isinstance(level, Missing) else say_count(level.count),
        brief_count=_brief(level),
        shade=_shade(level),
    )


def say_count(count: Count) -> str:
    """Return how many of how many people answered."""
    if count.at_least:
        return str(_("%(n)s or more of %(invited)s", n=count.n, invited=count.invited))
    return str(_("%(n)s of %(invited)s", n=count.n, invited=count.invited))


def say_people(count: Count) -> str:
    """Return the same as a sentence."""
    if count.at_least:
        return str(
            _("%(n)s or more of %(invited)s people answered", n=count.n, invited=count.invited)
        )
    return str(_("%(n)s of %(invited)s people answered", n=count.n, invited=count.invited))


def say_grounds(level: Level) -> tuple[str, ...]:
    """Return how we know a level, a sentence each."""
    if isinstance(level, Missing):
        return (str(_("There is no number: %(reason)s.", reason=_reason(level))),)
    told = [f"{say_people(level.count)}.", *_made_of(level)]
    if level.count.is_low:
        told.append(
            str(_("That is fewer than half. People who did not answer may see it differently."))
        )
    return tuple(told)


def _made_of(level: Known | Bounded | Unclear) -> tuple[str, ...]:
    if isinstance(level, Unclear):
        points = number(ROUGH_UP_TO)
        return (
            str(_("The real level can be more than %(points)s away. So no number.", points=points)),
        )
    if isinstance(level, Bounded):
        return (
            str(_("An exact number would give away answers. So we show one end of it.")),
            str(_("The real level is there, or further on.")),
        )
    reach = number(REACH * level.error)
    return (
        str(_("The number is the average of their answers, or the middle of a narrow range.")),
        str(
            _(
                "The level of everybody together is most likely %(interval)s. "
                "That is right more than 9 times out of 10.",
                interval=_interval(level),
            )
        ),
        str(
            _(
                "It can be %(points)s higher or lower: a %(picture)s.",
                points=reach,
                picture=_precision(level),
            )
        ),
    )


def unit_name(unit: UnitKey, team_name: str) -> str:
    """Return what a unit is called: a team, the people directly in it, or its small teams."""
    if unit.part is Part.DIRECT:
        return str(_("%(team)s: directly in this team", team=team_name))
    if unit.part is Part.REST:
        return str(_("%(team)s: small teams together", team=team_name))
    return team_name


def name_of(unit: RoundUnit) -> str:
    """Return what a unit of a round is called, as it was at opening."""
    return unit_name(unit.key, unit.name)


def round_labels(rounds: Sequence[Round]) -> dict[RoundId, str]:
    """Return a short name for each round, given oldest first: its month, or its day.

    The year is added to the first round and wherever it changes.
    """
    months = [_local(found.opens_at, "y-MM") for found in rounds]
    pattern = "MMM" if len(set(months)) == len(months) else "d MMM"
    labels: dict[RoundId, str] = {}
    year = ""
    for found in rounds:
        own_year = _local(found.opens_at, "yy")
        label = _local(found.opens_at, pattern).rstrip(".")
        labels[found.id] = label if own_year == year else f"{label} ’{own_year}"
        year = own_year
    return labels


def round_names(rounds: Sequence[Round], *, now: Round) -> dict[RoundId, str]:
    """Return what each round is called inside a sentence: its month, or its day.

    With the year, unless that is the year of *now*.
    """
    months = [_local(found.opens_at, "y-MM") for found in rounds]
    pattern = "MMMM" if len(set(months)) == len(months) else "d MMMM"
    this_year = _local(now.opens_at, "y")
    return {
        found.id: _local(
            found.opens_at,
            pattern if _local(found.opens_at, "y") == this_year else f"{pattern} y",
        )
        for found in rounds
    }


def say_list(words: Iterable[str]) -> str:
    """Return the words as one enumeration."""
    every = list(words)
    if len(every) < 2:  # noqa: PLR2004  (one word is no list)
        return "".join(every)
    return str(_("%(first)s and %(last)s", first=", ".join(every[:-1]), last=every[-1]))


def _local(moment: datetime, pattern: str) -> str:
    return str(format_datetime(moment, pattern))


def _text(level: Level) -> str:
    if isinstance(level, Known):
        return number(level.value)
    if isinstance(level, Bounded):
        shown = number(level.value)
        higher = level.side is Side.HIGHER
        return str(
            _("%(number)s or higher", number=shown)
            if higher
            else _("%(number)s or lower", number=shown)
        )
    return _reason(level)


def _short(level: Level) -> str:
    if isinstance(level, Bounded):
        return number(level.value) + ("↑" if level.side is Side.HIGHER else "↓")
    return _text(level)


def _reason(level: Unclear | Missing) -> str:
    if isinstance(level, Unclear):
        return str(_("too uncertain"))
    if level.fewer_than is not None:
        return str(
            ngettext("fewer than %(num)s answer", "fewer than %(num)s answers", level.fewer_than)
        )
    known = {
        Reason.TOO_FEW_ANSWERS: _("too few answers"),
        Reason.COUNTED_IN_PARENT: _("counted together"),
        Reason.NOT_ASKED: _("not asked"),
    }
    return str(known[level.reason])


def _interval(level: Level) -> str:
    if not isinstance(level, Known):
        return ""
    return str(_("between %(low)s and %(high)s", low=number(level.low), high=number(level.high)))


def _precision(level: Level) -> str:
    if isinstance(level, Unclear):
        return str(_("still too uncertain"))
    if not isinstance(level, Known):
        return ""
    known = {Precision.GOOD: _("good picture"), Precision.ROUGH: _("rough picture")}
    return str(known[level.precision])


def _brief(level: Level) -> str:
    """Return the count where there is little room."""
    if isinstance(level, Missing):
        return "–"
    n = f"{level.count.n}+" if level.count.at_least else str(level.count.n)
    return str(_("%(n)s of %(invited)s", n=n, invited=level.count.invited))


def _shade(level: Level) -> int | None:
    if not isinstance(level, Known | Bounded):
        return None
    return 1 + step_of(level.value)
