"""The rules that can be said in a few words, and so be chosen without knowing RFC 5545. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from feedbackpulse.cycles.rules import WEEKDAYS, Rule

EVERY_MONTH_HAS = 28
LONGEST_MONTH = 31
LAST = -1
_NTH = re.compile(r"(1|2|3|4|-1)([A-Z]{2})")


class Place(StrEnum):
    """Where in its weeks or months a round opens."""

    WEEKDAY = "weekday"
    DAY = "day"
    LAST_DAY = "last_day"
    NTH = "nth"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlainRule:
    """Every so many weeks or months, on a weekday, a day, the last day, or a weekday in a month."""

    every: int
    place: Place
    weekday: str = ""
    day: int = 0
    which: int = 0

    @property
    def text(self) -> str:
        """Return the rule as RFC 5545 writes it. A month without the day takes its last one."""
        frequency = "WEEKLY" if self.place is Place.WEEKDAY else "MONTHLY"
        return f"FREQ={frequency};INTERVAL={self.every};{self._narrowed()}"

    def _narrowed(self) -> str:
        if self.place is Place.DAY and self.day > EVERY_MONTH_HAS:
            return f"BYMONTHDAY={_days_up_to(self.day)};BYSETPOS=-1"
        known = {
            Place.WEEKDAY: f"BYDAY={self.weekday}",
            Place.NTH: f"BYDAY={self.which}{self.weekday}",
            Place.LAST_DAY: f"BYMONTHDAY={LAST}",
            Place.DAY: f"BYMONTHDAY={self.day}",
        }
        return known[self.place]


def plain_rule(rule: Rule) -> PlainRule | None:
    """Return the rule in its plain form, or None when it says more than that."""
    usual = rule.week_start in {"", WEEKDAYS[0]}
    match rule.frequency, dict(rule.narrowed):
        case "WEEKLY", {"BYDAY": days, **rest} if not rest and days in WEEKDAYS and usual:
            return PlainRule(every=rule.interval, place=Place.WEEKDAY, weekday=days)
        case "MONTHLY", {"BYDAY": days, **rest} if not rest and (nth := _NTH.fullmatch(days)):
            which, weekday = nth.groups()
            return PlainRule(
                every=rule.interval, place=Place.NTH, weekday=weekday, which=int(which)
            )
        case "MONTHLY", {"BYMONTHDAY": days, **rest}:
            return _on_day(rule.interval, days, rest)
    return None


def _on_day(every: int, days: str, rest: dict[str, str]) -> PlainRule | None:
    if days == str(LAST) and not rest:
        return PlainRule(every=every, place=Place.LAST_DAY)
    day = int(days.rpartition(",")[2])
    plain = PlainRule(every=every, place=Place.DAY, day=day)
    asked = {"BYMONTHDAY": days, **rest}
    said = dict(part.split("=") for part in plain.text.split(";")[2:])
    return plain if said == asked and 1 <= day <= LONGEST_MONTH else None


def _days_up_to(day: int) -> str:
    return ",".join(map(str, range(EVERY_MONTH_HAS, day + 1)))
