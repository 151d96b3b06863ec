"""Are levels that lie side by side nearer to the truth when they are drawn to their mean?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from feedbackpulse.insight.estimates import USUAL_SPREAD, Known, Level
from feedbackpulse.insight.shrinkage import shrink
from tests.insight.methods.measure import Table, count, level, share
from tests.insight.methods.population import Chance, moments, people, scale
from tests.insight.methods.released import levels

UNITS: Final = (6, 12, 40)
APART: Final = (0.1, 0.25, 0.4)
SIZES: Final = (8, 12, 20, 40)
MIDDLE: Final = 3.4
RESPONSE: Final = 0.75
SPREADS: Final = (1.0, 1.25)
QUESTIONS: Final = 2
MOST_LEFT: Final = 1.05
"""A little worse is accepted where fewer than eight units differ more than is supposed."""
SEED: Final = 54


def side_by_side(runs: int) -> Table:
    """Look at organisations of which the units differ little, as usual, or much."""
    return Table(
        key="shrinkage",
        title={"en": "Levels drawn to their mean", "nl": "Niveaus naar hun gemiddelde getrokken"},
        about={
            "en": "Units of 8 to 40 people, three in four answer two questions. Units really "
            "differ by so much (standard deviation). The error left is the usual error of the "
            "level that is drawn to the mean, as a part of that of the plain level. With fewer than "
            "eight units 0.25 is supposed, so it can be a little worse when they differ by more.",
            "nl": "Eenheden van 8 tot 40 mensen, drie van de vier beantwoorden twee vragen. "
            "Zoveel verschillen eenheden echt (standaardafwijking). De fout die overblijft is de "
            "gebruikelijke fout van het niveau dat naar het gemiddelde is getrokken, als deel van "
            "die van het gewone niveau. Bij minder dan acht eenheden wordt 0,25 aangenomen; "
            "verschillen ze meer, dan kan het iets slechter zijn.",
        },
        columns=(
            count("Units", "Eenheden"),
            level("Spread, of the known one", "Spreiding, van de bekende"),
            level("Units differ by", "Eenheden verschillen"),
            level("Usual error, plain", "Gebruikelijke fout, gewoon"),
            level("Usual error, drawn", "Gebruikelijke fout, getrokken"),
            share("Error left", "Fout die overblijft", most=MOST_LEFT),
        ),
        rows=tuple(
            (units, spread, apart, *_row(units, spread, apart, runs))
            for units in UNITS
            for spread in SPREADS
            for apart in APART
        ),
    )


def _row(units: int, spread: float, apart: float, runs: int) -> list[float]:
    chance = np.random.default_rng([SEED, units, round(100 * apart)])
    misses = [miss for all_ in _organisations(chance, units, spread, apart, runs) for miss in all_]
    plain, drawn = (math.sqrt(sum(m[i] ** 2 for m in misses) / len(misses)) for i in (0, 1))
    return [plain, drawn, drawn / plain]


def _organisations(
    chance: Chance, units: int, spread: float, apart: float, runs: int
) -> Iterator[list[tuple[float, float]]]:
    """Yield, of each unit that shows a number, how far it is from the truth: plain, and drawn."""
    sizes = [SIZES[number % len(SIZES)] for number in range(units)]
    made = [_units(chance, size, spread, apart, runs) for size in sizes]
    for organisation in zip(*made, strict=True):
        yield _misses(organisation)


def _units(
    chance: Chance, size: int, spread: float, apart: float, runs: int
) -> Iterator[tuple[Level, float]]:
    opinions = scale(level=MIDDLE, spread=USUAL_SPREAD * spread)
    away = chance.normal(0, apart, size=(runs, 1, 1))
    lasting = people(chance, runs, size, QUESTIONS) + away / opinions.lasting
    scores = opinions.scores(lasting, moments(chance, *lasting.shape))
    shown = levels(scores, chance.random(lasting.shape[:2]) < RESPONSE)
    truths = opinions.usual_answers(lasting).mean(axis=(1, 2)).tolist()
    return zip(shown, truths, strict=True)


def _misses(organisation: Sequence[tuple[Level, float]]) -> list[tuple[float, float]]:
    known = {n: level for n, (level, _) in enumerate(organisation) if isinstance(level, Known)}
    found = shrink(known)
    drawn = found.units if found else {}
    truths = [truth for _, truth in organisation]
    return [
        (plain.value - truths[number], drawn[number].value - truths[number])
        for number, plain in known.items()
    ]
