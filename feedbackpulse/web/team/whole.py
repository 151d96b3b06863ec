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
    scale: str

    @property
    def rated(self) -> int:
        """About how many people rated the question."""
        return sum(self.counts[option] for option in RATINGS)

    @property
    def has_middle(self) -> bool:
        """Say whether people agreed or disagreed; else they said how often."""
        return self.scale == RATED_SCALE

    @property
    def share(self) -> float:
        """About which part of those chose one of the two highest options."""
        favourable = sum(self.counts[option] for option in RATINGS[FAVOURABLE_FROM - 1 :])
        return favourable / self.rated if self.rated else 0.0

    @property
    def agree(self) -> str:
        """The same, in writing."""
        return percent(self.share)

    @property
    def sentence(self) -> str:
        """What the picture shows of it, for who does not see it."""
        if self.has_middle:
            return str(_("%(question)s %(share)s agree", question=self.question, share=self.agree))
        return str(_("%(question)s %(share)s often", question=self.question, share=self.agree))

    def bar(self) -> OptionBar:
        """Return the question as the picture wants it."""
        shares = tuple(self.counts[option] / max(1, self.rated) for option in RATINGS)
        return OptionBar(
            title=self.question,
            shares=shares,
            labels=tuple(percent(share) for share in shares),
            shown=self.agree,
            caption=str(_("agree") if self.has_middle else _("often")),
            has_middle=self.has_middle,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class SameScale:
    """The questions that were answered on one scale, most agreed with first."""

    options: tuple[str, ...]
    """What the options are called, from the lowest to the highest."""
    has_middle: bool
    spreads: tuple[Spread, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Which part of a group agrees, and how far off that may be, both in percent."""

    part: int
    points: int

    @property
    def text(self) -> str:
        """The part, in writing."""
        return f"{self.part}%"

    @property
    def give(self) -> str:
        """How far off it may be, in writing."""
        points = self.points
        return str(ngettext("give or take %(num)s point", "give or take %(num)s points", points))


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

    scales: tuple[SameScale, ...]
    dont_know: str
    asks_attributes: bool
    tables: tuple[CutTable, ...]
    spreads_from: int = DISTRIBUTION_FROM
    cuts_from: int = CUTS_FROM
    reach: int = REACH

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """All questions, in the order of the picture."""
        return tuple(spread for scale in self.scales for spread in scale.spreads)

    @property
    def options(self) -> tuple[str, ...]:
        """What the options are called on all scales together."""
        return tuple(" / ".join(same) for same in zip(*self._names(), strict=True))

    def bars(self) -> tuple[OptionBar, ...]:
        """Return the questions as the picture wants them."""
        return tuple(spread.bar() for spread in self.spreads)

    @property
    def sentence(self) -> str:
        """What the picture shows, for who does not see it."""
        return "; ".join(spread.sentence for spread in self.spreads)

    def _names(self) -> list[tuple[str, ...]]:
        return [scale.options for scale in self.scales]


def whole_organisation(
    session: Session, *, asked: Round, catalogue: Catalogue, locale: str
) -> Whole:
    """Return what one round says about everybody together."""
    blurred = release.blurred(session, round_id=asked.id)
    items = {item.code: item.text.in_(locale) for item in asked.rated_items}
    return Whole(
        scales=_scales(asked.rated_items, blurred.counts, catalogue, locale),
        dont_know=catalogue.non_substantive["dont_know"].in_(locale),
        asks_attributes=bool(asked.attributes),
        tables=_tables(asked.attributes, items, blurred.cuts),
    )


def percent(share: float) -> str:
    """Return a part of a whole as a round number."""
    return f"{round(100 * share)}%"


def _scales(
    items: Sequence[AskedItem],
    counts: Mapping[str, tuple[OptionCount, ...]],
    catalogue: Catalogue,
    locale: str,
) -> tuple[SameScale, ...]:
    spreads = _spreads(items, counts, locale)
    used = sorted({spread.scale for spread in spreads}, key=lambda code: code != RATED_SCALE)
    return tuple(
        SameScale(
            options=tuple(text.in_(locale) for _step, text in labels),
            has_middle=code == RATED_SCALE,
            spreads=tuple(spread for spread in spreads if spread.scale == code),
        )
        for code in used
        for labels in [sorted(catalogue.scales[code].labels.items())]
    )


def _spreads(
    items: Sequence[AskedItem], counts: Mapping[str, tuple[OptionCount, ...]], locale: str
) -> list[Spread]:
    found = [
        Spread(
            question=item.text.in_(locale),
            counts={one.option: one.count for one in counts[item.code]},
            scale=item.scale,
        )
        for item in items
        if item.code in counts
    ]
    return sorted(found, key=lambda spread: -spread.share)


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
    return Share(part=round(100 * cut.share), points=points)
