"""On which days nothing opens, and why: public holidays and closed periods. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays
from holidays.registry import COUNTRIES

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.programme.domain import ClosedPeriod

NO_COUNTRY = ""
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Closures:
    """The days on which nothing opens: holidays of a country, and periods of one's own."""

    country: str = NO_COUNTRY
    periods: tuple[ClosedPeriod, ...] = field(default=())

    def why(self, day: date) -> LocalText | None:
        """Return the name of what closes a day, or None for an open one."""
        for period in self.periods:
            if period.first_day <= day <= period.last_day:
                return LocalText(nl=period.name, en=period.name)
        return holidays_in(self.country, day.year).get(day)


ALWAYS_OPEN = Closures()


def countries() -> tuple[str, ...]:
    """Return the countries (ISO 3166) whose public holidays are known."""
    return tuple(sorted({codes[1] for codes in COUNTRIES.values()}))


def coming_holidays(country: str, today: date) -> tuple[tuple[date, LocalText], ...]:
    """Return the public holidays of the year that begins today, the first one first."""
    known = {**holidays_in(country, today.year), **holidays_in(country, today.year + 1)}
    end = today + timedelta(days=365)
    return tuple((day, name) for day, name in sorted(known.items()) if today <= day < end)


def holidays_in(country: str, year: int) -> dict[date, LocalText]:
    """Return the public holidays of a country in one year, by day.

    Each is named in Dutch and in English, or as near to it as the library can.
    """
    if country == NO_COUNTRY or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return {}
    return _named(country, year)


def is_weekend(day: date) -> bool:
    """Say whether a day is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


@lru_cache(maxsize=64)
def _named(country: str, year: int) -> dict[date, LocalText]:
    dutch, english = (_listed(country, year, language) for language in ("nl", "en"))
    return {day: LocalText(nl=dutch[day], en=english[day]) for day in sorted(dutch)}


def _listed(country: str, year: int, language: str) -> dict[date, str]:
    spoken = _spoken(country)
    known = next((one for one in (language, *_FALLBACKS[language]) if one in spoken), None)
    return dict(holidays.country_holidays(country, years=year, language=known, observed=True))


_FALLBACKS = {"nl": ("en_US", "en_GB", "en"), "en": ("en_US", "en_GB")}


@lru_cache(maxsize=64)
def _spoken(country: str) -> tuple[str, ...]:
    languages = getattr(holidays, country).supported_languages
    return tuple(languages or ())
