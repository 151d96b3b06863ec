"""An attacker who knows the rule, and tries every world that fits what was published.

A world gives every leaf its number of answers and the sum of its scores. For each publication the
attacker keeps exactly the worlds that lead to it, and asks what they have in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from feedbackpulse.release.ranges import Outcome, Rule, Shape, Tally

World = tuple[tuple[int, int], ...]
Seen = tuple[tuple[int, int], int, int, float, float] | None


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A shape whose visible leaves have a known number of answers; hidden ones have any."""

    name: str
    parents: Mapping[str, str | None]
    answers: Mapping[str, int | None]
    rules: Mapping[str, Rule]

    @property
    def leaves(self) -> list[str]:
        """Return the leaves, in the order of a world's parts."""
        return list(self.answers)

    def worlds(self) -> Iterator[World]:
        """Return every possible vector of sums, and of numbers of answers where hidden."""
        return product(*(self.leaf_worlds(leaf) for leaf in self.leaves))

    def leaf_worlds(self, leaf: str) -> list[tuple[int, int]]:
        """Return every number of answers and sum that one leaf can have."""
        rule, n = self.rules[leaf], self.answers[leaf]
        numbers = range(rule.most_hidden + 1) if n is None else [n]
        return [(n, total) for n in numbers for total in range(n * rule.top + 1)]

    def published(self, world: World) -> dict[str, Outcome]:
        """Return what the rule publishes in a world."""
        tallies = {
            leaf: Tally(n=n, total=total)
            for leaf, (n, total) in zip(self.leaves, world, strict=True)
        }
        return Shape(parents=self.parents).outcomes(tallies, self.rules)


def organisation(outline: str, *, top: int, margin: int = 2, changed: str = "") -> Organisation:
    """Read "(a5 (b6 c?) d?5 e-)": leaves with their answers, "?" for hidden, units in brackets.

    A leaf with "-" is not asked. Nine people are invited in every leaf, or as many as stand behind the "?". Leaves named in *changed* are
    released in classes, with margin 3.
    """
    parents: dict[str, str | None] = {}
    answers: dict[str, int | None] = {}
    rules: dict[str, Rule] = {}
    above: list[str] = []
    for word in outline.replace("(", " ( ").replace(")", " ) ").split():
        if word == ")":
            above.pop()
            continue
        name = f"unit{len(parents)}" if word == "(" else word[0]
        parents[name] = above[-1] if above else None
        if word == "(":
            above.append(name)
            continue
        if word[1] == "-":
            continue
        answers[name] = None if word[1] == "?" else int(word[1:])
        rules[name] = Rule(
            smallest_group=5,
            margin=3 if name in changed else margin,
            invited=int(word[2:] or 9) if word[1] == "?" else 9,
            top=top,
            exact=name not in changed,
        )
    label = f"{outline} scores 0-{top} margin {margin} changed {changed or 'none'}"
    return Organisation(name=label, parents=parents, answers=answers, rules=rules)


@dataclass(kw_only=True)
class Findings:
    """What the attacker could say for certain, as sentences."""

    narrowed: list[str] = field(default_factory=list)
    pinned: list[str] = field(default_factory=list)


def attack(
    organisation: Organisation,
    publish: Callable[[Organisation, World], dict[str, Outcome]] = Organisation.published,
    *,
    insiders: int = 1,
    knows_total: bool = False,
) -> Findings:
    """Try every world, and every publication that follows, as an outsider and as each insider.

    With more *insiders*, that many in one leaf tell each other what they answered. Who *knows the
    total* knows how many answered in the hidden leaves together.
    """
    findings = Findings()
    consistent: defaultdict[tuple[tuple[tuple[str, Seen], ...], int], list[World]]
    consistent = defaultdict(list)
    for world in organisation.worlds():
        outcomes = publish(organisation, world)
        seen = tuple(sorted((key, _seen(one)) for key, one in outcomes.items()))
        consistent[seen, _answers(world) if knows_total else 0].append(world)
    for (seen, _), worlds in consistent.items():
        known = [set(leaf) for leaf in zip(*worlds, strict=True)]
        _look_for_narrowed(organisation, dict(seen), known, findings)
        _look_for_pinned(organisation, worlds, known, findings, insiders)
    return findings


def _answers(world: World) -> int:
    return sum(n for n, _ in world)


def _seen(outcome: Outcome) -> Seen:
    """Return what a reader sees of an outcome."""
    if not outcome.is_shown:
        return None
    return (
        (outcome.span.low, outcome.span.high),
        outcome.visible,
        outcome.hidden,
        round(outcome.low, 9),
        round(outcome.high, 9),
    )


def _look_for_narrowed(
    organisation: Organisation,
    seen: Mapping[str, Seen],
    known: list[set[tuple[int, int]]],
    findings: Findings,
) -> None:
    """Nothing published elsewhere may rule out a value within a leaf's own range."""
    for leaf, possible in zip(organisation.leaves, known, strict=True):
        own = seen[leaf]
        expected = {
            (n, total)
            for n, total in organisation.leaf_worlds(leaf)
            if own is None or own[0][0] <= total <= own[0][1]
        }
        if possible != expected:
            findings.narrowed.append(f"{organisation.name}: {leaf} given {seen}")


def _look_for_pinned(
    organisation: Organisation,
    worlds: list[World],
    known: list[set[tuple[int, int]]],
    findings: Findings,
    insiders: int,
) -> None:
    """Everybody's answer must stay able to be the lowest and the highest."""
    top = next(iter(organisation.rules.values())).top
    for target, leaf in enumerate(organisation.leaves):
        if _is_pinned(known[target], top):
            findings.pinned.append(f"{organisation.name}: {leaf}, to an outsider")
    for own, own_leaf in enumerate(organisation.leaves):
        for answers in range(insiders * top + 1):
            fitting = [world for world in worlds if _fits(world[own], answers, top, insiders)]
            for target, leaf in enumerate(organisation.leaves):
                others = {world[target] for world in fitting}
                if target == own:
                    others = {(n - insiders, total - answers) for n, total in others}
                if fitting and _is_pinned(others, top):
                    findings.pinned.append(
                        f"{organisation.name}: {leaf}, to {insiders} in {own_leaf} with {answers}"
                    )


def _fits(leaf: tuple[int, int], answers: int, top: int, insiders: int) -> bool:
    """Say whether so many in a leaf with this number and sum can have scored this together."""
    n, total = leaf
    return n >= insiders and answers <= total <= answers + (n - insiders) * top


def _is_pinned(leaves: set[tuple[int, int]], top: int) -> bool:
    """Say whether somebody's answer, given the sums that are left, is known not to be an extreme.

    If everybody can still have given the lowest and the highest answer, then nobody is known to be
    favourable or not to be, wherever one draws that line.
    """
    if not any(n > 0 for n, _ in leaves):
        return False
    can_be_lowest = any(n > 0 and total <= (n - 1) * top for n, total in leaves)
    can_be_highest = any(n > 0 and total >= top for n, total in leaves)
    return not (can_be_lowest and can_be_highest)
