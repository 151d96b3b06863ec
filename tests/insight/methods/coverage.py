"""How often does what is shown of a team hold the level of the whole team?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from feedbackpulse.insight.estimates import REACH, USUAL_SPREAD, Bounded, Known, Level, Side
from tests.insight.methods.measure import Table, count, share
from tests.insight.methods.population import moments, people, scale
from tests.insight.methods.released import levels

TEAMS: Final = ((5, 5), (8, 6), (8, 8), (12, 8), (20, 12), (50, 30), (50, 50))
QUESTIONS: Final = (1, 2)
SPREADS: Final = (0.75, 1.0, 1.25)
"""How divided the team is, as a part of what is known of the organisation."""
MIDDLE: Final = (2.5, 3.0, 3.5)
NEAR_THE_END: Final = 4.0
FEWEST: Final = 0.93
FOR_ONE_SPREAD: Final = 1.96
SEED: Final = 51

Told = Sequence[tuple[Level, float]]
"""What is shown of a team, and the truth."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A kind of team: its size, how many answer, how many questions, how divided it is."""

    team: int
    answers: int
    questions: int
    spread: float

    def told(self, level: float, runs: int) -> Iterator[tuple[Level, float]]:
        """Yield what is shown of many such teams, with the truth."""
        chance = np.random.default_rng([SEED, self.team, self.answers, self.questions])
        opinions = scale(level=level, spread=USUAL_SPREAD * self.spread)
        lasting = people(chance, runs, self.team, self.questions)
        scores = opinions.scores(lasting, moments(chance, *lasting.shape))
        answered = np.broadcast_to(np.arange(self.team) < self.answers, scores.shape[:2])
        truths = opinions.usual_answers(lasting).mean(axis=(1, 2)).tolist()
        return zip(levels(scores, answered), truths, strict=True)


def in_the_middle(runs: int) -> Table:
    """Look at the intervals of teams that are not near an end of the scale."""
    return Table(
        key="coverage",
        title={
            "en": "How often an interval holds the level of the team",
            "nl": "Hoe vaak een interval het niveau van het team bevat",
        },
        about={
            "en": "Teams at 2.5, 3.0 and 3.5; figures without “or higher” or “or lower”. People "
            "differ as in the organisation, a quarter less, or a quarter more.",
            "nl": "Teams op 2,5, 3,0 en 3,5; cijfers zonder “of hoger” of “of lager”. Mensen "
            "verschillen zoals in de organisatie, een kwart minder of een kwart meer.",
        },
        columns=(
            count("Questions", "Vragen"),
            count("People", "Mensen"),
            count("Answers", "Antwoorden"),
            share("Spread a quarter smaller", "Spreiding een kwart kleiner", least=FEWEST),
            share("As the organisation", "Zoals de organisatie", least=FEWEST),
            share("A quarter larger", "Een kwart groter", least=FEWEST),
            share("A quarter larger, with 1.96 errors", "Een kwart groter, met 1,96 fouten"),
        ),
        rows=tuple(
            (questions, team, answers, *_middle(team, answers, questions, runs))
            for questions in QUESTIONS
            for team, answers in TEAMS
        ),
    )


def near_the_end(runs: int) -> Table:
    """Look at teams of which the figure is often clipped."""
    return Table(
        key="ends",
        title={"en": "Near the end of the scale", "nl": "Dicht bij het eind van de schaal"},
        about={
            "en": "One question, teams at 4.0, spread a quarter larger. A small team mostly gets "
            "“x or higher”. A number without it is then a low draw, and its interval holds less "
            "often. All that is shown together does hold; a bound counts less 2.3 errors.",
            "nl": "Eén vraag, teams op 4,0, spreiding een kwart groter. Een klein team krijgt "
            "meestal “x of hoger”. Een getal zonder dat is dan een lage trekking, en het interval "
            "klopt minder vaak. Alles samen klopt wel; een grens telt min 2,3 fouten.",
        },
        columns=(
            count("People", "Mensen"),
            count("Answers", "Antwoorden"),
            share("Shown with an interval", "Getoond met een interval"),
            share("Of these, hold the level", "Daarvan bevat het niveau"),
            share("Of all that is shown", "Van alles wat getoond wordt", least=FEWEST),
        ),
        rows=tuple((team, answers, *_end(team, answers, runs)) for team, answers in TEAMS),
    )


def _middle(team: int, answers: int, questions: int, runs: int) -> list[float]:
    """Return how often intervals hold for each spread, and with 1.96 for the largest."""
    told = [
        _intervals(Case(team=team, answers=answers, questions=questions, spread=spread), runs)
        for spread in SPREADS
    ]
    return [*map(_share_held, told), _share_held(told[-1], reach=FOR_ONE_SPREAD)]


def _intervals(case: Case, runs: int) -> Told:
    told = [one for level in MIDDLE for one in case.told(level, runs // len(MIDDLE))]
    return [(level, truth) for level, truth in told if isinstance(level, Known)]


def _end(team: int, answers: int, runs: int) -> list[float]:
    case = Case(team=team, answers=answers, questions=1, spread=SPREADS[-1])
    told = list(case.told(NEAR_THE_END, runs))
    known = [(level, truth) for level, truth in told if isinstance(level, Known)]
    shown = [(level, truth) for level, truth in told if isinstance(level, Known | Bounded)]
    return [len(known) / len(told), _share_held(known), _share_held(shown)]


def _share_held(told: Told, *, reach: float = REACH) -> float:
    return sum(_holds(level, truth, reach) for level, truth in told) / max(len(told), 1)


def _holds(level: Level, truth: float, reach: float) -> bool:
    if isinstance(level, Known):
        return abs(level.value - truth) <= reach * level.error
    if isinstance(level, Bounded) and level.side is Side.HIGHER:
        return truth >= level.value - reach * level.error
    return isinstance(level, Bounded) and truth <= level.value + reach * level.error
