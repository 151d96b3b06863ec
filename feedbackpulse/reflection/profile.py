"""Strengths and improvement areas: one person compared with themselves.

Pure arithmetic over one owner's reflections. The page explains it to the owner in words;
the numbers below are the ones it names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import NormalDist, fmean
from typing import Final

from feedbackpulse.reflection.domain import FEWEST_FACETS, Reflection, ReflectionKind

RATING_VARIANCE: Final = 0.5**2
DRIFT_PER_QUARTER: Final = 0.2**2
START_VARIANCE: Final = 0.7**2
QUARTER: Final = 365.25 / 4
MARGIN: Final = 0.25
CERTAINTY: Final = 0.80
EVEN_ABOVE: Final = 0.05
MOST_LABELS: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """Where somebody stands on a facet after a reflection, and how sure that is."""

    mean: float
    variance: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FacetProfile:
    """One facet in somebody's profile: its level against their own mean."""

    facet: str
    path: tuple[Level, ...]
    ratings: tuple[float | None, ...]
    difference: float
    error: float
    above: float
    below: float

    @property
    def level(self) -> Level:
        """Return the level now."""
        return self.path[-1]

    @property
    def previous(self) -> Level | None:
        """Return the level before the last time this facet was rated, if it was rated by then."""
        rated = [place for place, rating in enumerate(self.ratings) if rating is not None]
        return self.path[rated[-1] - 1] if len(rated) > 1 else None


class Outcome(StrEnum):
    """What a profile can say."""

    NOTHING = "nothing"
    TOO_LITTLE = "too_little"
    EVEN = "even"
    DISTINCT = "distinct"


@dataclass(frozen=True, kw_only=True, slots=True)
class FlatCheck:
    """Do the facets differ more than ratings of an even profile would?"""

    spread: float
    freedom: int
    probability: float

    @property
    def is_flat(self) -> bool:
        """Say whether an even profile explains the differences well enough."""
        return self.probability > EVEN_ABOVE


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """Somebody compared with themselves."""

    outcome: Outcome
    reflections: int
    own_mean: float
    facets: tuple[FacetProfile, ...]
    flat: FlatCheck | None
    strengths: tuple[FacetProfile, ...]
    improvement_areas: tuple[FacetProfile, ...]

    @property
    def is_first_impression(self) -> bool:
        """Say whether it rests on one large reflection; small ones see a few facets only."""
        return self.reflections == 1

    @property
    def missing(self) -> int:
        """Return how many more facets are needed."""
        return max(0, FEWEST_FACETS - len(self.facets))


def profile_of(reflections: Sequence[Reflection]) -> Profile:
    """Return the profile of one owner's finished reflections, given oldest first."""
    rated = rated_ones(reflections)
    facets = facet_profiles(rated)
    enough = len(facets) >= FEWEST_FACETS
    flat = check_flat([_all_scores(rated, facet.facet) for facet in facets]) if enough else None
    labelled = facets if flat and not flat.is_flat else ()
    return Profile(
        outcome=_outcome(facets, flat),
        reflections=sum(one.kind is ReflectionKind.LARGE for one in rated),
        own_mean=fmean(facet.level.mean for facet in facets) if facets else 0.0,
        facets=facets,
        flat=flat,
        strengths=_clearest([(facet.above, facet) for facet in labelled]),
        improvement_areas=_clearest([(facet.below, facet) for facet in labelled]),
    )


def _outcome(facets: Sequence[FacetProfile], flat: FlatCheck | None) -> Outcome:
    if not facets:
        return Outcome.NOTHING
    if flat is None:
        return Outcome.TOO_LITTLE
    return Outcome.EVEN if flat.is_flat else Outcome.DISTINCT


def rated_ones(reflections: Sequence[Reflection]) -> list[Reflection]:
    """Return the finished reflections in which anything was rated."""
    return [one for one in reflections if one.is_finished and one.scores()]


def _all_scores(rated: Sequence[Reflection], facet: str) -> tuple[int, ...]:
    return tuple(score for one in rated for score in one.scores().get(facet, ()))


def facet_profiles(rated: Sequence[Reflection]) -> tuple[FacetProfile, ...]:
    """Return every facet that was rated, in the order of its code."""
    if not rated:
        return ()
    scores = [one.scores() for one in rated]
    start = fmean(fmean(values) for values in scores[0].values())
    days = [one.finished_on for one in rated if one.finished_on is not None]
    facets = sorted({facet for each in scores for facet in each})
    paths = {f: local_level(days, [each.get(f, ()) for each in scores], start) for f in facets}
    own_mean = fmean(path[-1].mean for path in paths.values())
    return tuple(
        _against_oneself(facet, path, scores, own_mean, len(facets))
        for facet, path in paths.items()
    )


def _against_oneself(
    facet: str,
    path: tuple[Level, ...],
    scores: Sequence[Mapping[str, tuple[int, ...]]],
    own_mean: float,
    count: int,
) -> FacetProfile:
    difference = path[-1].mean - own_mean
    error = math.sqrt(path[-1].variance * (1 - 1 / count))
    return FacetProfile(
        facet=facet,
        path=path,
        ratings=tuple(fmean(each[facet]) if facet in each else None for each in scores),
        difference=difference,
        error=error,
        above=_chance(difference - MARGIN, error),
        below=_chance(-difference - MARGIN, error),
    )


def _chance(distance: float, error: float) -> float:
    return NormalDist().cdf(distance / error) if error else float(distance > 0)


def _clearest(found: Sequence[tuple[float, FacetProfile]]) -> tuple[FacetProfile, ...]:
    clear = [(chance, facet) for chance, facet in found if chance >= CERTAINTY]
    ordered = sorted(clear, key=lambda pair: (-pair[0], -abs(pair[1].difference), pair[1].facet))
    return tuple(facet for _chance, facet in ordered[:MOST_LABELS])


def local_level(
    days: Sequence[date], ratings: Sequence[Sequence[int]], start: float
) -> tuple[Level, ...]:
    """Return the level after each reflection: a value that drifts, seen through noisy ratings."""
    mean, variance, path = start, START_VARIANCE, []
    for before, day, scores in zip((days[0], *days), days, ratings, strict=False):
        variance += DRIFT_PER_QUARTER * (day - before).days / QUARTER
        if scores:
            gain = variance / (variance + RATING_VARIANCE / len(scores))
            mean += gain * (fmean(scores) - mean)
            variance *= 1 - gain
        path.append(Level(mean=mean, variance=variance))
    return tuple(path)


def check_flat(facets: Sequence[Sequence[int]]) -> FlatCheck:
    """Compare the spread of the facets' means with what noise alone would give."""
    weights = [len(scores) / RATING_VARIANCE for scores in facets]
    means = [fmean(scores) for scores in facets]
    centre = fmean(means, weights)
    spread = sum(w * (mean - centre) ** 2 for w, mean in zip(weights, means, strict=True))
    freedom = len(facets) - 1
    return FlatCheck(spread=spread, freedom=freedom, probability=chance_of_more(spread, freedom))


def chance_of_more(spread: float, freedom: int) -> float:
    """Return the chance that chi-square with whole degrees of freedom is larger than *spread*."""
    half = spread / 2
    if not half:
        return 1.0
    chance = math.erfc(math.sqrt(half)) if freedom % 2 else math.exp(-half)
    for shape in range(2 - freedom % 2, freedom, 2):
        chance += math.exp(shape / 2 * math.log(half) - half - math.lgamma(shape / 2 + 1))
    return min(1.0, chance)
