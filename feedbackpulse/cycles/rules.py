"""A rhythm of an organisation's own, as RFC 5545 writes it. Pure.

A rule says on which days rounds open, no more: never how late, how often in all, or until when.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise, takewhile
from types import MappingProxyType

from dateutil.rrule import rrulestr

from feedbackpulse.cycles.domain import Cycle, CycleError

# Far enough to plan with, near enough that every date still exists.
LAST_YEAR = 2200
LONGEST_RULE = 300
YEARS_CHECKED = 3
SHORTEST_GAP = timedelta(days=7)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_CALENDAR_REPEATS = 400
_LAST_KNOWN_YEAR = 9999
_MOST_INTERVAL: Mapping[str, int] = MappingProxyType(
    {"DAILY": 366, "WEEKLY": 52, "MONTHLY": 24, "YEARLY": 2}
)
_ALLOWED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "DAILY": frozenset(),
        "WEEKLY": frozenset({"BYDAY", "BYMONTH"}),
        "MONTHLY": frozenset({"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"}),
        "YEARLY": frozenset(
            {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"}
        ),
    }
)
_WEEKS_IN_MONTH, _WEEKS_IN_YEAR = 5, 53
_DAY = re.compile(r"([+-]?[0-9]{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}")


class Flaw(StrEnum):
    """Why a rule cannot be the rhythm of a cycle."""

    UNREADABLE = "unreadable"
    PART = "part"
    ENDS = "ends"
    TOO_OFTEN = "too_often"
    NEVER = "never"
    CLASH = "clash"


class InvalidRuleError(CycleError):
    """A rule cannot be the rhythm of a cycle: with the part, or the two days, that it is about."""

    def __init__(self, flaw: Flaw, *, part: str = "", days: tuple[date, ...] = ()) -> None:
        """Say what is wrong, and where."""
        super().__init__(" ".join(("rule:", flaw.value, part, *map(str, days))).strip())
        self.flaw = flaw
        self.part = part
        self.days = days


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule that was read: its frequency, its interval, and what narrows it down."""

    frequency: str
    interval: int
    narrowed: tuple[tuple[str, str], ...]
    week_start: str = ""

    @property
    def text(self) -> str:
        """Return the rule as RFC 5545 writes it, the same for the same."""
        every = (("FREQ", self.frequency), ("INTERVAL", str(self.interval)), *self.narrowed)
        week = (("WKST", self.week_start),) if self.week_start else ()
        return ";".join(f"{name}={value}" for name, value in (*every, *week))

    @property
    def parts(self) -> dict[str, str]:
        """Return what narrows it down, by the name of the part."""
        return dict(self.narrowed)


def read_rule(text: str) -> Rule:
    """Return the rule in a text. Raises InvalidRuleError."""
    if len(text) > LONGEST_RULE:
        raise InvalidRuleError(Flaw.UNREADABLE)
    parts = _parts(text.strip().upper().removeprefix("RRULE:"))
    frequency = _frequency(parts)
    interval, week_start = parts.pop("INTERVAL", "1"), parts.pop("WKST", "")
    if not _is_number(interval, lambda number: 1 <= number <= _MOST_INTERVAL[frequency]):
        raise InvalidRuleError(Flaw.PART, part="INTERVAL")
    if week_start not in {"", *WEEKDAYS}:
        raise InvalidRuleError(Flaw.PART, part="WKST")
    for part, value in parts.items():
        if part not in _ALLOWED[frequency] or not _means_something(part, value, frequency, parts):
            raise InvalidRuleError(Flaw.PART, part=part)
    narrowed = tuple(sorted(parts.items()))
    return Rule(
        frequency=frequency, interval=int(interval), narrowed=narrowed, week_start=week_start
    )


def rule_days(text: str, first_day: date) -> Iterator[date]:
    """Yield the days of a rule that was read before, from a first day on."""
    end = date(LAST_YEAR, 1, 1)
    yield from takewhile(lambda day: day < end, _days(text, first_day))


