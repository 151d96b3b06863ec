"""How often is a change claimed that is none, and how often is one found that is there?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import fmean
from typing import Final

from tests.insight.methods.changing import Case, Pair
from tests.insight.methods.measure import Table, count, level, share

TEAMS: Final = (8, 20, 50)
SPREADS: Final = (0.75, 1.0, 1.25)
TURNOVERS: Final = (0.0, 0.08)
SIZES: Final = (0.4, 0.7, 1.0)
HALF_A_POINT: Final = 0.5
MOST_FALSE: Final = 0.03
MOST_OF_CLAIMS: Final = 0.10
MOST_FALSELY_STEADY: Final = 0.10
TEAM: Final = count("People", "Mensen")
SPREAD: Final = level("Spread, of the known one", "Spreiding, van de bekende")
NEW: Final = share("New people", "Nieuwe mensen")

Family = Sequence[Pair]


def false_flags(runs: int) -> Table:
    """Look at teams of which nothing changed, or only other checkpoints did."""
    return Table(
        key="flags",
        title={
            "en": "Changes that are claimed and are none",
            "nl": "Veranderingen die er niet zijn",
        },
        about={
            "en": "Eleven checkpoints of two questions, one team in two rounds, 65 to 75% answer. "
            "Nothing changed; in the last column three of the eleven did, by 0.7. Plain arrows "
            "stand for boards that show one from a difference of 0.2 on.",
            "nl": "Elf checkpunten van twee vragen, één team in twee rondes, 65 tot 75% antwoordt. "
            "Er veranderde niets; in de laatste kolom drie van de elf, met 0,7. Gewone pijltjes "
            "staan voor borden die er een tonen vanaf een verschil van 0,2.",
        },
        columns=(
            TEAM,
            SPREAD,
            NEW,
            share(
                "False flags per checkpoint", "Onterechte vlaggen per checkpunt", most=MOST_FALSE
            ),
            share("At least one per round", "Minstens één per ronde"),
            share("False plain arrows", "Onterechte gewone pijltjes"),
            share("Chance among claims", "Toeval onder wat gemeld wordt", most=MOST_OF_CLAIMS),
        ),
        rows=tuple(
            (team, spread, turnover, *_false(team, spread, turnover, runs))
            for team in TEAMS
            for spread in SPREADS
            for turnover in TURNOVERS
        ),
    )


def power(runs: int) -> Table:
    """Look at checkpoints that did change."""
    return Table(
        key="power",
        title={"en": "Changes that are found", "nl": "Veranderingen die gevonden worden"},
        about={
            "en": "The same teams, three of eleven checkpoints change by so many points. A team "
            "in which one to four people came or went gets coarser figures, so less is found.",
            "nl": "Dezelfde teams, drie van de elf checkpunten veranderen zoveel punten. Een team "
            "waar één tot vier mensen kwamen of gingen krijgt grovere cijfers, dus dan wordt "
            "minder gevonden.",
        },
        columns=(
            TEAM,
            NEW,
            share("Could be tested", "Kon getoetst worden"),
            share("0.4 found", "0,4 gevonden"),
            share("0.7 found", "0,7 gevonden"),
            share("1.0 found", "1,0 gevonden"),
        ),
        rows=tuple(
            (team, turnover, *_found(team, turnover, runs))
            for team in TEAMS
            for turnover in TURNOVERS
        ),
    )


def steady(runs: int) -> Table:
    """Look at what is called steady: rightly, and of a level that moved half a point."""
    return Table(
        key="steady",
        title={"en": "What is called steady", "nl": "Wat “blijft gelijk” heet"},
        about={
            "en": "The same teams, nobody new. Steady is said when half a point can be ruled out.",
            "nl": "Dezelfde teams, niemand nieuw. Dat staat er als een half punt uitgesloten is.",
        },
        columns=(
            TEAM,
            SPREAD,
            share("Nothing changed", "Niets veranderde"),
            share("Moved by half a point", "Half punt verschoven", most=MOST_FALSELY_STEADY),
        ),
        rows=tuple(
            (team, spread, *_steady(team, spread, runs)) for team in TEAMS for spread in SPREADS
        ),
    )


def _false(team: int, spread: float, turnover: float, runs: int) -> list[float]:
    quiet = Case(team=team, spread=spread, turnover=turnover)
    nothing = list(quiet.families(runs))
    some = Case(team=team, spread=spread, turnover=turnover, moved=SIZES[1])
    return [
        _part(nothing, lambda pair: pair.is_claimed),
        fmean(any(pair.is_claimed for pair in family) for family in nothing),
        _part(nothing, lambda pair: pair.arrow),
        fmean(_chance_among_claims(family) for family in some.families(runs)),
    ]


def _chance_among_claims(family: Family) -> float:
    """Return which part of what is claimed is not so; 0 when nothing is claimed."""
    claimed = [pair for pair in family if pair.is_claimed]
    return sum(not pair.is_found for pair in claimed) / max(len(claimed), 1)


def _found(team: int, turnover: float, runs: int) -> list[float]:
    tested, found = 0.0, []
    for moved in SIZES:
        moving = list(_moving(Case(team=team, turnover=turnover, moved=moved), runs))
        tested = _part(moving, lambda pair: pair.is_tested)
        found.append(_part(moving, lambda pair: pair.is_found))
    return [tested, *found]


def _steady(team: int, spread: float, runs: int) -> list[float]:
    quiet = Case(team=team, spread=spread).families(runs)
    moving = _moving(Case(team=team, spread=spread, moved=HALF_A_POINT), runs)
    return [_part(list(one), lambda pair: pair.is_steady) for one in (quiet, moving)]


def _moving(case: Case, runs: int) -> Iterable[Family]:
    return ([pair for pair in family if pair.moved] for family in case.families(runs))


def _part(families: Sequence[Family], is_so: Callable[[Pair], bool]) -> float:
    pairs = [pair for family in families for pair in family]
    return sum(map(is_so, pairs)) / len(pairs)
