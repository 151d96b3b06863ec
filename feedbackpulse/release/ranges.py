"""Nested ranges on score sums: the release rule. Pure.

An answer scores 0 to `top`. A leaf publishes the sum of its scores when more people than the
margin could still have answered either way, else the lowest or highest range. A leaf with too few
answers is hidden behind one fixed range, whatever its number of answers is. A unit above them
cuts what its children leave possible into even classes, each wider than the widest child's range,
and publishes the class. A leaf that a few people joined or left does the same with all that its
answers could add up to, in classes wider than its margin. Every boundary follows from what is already public, so that no decision
tells anything, and nothing published higher up narrows a range further down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

TOP = 4
"""The highest score: the answers 1-5 score 0-4."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Whole numbers from *low* up to and including *high*."""

    low: int
    high: int

    @property
    def width(self) -> int:
        """Return how far the ends are apart."""
        return self.high - self.low


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What was counted in one leaf for one item: how many answers, and the sum of their scores."""

    n: int
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How many answers a leaf's figure needs, and of how many people they must stay open.

    Without *exact*, a leaf never publishes its sum, only in which class it lies: one figure beside
    an earlier one of nearly the same people would tell about those who joined or left.
    """

    smallest_group: int
    margin: int
    invited: int
    top: int = TOP
    exact: bool = True

    @property
    def fewest(self) -> int:
        """Return the fewest answers with which there is anything to publish."""
        return max(self.smallest_group, 2 * self.margin + 1)

    @property
    def most_hidden(self) -> int:
        """Return the most answers that a leaf without a figure can have."""
        return min(self.fewest - 1, self.invited)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What everybody may know about one unit and item.

    *visible* answers are counted in the open; at most *hidden* more were given in leaves
    with too few answers. Without visible answers the span says nothing and is not shown.
    """

    span: Span
    visible: int
    hidden: int
    top: int

    @property
    def is_shown(self) -> bool:
        """Say whether there is a figure."""
        return self.visible > 0

    @property
    def low(self) -> float:
        """Return the lowest mean on the 1-5 scale that the published numbers allow."""
        return 1 + self.span.low / (self.visible + self.hidden)

    @property
    def high(self) -> float:
        """Return the highest mean on the 1-5 scale that the published numbers allow."""
        return 1 + min(self.top, self.span.high / self.visible)


def leaf_outcome(tally: Tally, rule: Rule) -> Outcome:
    """Return what a leaf publishes: its sum, a range around it, or nothing."""
    if tally.n < rule.fewest:
        span = Span(low=0, high=rule.most_hidden * rule.top)
        return Outcome(span=span, visible=0, hidden=rule.most_hidden, top=rule.top)
    edge, reach = rule.margin * rule.top, Span(low=0, high=tally.n * rule.top)
    if rule.exact:
        span = _sum_or_edge(tally.total, reach, edge)
    else:
        span = _class_of(tally.total, reach, edge)
    return Outcome(span=span, visible=tally.n, hidden=0, top=rule.top)


def _sum_or_edge(total: int, reach: Span, edge: int) -> Span:
    if total <= edge:
        return Span(low=0, high=edge)
    if total >= reach.high - edge:
        return Span(low=reach.high - edge, high=reach.high)
    return Span(low=total, high=total)


def parent_outcome(children: Sequence[Outcome], total: int) -> Outcome:
    """Return the class in which the sum of everything below the unit lies."""
    reach = Span(
        low=sum(child.span.low for child in children),
        high=sum(child.span.high for child in children),
    )
    visible = sum(child.visible for child in children)
    widest = max(child.span.width for child in children)
    return Outcome(
        span=_class_of(total, reach, widest) if visible else reach,
        visible=visible,
        hidden=sum(child.hidden for child in children),
        top=children[0].top,
    )


def _class_of(total: int, reach: Span, widest: int) -> Span:
    """Cut the reach evenly into classes that each hold more values than the widest range."""
    values = reach.width + 1
    classes = values // (widest + 1)
    place = ((total - reach.low + 1) * classes - 1) // values
    return Span(
        low=reach.low + place * values // classes,
        high=reach.low + (place + 1) * values // classes - 1,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape(Generic[Key]):
    """How units hang together: the parent of each, children in any order, one root."""

    parents: Mapping[Key, Key | None]

    def outcomes(
        self, tallies: Mapping[Key, Tally], rules: Mapping[Key, Rule]
    ) -> dict[Key, Outcome]:
        """Return what every unit publishes about one item.

        *tallies* has the leaves in which somebody rated the item; *rules* has all leaves that are
        asked it. A leaf that is not asked has no part in it, nor a unit with only such leaves:
        everybody can know that they gave no answers, so they hide nothing.
        """
        below: defaultdict[Key | None, list[Key]] = defaultdict(list)
        for key, parent in self.parents.items():
            below[parent].append(key)
        found: dict[Key, Outcome] = {}
        for root in below[None]:
            _visit(root, below, tallies, rules, found)
        return found


def _visit(
    key: Key,
    below: Mapping[Key | None, Sequence[Key]],
    tallies: Mapping[Key, Tally],
    rules: Mapping[Key, Rule],
    found: dict[Key, Outcome],
) -> int | None:
    """Fill in the outcomes from the leaves up; return the true sum, which goes no further.

    None where nobody is asked.
    """
    if key in rules:
        tally = tallies.get(key, Tally(n=0, total=0))
        found[key] = leaf_outcome(tally, rules[key])
        return tally.total
    sums = {child: _visit(child, below, tallies, rules, found) for child in below.get(key, ())}
    asked = {child: total for child, total in sums.items() if total is not None}
    if not asked:
        return None
    total = sum(asked.values())
    found[key] = parent_outcome([found[child] for child in asked], total)
    return total
