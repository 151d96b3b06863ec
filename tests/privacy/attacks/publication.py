"""A10 and A13: what can somebody work out who has all that a release says of a question?

The attacker looks for the lowest and the highest sum that each leaf can have. For units that hang
together as a tree the bounds of that linear program follow from one pass up and one down; on a
sample a solver says the same.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from scipy.optimize import linprog

from feedbackpulse.release.ranges import TOP, Outcome, Rule, Shape, Span
from tests.privacy.attacks import companies
from tests.privacy.attacks.companies import RATES, Company
from tests.privacy.attacks.measure import Lab, Measure

Spans = dict[str, Span]
Key = TypeVar("Key")
Outcomes = dict[str, Outcome]
Publish = Callable[[Company, Mapping[str, list[int]]], Outcomes]
MARGIN: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """What is published of one question, and what everybody knows of how it is made."""

    company: Company
    outcomes: Outcomes
    rules: Mapping[str, Rule]

    @property
    def spans(self) -> Spans:
        """Return in which range the sum of each unit is known to lie; a hidden leaf's is fixed."""
        return {key: outcome.span for key, outcome in self.outcomes.items()}

    def answered(self, leaf: str) -> int:
        """Return how many answered in a leaf, or at most where that is hidden."""
        return self.outcomes[leaf].visible or self.outcomes[leaf].hidden


def measure(lab: Lab) -> Measure:
    """A10: as an outsider and as every team-mate, in random companies."""
    return _look_for_pinned(lab, _published)


def naive(lab: Lab) -> Measure:
    """The test of the test: a margin of one answer."""
    return _look_for_pinned(lab, lambda made, given: _published(made, given, margin=1))


def hidden(lab: Lab) -> Measure:
    """A13: is the sum of a hidden leaf as open as the rule says?"""
    return _look_into_hidden(lab, _published)


def hidden_naively(lab: Lab) -> Measure:
    """The test of the test: what is above the teams is published exactly."""
    return _look_into_hidden(lab, _exact_above)


def _published(made: Company, given: Mapping[str, list[int]], *, margin: int = MARGIN) -> Outcomes:
    rules = made.rules(margin=margin, top=TOP)
    return Shape(parents=made.parents).outcomes(companies.tallies(given), rules)


def _exact_above(made: Company, given: Mapping[str, list[int]]) -> Outcomes:
    outcomes = _published(made, given)
    sums = {
        key: sum(sum(given[leaf]) for leaf in given if _is_below(made.parents, leaf, key))
        for key in made.parents
    }
    return {
        key: one if key in made.invited else replace(one, span=Span(low=sums[key], high=sums[key]))
        for key, one in outcomes.items()
    }


def _releases(lab: Lab, publish: Publish) -> Iterator[Release]:
    chance = random.Random()  # noqa: S311  (companies that do not exist)
    for _ in range(lab.size(5, 100)):
        made = companies.company(chance)
        for rate in RATES:
            given = companies.answers(made, chance, rate=rate, top=TOP)
            rules = made.rules(margin=MARGIN, top=TOP)
            yield Release(company=made, outcomes=publish(made, given), rules=rules)


def _look_for_pinned(lab: Lab, publish: Publish) -> Measure:
    people = releases = outside = inside = sample = wrong = 0
    for release in _releases(lab, publish):
        releases += 1
        known = bounds(release.company.parents, release.spans)
        people += sum(release.answered(leaf) for leaf in release.rules)
        outside += sum(
            release.answered(leaf)
            for leaf in release.rules
            if _is_pinned(known[leaf], release.answered(leaf))
        )
        inside += sum(_pinned_to_insiders(release, leaf) for leaf in release.rules)
        leaf = next(iter(release.rules))
        sample += 1
        wrong += solved(release.company.parents, release.spans, leaf) != known[leaf]
    return Measure(
        figure=f"{outside}, {inside} / {people}",
        holds=outside == inside == wrong == 0,
        details=(f"{releases} releases; a solver disagreed in {wrong} of {sample}",),
    )


def _pinned_to_insiders(release: Release, own: str) -> int:
    """Return how many people somebody in this leaf could pin who answered lowest, or highest."""
    found = 0
    for answer in (0, TOP):
        people = release.answered(own)
        span = release.spans[own]
        narrowed = Span(low=max(span.low, answer), high=min(span.high, answer + (people - 1) * TOP))
        if narrowed.low > narrowed.high:
            continue
        known = bounds(release.company.parents, release.spans | {own: narrowed})
        for leaf in release.rules:
            others, reach = release.answered(leaf), known[leaf]
            if leaf == own:
                others -= 1
                reach = Span(low=reach.low - answer, high=reach.high - answer)
            found += others if _is_pinned(reach, others) else 0
    return found


def _is_pinned(reach: Span, people: int) -> bool:
    """Say whether somebody cannot have given the lowest answer, or the highest."""
    return people > 0 and not (reach.low <= (people - 1) * TOP and reach.high >= TOP)


def _look_into_hidden(lab: Lab, publish: Publish) -> Measure:
    open_ones = every = 0
    for release in _releases(lab, publish):
        known = bounds(release.company.parents, release.spans)
        for leaf, rule in release.rules.items():
            if not release.outcomes[leaf].is_shown:
                every += 1
                open_ones += known[leaf] == Span(low=0, high=rule.most_hidden * TOP)
    return Measure(figure=f"{open_ones} / {every}", holds=0 < open_ones == every)


def bounds(parents: Mapping[Key, Key | None], spans: Mapping[Key, Span]) -> dict[Key, Span]:
    """Return the lowest and highest sum that each unit can have, all ranges taken together."""
    below: defaultdict[Key | None, list[Key]] = defaultdict(list)
    for key, parent in parents.items():
        below[parent].append(key)
    reach = dict(spans)
    for key in reversed(list(parents)):
        if children := below[key]:
            reach[key] = _within(reach[key], _sum([reach[child] for child in children]))
    for key in parents:
        if children := below[key]:
            total = _sum([reach[child] for child in children])
            reach |= {child: _share(reach[key], total, reach[child]) for child in children}
    return reach


def _sum(spans: list[Span]) -> Span:
    return Span(low=sum(one.low for one in spans), high=sum(one.high for one in spans))


def _within(one: Span, other: Span) -> Span:
    return Span(low=max(one.low, other.low), high=min(one.high, other.high))


def _share(whole: Span, total: Span, own: Span) -> Span:
    """Return what is left for one child when the others are as high, or as low, as they can."""
    left = Span(low=whole.low - (total.high - own.high), high=whole.high - (total.low - own.low))
    return _within(own, left)


def solved(parents: Mapping[str, str | None], spans: Spans, leaf: str) -> Span:
    """Return the same for one leaf, as a solver of linear programs says."""
    leaves = [key for key in parents if key not in set(parents.values())]
    rows, most = [], []
    for key in parents:
        row = [1.0 if _is_below(parents, one, key) else 0.0 for one in leaves]
        rows += [row, [-value for value in row]]
        most += [spans[key].high, -spans[key].low]
    ends = []
    for sign in (1, -1):
        aim = [float(sign) if one == leaf else 0.0 for one in leaves]
        ends.append(linprog(aim, A_ub=rows, b_ub=most, bounds=(0, None)).fun * sign)
    return Span(low=round(ends[0]), high=round(ends[1]))


def _is_below(parents: Mapping[str, str | None], key: str, above: str) -> bool:
    one: str | None = key
    while one is not None and one != above:
        one = parents[one]
    return one == above
