"""Does the band around a trend hold the level, and is the smoothed level nearer to it?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from feedbackpulse.insight.estimates import Known
from feedbackpulse.insight.smoothing import START_SD, Smoothed, smooth
from tests.insight.methods.measure import Table, count, level, share
from tests.insight.methods.paths import Case, Path

TEAMS: Final = (8, 20, 50)
SPREADS: Final = (0.75, 1.0, 1.25)
DRIFTS: Final = (0.05, 0.15, 0.30)
SUPPOSED: Final = 0.15
FEWEST: Final = 0.93
FEWEST_WHEN_JUMPING: Final = 0.80
MIDDLE: Final = 3.4
MISSED: Final = 0.15

Smooth = tuple[Path, Sequence[Smoothed | None]]


def bands(runs: int) -> Table:
    """Look at teams whose level wanders from quarter to quarter."""
    return Table(
        key="bands",
        title={
            "en": "How often the band of the trend holds the level",
            "nl": "Hoe vaak de band van de trend het niveau bevat",
        },
        about={
            "en": "One question over eight quarters, three in four answer, of every seventh round "
            "nothing is shown. The level moves by so much in a quarter (standard deviation); the "
            "line supposes 0.15. The error left compares the last smoothed level with the last "
            "figure.",
            "nl": "Eén vraag over acht kwartalen, drie van de vier antwoorden, van elke zevende "
            "ronde is niets te zien. Het niveau beweegt zoveel per kwartaal (standaardafwijking); "
            "de lijn gaat uit van 0,15. De fout die overblijft vergelijkt het laatste niveau van "
            "de lijn met het laatste cijfer.",
        },
        columns=(
            count("People", "Mensen"),
            level("Spread, of the known one", "Spreiding, van de bekende"),
            share("Moves by 0.05", "Beweegt 0,05", least=FEWEST),
            share("By 0.15", "0,15", least=FEWEST),
            share("By 0.30", "0,30", least=FEWEST_WHEN_JUMPING),
            share("Error left, 0.15", "Fout die overblijft, 0,15", most=1.0),
        ),
        rows=tuple(
            (team, spread, *_row(team, spread, runs)) for team in TEAMS for spread in SPREADS
        ),
    )


def _row(team: int, spread: float, runs: int) -> list[float]:
    told = [_smoothed(team, spread, drift, runs) for drift in DRIFTS]
    return [*map(_share_held, told), _error_left(told[DRIFTS.index(SUPPOSED)])]


def _smoothed(team: int, spread: float, drift: float, runs: int) -> list[Smooth]:
    case = Case(team=team, spread=spread, around=MIDDLE, apart=START_SD, drift=drift, missed=MISSED)
    return [(path, smooth(path.shown, start=MIDDLE)) for path in case.paths(runs)]


def _share_held(told: Sequence[Smooth]) -> float:
    held = [
        one.low <= truth <= one.high
        for path, line in told
        for one, truth in zip(line, path.truths, strict=True)
        if one is not None
    ]
    return sum(held) / len(held)


def _error_left(told: Sequence[Smooth]) -> float:
    """Return the error of the last smoothed level as a part of that of the last figure."""
    smoothed = plain = 0.0
    for path, line in told:
        one, last = line[-1], path.shown[-1][1]
        if one is not None and isinstance(last, Known):
            smoothed += (one.value - path.truths[-1]) ** 2
            plain += (last.value - path.truths[-1]) ** 2
    return math.sqrt(smoothed / plain)
