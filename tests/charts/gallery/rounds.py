"""The pictures of rounds: the trend of a team, its topics, how answers are spread, who took part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from feedbackpulse.charts.options import OptionBar
from feedbackpulse.charts.participation import Day
from feedbackpulse.charts.topics import Row
from feedbackpulse.charts.trend import Column
from feedbackpulse.insight.estimates import Known, Level, Side
from feedbackpulse.insight.smoothing import Smoothed, smooth
from feedbackpulse.insight.trend import Link
from tests.charts.gallery.levels import TOO_FEW, between, bounded, known
from tests.charts.gallery.words import Words

_MEASURED = (3.28, 3.42, 3.31, None, 3.55, 3.70, 3.62, 4.02)
_COUNTS = ((7, 10), (8, 10), (6, 10), None, (7, 10), (8, 11), (8, 11), (9, 11))
_WHOLE = (3.45, 3.47, 3.46, 3.50, 3.52, 3.55, 3.56, 3.58)
_SAID = {
    "nl": {
        "note": "duidelijk hoger dan in Q1 24",
        "name": "ons team",
        "agree": "eens",
        "often": "vaak",
        "days": ("ma 2", "di 3", "wo 4", "do 5", "vr 6", "ma 9"),
    },
    "en": {
        "note": "clearly higher than in Q1 24",
        "name": "our team",
        "agree": "agree",
        "often": "often",
        "days": ("Mon 2", "Tue 3", "Wed 4", "Thu 5", "Fri 6", "Mon 9"),
    },
}
_CODES = ("M1", "M4", "M8", "M10", "M5")
_ITEMS = {
    "nl": (
        "In ons team weten we wat we zelf mogen beslissen voor een klant.",
        "In ons team krijgen we de ruimte om klanten op onze eigen manier te helpen.",
        "In ons team krijg je feedback waardoor je jezelf beter leert kennen.",
        "Onze organisatie laat weten wat er met onze mening gebeurt.",
        "In ons team laten we klanten uitpraten.",
    ),
    "en": (
        "In our team we know what we may decide ourselves for a customer.",
        "In our team we get room to help customers in our own way.",
        "In our team you get feedback that helps you to know yourself better.",
        "Our organisation lets us know what happens with what we think.",
        "In our team we let customers finish.",
    ),
}
_SHARES = (
    (0.0, 0.11, 0.11, 0.45, 0.33),
    (0.03, 0.11, 0.20, 0.44, 0.22),
    (0.11, 0.11, 0.22, 0.45, 0.11),
    (0.22, 0.34, 0.22, 0.22, 0.0),
    (0.05, 0.10, 0.20, 0.40, 0.25),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trend:
    """What the picture of a trend is drawn from."""

    columns: tuple[Column, ...]
    smoothed: tuple[Smoothed | None, ...]
    note: str
    name: str
    beside: str


def trend(words: Words) -> Trend:
    """Return eight quarters of a team, one of which had too few answers."""
    levels = [_measured(place) for place in range(len(_MEASURED))]
    days = [date(2024 + place // 4, 1 + 3 * (place % 4), 1) for place in range(len(levels))]
    said = _SAID[words.locale]
    return Trend(
        columns=tuple(_column(words, place, level) for place, level in enumerate(levels)),
        smoothed=smooth(list(zip(days, levels, strict=True)), start=3.5),
        note=str(said["note"]),
        name=str(said["name"]),
        beside=words.organisation.lower(),
    )


def _measured(place: int) -> Level:
    value, count = _MEASURED[place], _COUNTS[place]
    if value is None or count is None:
        return TOO_FEW
    n, invited = count
    return known(value, error=math.sqrt(0.72 / n * (1 - 0.7 * n / invited)), n=n, invited=invited)


def _column(words: Words, place: int, level: Level) -> Column:
    count = _COUNTS[place]
    joined = place and isinstance(level, Known) and _MEASURED[place - 1] is not None
    return Column(
        label=f"Q{place % 4 + 1} {24 + place // 4}",
        caption=words.of(*count) if count else words.few,
        level=level,
        link=Link.SOLID if joined else Link.NONE,
        organisation=between(_WHOLE[place], 0.1, n=90, invited=120),
        shown=words.say(level),
    )


def topics(words: Words) -> tuple[Row, ...]:
    """Return topics of which one is known at one end, and one may not be shown."""
    levels: tuple[Level, ...] = (
        known(3.9),
        between(3.4, 0.45),
        bounded(4.2, Side.HIGHER),
        known(2.9),
        TOO_FEW,
    )
    return tuple(
        Row(
            title=words.checkpoint(code),
            caption=words.of(9, 11),
            level=level,
            organisation=between(3.5, 0.1, n=90, invited=120),
            shown=words.say(level),
        )
        for code, level in zip(_CODES, levels, strict=True)
    )


def options(words: Words) -> tuple[OptionBar, ...]:
    """Return questions that people agreed with, and one about how often."""
    said = _SAID[words.locale]
    last = len(_SHARES) - 1
    return tuple(
        OptionBar(
            title=title,
            shares=shares,
            labels=tuple(_percent(share) for share in shares),
            shown=_percent(shares[3] + shares[4]),
            caption=str(said["agree" if place < last else "often"]),
            has_middle=place < last,
        )
        for place, (title, shares) in enumerate(zip(_ITEMS[words.locale], _SHARES, strict=True))
    )


def participation(words: Words) -> Sequence[Day]:
    """Return the working days of a round so far."""
    steps = (None, 10, 30, 40, 40, 60)
    return [
        Day(
            label=label,
            percent=step,
            shown=words.few if step is None else f"{step}%+",
            before=None if step is None else step - 10,
            shown_before="",
        )
        for label, step in zip(_SAID[words.locale]["days"], steps, strict=True)
    ]


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"