def first_years(text: str, first_day: date) -> tuple[date, ...]:
    """Return the days of a rule in its first three years, at no great cost for any rule.

    The calendar repeats every four centuries. What never comes is given up sooner near its end.
    """
    spare = (_LAST_KNOWN_YEAR - YEARS_CHECKED - 1 - first_day.year) // _CALENDAR_REPEATS
    shift = spare * _CALENDAR_REPEATS
    far_on = first_day.replace(year=first_day.year + shift)
    end = far_on + timedelta(days=YEARS_CHECKED * 365 + 1)
    days = takewhile(lambda day: day < end, _days(text, far_on))
    return tuple(day.replace(year=day.year - shift) for day in days)


def check_rule(text: str, first_day: date, *, opens: time, closes: time, window_days: int) -> Rule:
    """Return the rule, when its rounds keep out of each other's way. Raises InvalidRuleError.

    Two rounds never open within a week, and no window is still open when the next one opens.
    """
    rule = read_rule(text)
    days = first_years(rule.text, first_day)
    if not days:
        raise InvalidRuleError(Flaw.NEVER)
    for one, two in pairwise(days):
        if two - one < SHORTEST_GAP:
            raise InvalidRuleError(Flaw.TOO_OFTEN, days=(one, two))
        last = datetime.combine(one + timedelta(days=window_days - 1), closes)
        if last > datetime.combine(two, opens):
            raise InvalidRuleError(Flaw.CLASH, days=(one, two))
    return rule


def check_cycle(cycle: Cycle) -> Cycle:
    """Return the cycle, when it has no rule of its own or a good one. Raises InvalidRuleError."""
    if cycle.rule:
        check_rule(
            cycle.rule,
            cycle.first_day,
            opens=cycle.opens,
            closes=cycle.closes,
            window_days=cycle.window_days,
        )
    return cycle


def _days(text: str, first_day: date) -> Iterator[date]:
    for moment in rrulestr(text, dtstart=datetime.combine(first_day, time())):
        yield moment.date()


def _parts(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    parts = {name.strip(): value.strip() for name, _equals, value in pairs}
    if len(parts) < len(pairs) or not all(parts.values()):
        raise InvalidRuleError(Flaw.UNREADABLE)
    return parts


def _frequency(parts: dict[str, str]) -> str:
    """Take the frequency out of the parts, when a cycle can have it for ever."""
    frequency = parts.pop("FREQ", "")
    if frequency in {"HOURLY", "MINUTELY", "SECONDLY"}:
        raise InvalidRuleError(Flaw.TOO_OFTEN)
    if frequency not in _ALLOWED:
        raise InvalidRuleError(Flaw.UNREADABLE)
    for part in ("COUNT", "UNTIL"):
        if part in parts:
            raise InvalidRuleError(Flaw.ENDS, part=part)
    return frequency


def _means_something(part: str, value: str, frequency: str, parts: Mapping[str, str]) -> bool:
    if part == "BYDAY":
        highest = _highest_in_byday(frequency, parts)
        return all(_is_day(one, highest) for one in value.split(","))
    if part == "BYSETPOS" and len(parts) == 1:
        return False
    return all(_is_number(one, _WITHIN[part]) for one in value.split(","))


def _highest_in_byday(frequency: str, parts: Mapping[str, str]) -> int:
    """Return the highest number that a weekday can have: none in a week, five in a month."""
    if frequency == "WEEKLY" or "BYWEEKNO" in parts:
        return 0
    return _WEEKS_IN_MONTH if frequency == "MONTHLY" or "BYMONTH" in parts else _WEEKS_IN_YEAR


def _is_day(text: str, highest: int) -> bool:
    found = _DAY.fullmatch(text)
    if found is None:
        return False
    number = found.group(1)
    return number is None or 1 <= abs(int(number)) <= highest


def _is_number(text: str, within: Callable[[int], bool]) -> bool:
    return _NUMBER.fullmatch(text) is not None and within(int(text))


def _up_to(highest: int, *, from_the_end: bool = True) -> Callable[[int], bool]:
    return lambda number: 1 <= (abs(number) if from_the_end else number) <= highest


_WITHIN: Mapping[str, Callable[[int], bool]] = MappingProxyType(
    {
        "BYMONTH": _up_to(12, from_the_end=False),
        "BYMONTHDAY": _up_to(31),
        "BYSETPOS": _up_to(366),
        "BYYEARDAY": _up_to(366),
        "BYWEEKNO": _up_to(53),
    }
)
