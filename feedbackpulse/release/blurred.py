"""Read what is counted of everybody together, and blurred on purpose: in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import CompoundSelect, Integer, Row, String, literal, null, select, union_all
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.cycles.learning import LEARNING
from feedbackpulse.release.domain import Cut, Option, OptionCount
from feedbackpulse.release.tables import CutRow, OptionCountRow

_NONE: Final = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Blurred:
    """What a round says about everybody together, with noise that was drawn once."""

    counts: Mapping[str, tuple[OptionCount, ...]]
    """How often each option of an item was chosen, where enough answered."""
    cuts: tuple[Cut, ...]
    """What people with one attribute answered."""


def blurred(session: Session, *, round_id: RoundId) -> Blurred:
    """Return what a round says about everybody together; nothing until it is released."""
    counts, cuts = defaultdict[str, list[OptionCount]](list), []
    for row in session.execute(_both(round_id)):
        if row.attribute == _NONE:
            counts[row.item].append(_count(row))
        else:
            cuts.append(_cut(row))
    return Blurred(
        counts={item: tuple(options) for item, options in counts.items()}, cuts=tuple(cuts)
    )


def _both(round_id: RoundId) -> CompoundSelect[*tuple[Any, ...]]:
    options = select(
        literal(_NONE, String).label("attribute"),
        OptionCountRow.option.label("value"),
        OptionCountRow.item,
        OptionCountRow.count.label("number"),
        null().cast(Integer).label("rated"),
    ).where(OptionCountRow.round_id == round_id, OptionCountRow.item != LEARNING)
    cuts = select(
        CutRow.attribute, CutRow.value, CutRow.item, CutRow.favourable, CutRow.rated
    ).where(CutRow.round_id == round_id)
    return union_all(options, cuts).order_by("attribute", "value", "item")


def _count(row: Row[Any]) -> OptionCount:
    return OptionCount(item=row.item, option=Option(row.value), count=row.number)


def _cut(row: Row[Any]) -> Cut:
    return Cut(
        attribute=row.attribute,
        value=row.value,
        item=row.item,
        favourable=row.number,
        rated=row.rated,
    )
