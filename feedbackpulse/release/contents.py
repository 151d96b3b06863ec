"""Everything a round releases, put together from counted answers. Pure."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Any

from feedbackpulse.cycles.attributes import ATTRIBUTES
from feedbackpulse.cycles.domain import AskedItem, Round, RoundId
from feedbackpulse.cycles.learning import choices_in
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.coherence import Answered
from feedbackpulse.release.comments import PlacedComment, place_comments
from feedbackpulse.release.counting import (
    SPREAD_FROM,
    Counted,
    count,
    pooled_spreads,
)
from feedbackpulse.release.cuts import CUTS_FROM, DISTRIBUTION_FROM, Blur
from feedbackpulse.release.domain import Cut, OptionCount, Statistic, ThemeCount
from feedbackpulse.release.packed import Columns, Opened
from feedbackpulse.release.ranges import Outcome, Rule, Shape
from feedbackpulse.release.themes import themes_wanted
from feedbackpulse.roster.domain import MARGIN_AFTER_CHANGE, SMALL_CHANGE


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitShape:
    """What the release needs to know of a unit; *is_leaf* units have ballots of their own."""

    key: UnitKey
    parent: UnitKey | None
    is_leaf: bool
    invited: int
    asked: frozenset[str] | None = None
    """What is asked in the unit, where not everybody is asked the same."""

    def asks(self, item: str) -> bool:
        """Say whether anybody in the unit is asked this item of the round."""
        return self.asked is None or item in self.asked


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierRound:
    """An earlier round that asked some of the same, and who joined or left since.

    *changed* has the number of people per leaf; a leaf it does not name did not change.
    """

    id: RoundId
    items: frozenset[str]
    changed: Mapping[UnitKey, int]
    only: Mapping[UnitKey, frozenset[str]] = field(default_factory=dict)
    """Of which items the change of a leaf counts, where that is not all of them."""
    asked: Mapping[UnitKey, frozenset[str]] = field(default_factory=dict)
    """What each unit was asked then, where that was not the same for all."""

    def asks(self, unit: UnitKey, item: str) -> bool:
        """Say whether the round asked a unit this item; of one it did not have, whether anybody."""
        return item in self.items and item in self.asked.get(unit, self.items)

    def has_changed_a_little(self, unit: UnitKey, item: str) -> bool:
        """With few newcomers or leavers, two figures side by side would tell about those few."""
        counts = item in self.items and item in self.only.get(unit, self.items)
        return counts and self.changed.get(unit, 0) in SMALL_CHANGE


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """All that the release rests on beside the answers: fixed when the round opened."""

    asked: Round
    units: tuple[UnitShape, ...]
    """Parents before children."""
    earlier: tuple[EarlierRound, ...]
    """Oldest first."""

    @property
    def columns(self) -> Columns:
        """Return what the numbers in its packed answers stand for."""
        return Columns(
            leaves=tuple(unit.key for unit in self.units if unit.is_leaf),
            items=tuple(item.code for item in self.asked.rated_items),
            choices=choices_in(self.asked),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasedOutcome:
    """What one unit publishes about one item."""

    unit: UnitKey
    item: AskedItem
    outcome: Outcome
    membership_changed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """A whole release. Comments are in the order in which the ballots were shuffled."""

    round_id: RoundId
    outcomes: tuple[ReleasedOutcome, ...]
    spreads: Mapping[str, float]
    comments: tuple[PlacedComment, ...]
    option_counts: tuple[OptionCount, ...] = ()
    cuts: tuple[Cut, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    themes: tuple[ThemeCount, ...] = ()

    @property
    def sha256(self) -> str:
        """Return the fingerprint of everything that is published."""
        content = {
            "round": self.round_id.hex,
            "figures": sorted(_outcome_values(one) for one in self.outcomes),
            "spreads": sorted(self.spreads.items()),
            "comments": sorted([_name(one.unit), one.item, one.text] for one in self.comments),
            "options": sorted([one.item, one.option, one.count] for one in self.option_counts),
            "cuts": sorted(
                [one.attribute, one.value, one.item, one.favourable, one.rated] for one in self.cuts
            ),
            "statistics": sorted(
                [one.kind, one.checkpoint, one.value, one.answers] for one in self.statistics
            ),
            "themes": sorted([one.theme, one.count] for one in self.themes),
        }
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def put_together(ground: Ground, opened: Opened, *, chance: Random) -> Contents:
    """Return what is released of these answers; *chance* is where noise comes from."""
    counted = count(opened)
    parents = {unit.key: unit.parent for unit in ground.units}
    outcomes = tuple(
        outcome for item in ground.asked.rated_items for outcome in _outcomes(ground, item, counted)
    )
    leaves = {unit.key for unit in ground.units if unit.is_leaf}
    answers = _answers_shown(ground, outcomes)
    shown = _shown_in(leaves, outcomes)
    blur = Blur(opened=opened, shown=shown, chance=chance)
    spreads = _spreads(counted, shown, answers)
    answered = _shown_to_have_answered(ground, outcomes)
    distributed = _with_at_least(DISTRIBUTION_FROM, answers)
    together = Answered(opened=opened, shown=shown, everywhere=answers, spreads=spreads)
    return Contents(
        round_id=ground.asked.id,
        outcomes=outcomes,
        spreads=spreads,
        comments=tuple(
            place_comments(
                opened,
                parents=parents,
                answered=answered,
                comments_group=ground.asked.privacy.comments_group,
            )
        ),
        option_counts=blur.option_counts(distributed),
        cuts=blur.cuts(
            _with_at_least(CUTS_FROM, answers),
            {attribute: ATTRIBUTES[attribute] for attribute in ground.asked.attributes},
        ),
        statistics=together.statistics(ground.asked.rated_items),
        themes=themes_wanted(opened, answered=answered, chance=chance)
        if ground.asked.asks_learning and distributed
        else (),
    )


def _shown_to_have_answered(
    ground: Ground, outcomes: Sequence[ReleasedOutcome]
) -> Mapping[UnitKey, int]:
    """Return per leaf how many answers its figures show: nobody, where all are withheld.

    Where comments are shown follows from this alone. Else it would tell how many people answered
    in a leaf that shows nothing.
    """
    leaves = {unit.key for unit in ground.units if unit.is_leaf}
    shown: Counter[UnitKey] = Counter()
    for one in outcomes:
        if one.unit in leaves:
            shown[one.unit] = max(shown[one.unit], one.outcome.visible)
    return shown


def _answers_shown(ground: Ground, outcomes: Sequence[ReleasedOutcome]) -> Mapping[str, int]:
    """Return per item that everybody was asked how many answers the whole organisation shows.

    What is published beside the figures follows from this alone, for the same reason. Of an item
    that only some were asked it would be their second number, or how they differ among themselves.
    """
    leaves = [unit for unit in ground.units if unit.is_leaf]
    codes = {item.code for item in ground.asked.rated_items}
    everywhere = {code for code in codes if all(leaf.asks(code) for leaf in leaves)}
    shown: Counter[str] = Counter()
    for one in outcomes:
        if one.item.code not in everywhere:
            continue
        shown[one.item.code] = max(shown[one.item.code], one.outcome.visible)
    return shown


def _with_at_least(answers: int, shown: Mapping[str, int]) -> list[str]:
    return [item for item, count in shown.items() if count >= answers]


def _shown_in(
    leaves: Collection[UnitKey], outcomes: Sequence[ReleasedOutcome]
) -> Mapping[str, Collection[UnitKey]]:
    """Return per item the leaves with a figure."""
    shown: defaultdict[str, set[UnitKey]] = defaultdict(set)
    for one in outcomes:
        if one.unit in leaves and one.outcome.is_shown:
            shown[one.item.code].add(one.unit)
    return shown


def _spreads(
    counted: Counted, shown: Mapping[str, Collection[UnitKey]], answers: Mapping[str, int]
) -> Mapping[str, float]:
    """Return the spreads within the leaves that show an item, where those are enough answers."""
    return pooled_spreads(
        {
            item: {leaf: counted[item][leaf] for leaf in shown[item]}
            for item in _with_at_least(SPREAD_FROM, answers)
        }
    )


def _outcomes(ground: Ground, item: AskedItem, counted: Counted) -> list[ReleasedOutcome]:
    """Return what is published about one item, in the units in which somebody is asked it."""
    parents = {unit.key: unit.parent for unit in ground.units}
    rules = {
        unit.key: _rule(ground, unit, item.code)
        for unit in ground.units
        if unit.is_leaf and unit.asks(item.code)
    }
    tallies = {unit: sums.tally for unit, sums in counted.get(item.code, {}).items()}
    outcomes = Shape(parents=parents).outcomes(tallies, rules)
    return [
        ReleasedOutcome(
            unit=unit,
            item=item,
            outcome=outcomes[unit],
            membership_changed=_is_dashed(ground.earlier, unit, item.code),
        )
        for unit in parents
        if unit in outcomes
    ]


def _rule(ground: Ground, unit: UnitShape, item: str) -> Rule:
    privacy = ground.asked.privacy
    margin = privacy.margin
    changed = any(earlier.has_changed_a_little(unit.key, item) for earlier in ground.earlier)
    return Rule(
        smallest_group=privacy.smallest_group,
        margin=max(margin, MARGIN_AFTER_CHANGE) if changed else margin,
        invited=unit.invited,
        exact=not changed,
    )


def _is_dashed(earlier: Sequence[EarlierRound], unit: UnitKey, item: str) -> bool:
    """Say whether only a few people came or went since the unit was asked this last."""
    before = [one for one in earlier if one.asks(unit, item)]
    return bool(before) and before[-1].has_changed_a_little(unit, item)


def _name(unit: UnitKey) -> str:
    return f"{unit.team_id.hex}:{unit.part.value}"


def _outcome_values(one: ReleasedOutcome) -> list[Any]:
    span = one.outcome.span
    return [
        _name(one.unit),
        one.item.code,
        one.item.version,
        one.outcome.visible,
        one.outcome.hidden,
        span.low,
        span.high,
        one.membership_changed,
    ]
