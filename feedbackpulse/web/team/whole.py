"""What only the page of the whole organisation shows: counts that are blurred on purpose."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from feedbackpulse.charts.options import OptionBar
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.attributes import ATTRIBUTES
from feedbackpulse.cycles.domain import RATED_SCALE, AskedItem, Round
from feedbackpulse.release import service as release
from feedbackpulse.release.cuts import CUTS_FROM, DISTRIBUTION_FROM, FAVOURABLE_FROM
from feedbackpulse.release.domain import Cut, Option, OptionCount
from feedbackpulse.release.noise import REACH
from feedbackpulse.web.attributes import attribute_label, value_label

MOST_POINTS = 25
"""With more to give or take, a share says nothing and is not shown."""
RATINGS = (Option.ONE, Option.TWO, Option.THREE, Option.FOUR, Option.FIVE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """One question: about how many people chose each option."""

    question: str
    counts: Mapping[Option, int]

    @property
    def rated(self) -> int:
        """About how many people rated the question."""
        return sum(self.counts[option] for option in RATINGS)

    @property
    def agree(self) -> str:
        """About which part of those agrees."""
        favourable = sum(self.counts[option] for option in RATINGS[FAVOURABLE_FROM - 1 :])
        return percent(favourable / self.rated if self.rated else 0.0)

    def bar(self) -> OptionBar:
        """Return the question as the picture wants it."""
        shares = tuple(self.counts[option] / max(1, self.rated) for option in RATINGS)
        return OptionBar(
            title=self.question,
            shares=shares,
            labels=tuple(percent(share) for share in shares),
            shown=self.agree,
            caption=str(_("agree")),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Which part of a group agrees, and how far off that may be."""

    text: str
    give: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CutTable:
    """One attribute: for each question, which part of every group agrees."""

    title: str
    values: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Share | None, ...]], ...]
    """Questions with a share per value; None where too few people are in the group."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """What a round says about everybody together, beside the figures."""

    options: tuple[str, ...]
    """What the options are called, from the lowest to the highest."""
    dont_know: str
    spreads: tuple[Spread, ...]
    asks_attributes: bool
    tables: tuple[CutTable, ...]
    spreads_from: int = DISTRIBUTION_FROM
    cuts_from: int = CUTS_FROM
    reach: int = REACH

    def bars(self) -> tuple[OptionBar, ...]:
        """Return the questions as the picture wants them."""
        return tuple(spread.bar() for spread in self.spreads)

    @property
    def sentence(self) -> str:
        """What the picture shows, for who does not see it."""
        return "; ".join(
            str(_("%(question)s %(share)s agree", question=spread.question, share=spread.agree))
            for spread in self.spreads
        )


def whole_organisation(
    session: Session, *, asked: Round, catalogue: Catalogue, locale: str
) -> Whole:
    """Return what one round says about everybody together."""
    counts = release.distributions(session, rounds=[asked.id])[asked.id]
    labels = catalogue.scales[RATED_SCALE].labels
    items = {item.code: item.text.in_(locale) for item in asked.rated_items}
    return Whole(
        options=tuple(labels[step].in_(locale) for step in sorted(labels)),
        dont_know=catalogue.non_substantive["dont_know"].in_(locale),
        spreads=_spreads(asked.rated_items, counts, locale),
        asks_attributes=bool(asked.attributes),
        tables=_tables(asked.attributes, items, release.cuts(session, round_id=asked.id)),
    )


def percent(share: float) -> str:
    """Return a part of a whole as a round number."""
    return f"{round(100 * share)}%"


def _spreads(
    items: Sequence[AskedItem], counts: Mapping[str, tuple[OptionCount, ...]], locale: str
) -> tuple[Spread, ...]:
    return tuple(
        Spread(
            question=item.text.in_(locale),
            counts={one.option: one.count for one in counts[item.code]},
        )
        for item in items
        if item.code in counts
    )


def _tables(
    attributes: Iterable[str], items: Mapping[str, str], cuts: Sequence[Cut]
) -> tuple[CutTable, ...]:
    found = {(cut.attribute, cut.value, cut.item): cut for cut in cuts}
    tables: list[CutTable] = []
    for attribute in attributes:
        values = ATTRIBUTES[attribute]
        rows = tuple(
            (text, tuple(_share(found.get((attribute, value, code))) for value in values))
            for code, text in items.items()
            if any((attribute, value, code) in found for value in values)
        )
        if rows:
            names = tuple(value_label(attribute, value) for value in values)
            tables.append(CutTable(title=attribute_label(attribute), values=names, rows=rows))
    return tuple(tables)


def _share(cut: Cut | None) -> Share | None:
    points = math.ceil(100 * cut.reach) if cut else MOST_POINTS + 1
    if cut is None or points > MOST_POINTS:
        return None
    give = ngettext("give or take %(num)s point", "give or take %(num)s points", points)
    return Share(text=percent(cut.share), give=str(give))
