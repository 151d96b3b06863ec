"""Simulate what profiles and changes promise, and print what came of it.

    python -m tests.reflection.simulate [--quick] [--write]

People of whom the true levels are known reflect a number of times. The exit status is 0 only
when every number is within its limit. Seeds are fixed.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from feedbackpulse.reflection.change import Direction, changes_since
from feedbackpulse.reflection.profile import (
    CERTAINTY,
    FacetProfile,
    Outcome,
    Profile,
    profile_of,
)
from tests.insight.methods import writing
from tests.insight.methods.measure import QUICK_SLACK, Column, Form, Table, Words
from tests.reflection.people import history, truth_of

PARTS: Final = (8, 10, 27)
"""How many parts somebody rates: the fewest that are compared, a usual number, and all."""
CENTRE: Final = (2.6, 3.8)
"""Between which levels somebody's own mean lies."""
FAR: Final = 0.5
"""From how far from the own mean a part should be found."""
TIMES: Final = (1, 2, 4)
MOVED: Final = (0.0, 1.0, 1.5)
SEED: Final = 61
RUNS, QUICK_RUNS = 2000, 60
MARKS: Final = (
    "<!-- profiles: written by `make methods ARGS=--write` -->",
    "<!-- end of profiles -->",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody's true levels, and the profile that came of their reflections."""

    truths: Sequence[float]
    profile: Profile

    def distance(self, facet: FacetProfile) -> float:
        """Return how far a part truly lies above this person's own mean."""
        return truth_of(facet.facet, self.truths) - fmean(self.truths)

    @property
    def labels(self) -> list[tuple[FacetProfile, int]]:
        """Return what was named, with the side that it was named on."""
        strong = [(facet, 1) for facet in self.profile.strengths]
        return [*strong, *((facet, -1) for facet in self.profile.improvement_areas)]

    @property
    def found(self) -> list[bool]:
        """Say of each part that truly lies far from the own mean whether it is clear enough.

        At most three of a kind are named; with many parts more are clear than that.
        """
        checked = self.profile.outcome is Outcome.DISTINCT
        return [
            checked and (one.above if self.distance(one) > 0 else one.below) >= CERTAINTY
            for one in self.profile.facets
            if abs(self.distance(one)) > FAR
        ]


def people(spread: float, *, parts: int, times: int, runs: int) -> Iterator[Person]:
    """Yield people whose parts differ this much and who reflect so many times."""
    chance = _chance(spread, parts, times)
    for _ in range(runs):
        centre = chance.uniform(*CENTRE)
        truths = [chance.gauss(centre, spread) for _ in range(parts)]
        profile = profile_of(history(truths, times=times, chance=chance))
        yield Person(truths=truths, profile=profile)


def _chance(*case: float) -> random.Random:
    return random.Random(f"{SEED} {case}")  # noqa: S311  (a simulation that must repeat)


def even_people(runs: int) -> Table:
    """Return how often somebody without differences is given a label."""

    def named(parts: int, times: int) -> float:
        return fmean(bool(p.labels) for p in people(0.0, parts=parts, times=times, runs=runs))

    times = (1, 2, 4, 8)
    return Table(
        key="even",
        title=_said("Somebody whose parts are all alike is given a label"),
        about=_said("Every part truly lies on the own mean. More labels would be noise."),
        columns=(_parts(), *(_after(n, most=0.07) for n in times)),
        rows=tuple((parts, *(named(parts, n) for n in times)) for parts in PARTS),
    )


def uneven_people(runs: int, *, spread: float, wrong: Sequence[float]) -> Table:
    """Return how often labels point the wrong way when parts differ this much."""

    def wrong_side(parts: int, times: int) -> float:
        some = people(spread, parts=parts, times=times, runs=runs)
        return fmean([p.distance(facet) * side < 0 for p in some for facet, side in p.labels])

    return Table(
        key=f"wrong {spread}",
        title=_said(f"Labels on the wrong side, when parts differ by {spread}"),
        about=_said(f"Parts differ with a standard deviation of {spread}."),
        columns=(_parts(), *(_after(n, most=m) for n, m in zip(TIMES, wrong, strict=True))),
        rows=tuple((parts, *(wrong_side(parts, n) for n in TIMES)) for parts in PARTS),
    )


def found_parts(runs: int, *, spread: float, least: Sequence[float | None]) -> Table:
    """Return how often what truly lies far from the own mean is clear enough to name."""

    def found(parts: int, times: int) -> float:
        some = people(spread, parts=parts, times=times, runs=runs)
        return fmean([one for person in some for one in person.found])

    return Table(
        key=f"found {spread}",
        title=_said(
            f"What lies more than {FAR} from the own mean is found, when parts differ by {spread}"
        ),
        about=_said("Found: the check for an even profile and the certainty of 80% both allow it."),
        columns=(_parts(), *(_after(n, least=m) for n, m in zip(TIMES, least, strict=True))),
        rows=tuple((parts, *(found(parts, n) for n in TIMES)) for parts in PARTS),
    )


def changes(runs: int) -> Table:
    """Return how often a change is told of after it happened, or did not."""

    def told(moved: float, times: int) -> float:
        chance = _chance(moved, times)
        return fmean([grew for _ in range(runs) for grew in _told(moved, times, chance)])

    after = (3, 4, 6)
    return Table(
        key="changes",
        title=_said("A change since the first reflections is told"),
        about=_said("Ten parts; a change happens halfway, in all of them. 0: nothing changed."),
        columns=(
            Column(name=_said("Change"), form=Form.LEVEL),
            *(_after(n) for n in after),
        ),
        rows=tuple((moved, *(told(moved, n) for n in after)) for moved in MOVED),
    )


def _told(moved: float, times: int, chance: random.Random) -> list[bool]:
    """Return of each part of one person whether a change was told."""
    before = [chance.uniform(2, 3.5) for _ in range(10)]
    late = history([truth + moved for truth in before], times=times, chance=chance)
    early = history(before, times=times, chance=chance)
    every = [*early[: times // 2], *late[times // 2 :]]
    found = changes_since(every, earlier=every[0].id)
    return [one.direction in {Direction.GREW, Direction.LOWER} for one in found]


def _parts() -> Column:
    return Column(name=_said("Parts"), form=Form.COUNT)


def _after(times: int, *, least: float | None = None, most: float | None = None) -> Column:
    return Column(name=_said(f"After {times}"), least=least, most=most)


def _said(text: str) -> Words:
    """Return a text for the document, which has one language."""
    return {"en": text}


def tables(runs: int) -> Iterator[Table]:
    """Yield every table."""
    yield even_people(runs)
    yield uneven_people(runs, spread=0.7, wrong=(0.03, 0.015, 0.007))
    yield uneven_people(runs, spread=0.3, wrong=(0.12, 0.07, 0.03))
    yield found_parts(runs, spread=0.7, least=(0.44, 0.65, 0.79))
    yield found_parts(runs, spread=0.3, least=(None, None, None))
    yield changes(runs)


def main(arguments: Sequence[str]) -> int:
    """Simulate everything; return the exit status."""
    quick = "--quick" in arguments
    runs, slack = (QUICK_RUNS, QUICK_SLACK) if quick else (RUNS, 0.0)
    made = list(tables(runs))
    for table in made:
        sys.stdout.write(f"{writing.as_text(table)}\n\n")
    faults = [fault for table in made for fault in table.faults(slack=slack)]
    sys.stdout.write("\n".join([*faults, "" if faults else "Every profile holds."]) + "\n")
    if "--write" in arguments and not faults and not quick:
        write(made)
    return 1 if faults else 0


def write(made: Sequence[Table]) -> None:
    """Write the tables into the document."""
    docs, (begin, end) = writing.DOCS.read_text(encoding="utf-8"), MARKS
    before, after = docs.partition(begin)[0], docs.partition(end)[2]
    writing.DOCS.write_text(before + as_markdown(made) + after, encoding="utf-8")


def as_markdown(made: Sequence[Table]) -> str:
    """Return the part of the document between the marks, marks included."""
    parts = [part for table in made for part in writing.markdown_of(table, RUNS)]
    return "\n\n".join([MARKS[0], *parts, MARKS[1]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
