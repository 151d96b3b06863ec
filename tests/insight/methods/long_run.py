"""How often does a level seem to go one way for a long time, with and without a reason?"""

from __future__ import annotations

from typing import Final

from feedbackpulse.insight.estimates import Known
from feedbackpulse.insight.long_trend import Direction, long_trend
from tests.insight.methods.measure import Table, count, share
from tests.insight.methods.paths import Case, Path

TEAM: Final = 20
ROUNDS: Final = (8, 12, 16)
A_STEP: Final = 0.1
MOST_FALSE: Final = 0.05
WANDERS: Final = 0.15


def long_run(runs: int) -> Table:
    """Look at teams that stay, wander, or go the same way every round."""
    return Table(
        key="long",
        title={"en": "Trends over a long time", "nl": "Trends over een lange tijd"},
        about={
            "en": "One question, a team of 20, three in four answer. A level that wanders by 0.15 "
            "a round seems to go one way more often: so a page never says why.",
            "nl": "Eén vraag, een team van 20, drie van de vier antwoorden. Een niveau dat 0,15 "
            "per ronde dwaalt, lijkt vaker één kant op te gaan: een pagina zegt daarom nooit waarom.",
        },
        columns=(
            count("Rounds", "Rondes"),
            share("Said of a level that stays", "Gezegd van een gelijk niveau", most=MOST_FALSE),
            share("Of one that wanders", "Van een dat dwaalt"),
            share("Of one that rises 0.1 a round", "Van een dat 0,1 per ronde stijgt"),
        ),
        rows=tuple((rounds, *_row(rounds, runs)) for rounds in ROUNDS),
    )


def _row(rounds: int, runs: int) -> list[float]:
    cases = (
        Case(team=TEAM, rounds=rounds),
        Case(team=TEAM, rounds=rounds, drift=WANDERS),
        Case(team=TEAM, rounds=rounds, slope=A_STEP),
    )
    stays, wanders, rises = ([_direction(path) for path in case.paths(runs)] for case in cases)
    return [
        sum(one is not None for one in stays) / runs,
        sum(one is not None for one in wanders) / runs,
        sum(one is Direction.UP for one in rises) / runs,
    ]


def _direction(path: Path) -> Direction | None:
    points = [(day, level.value) for day, level in path.shown if isinstance(level, Known)]
    found = long_trend(points)
    return found.direction if found else None
