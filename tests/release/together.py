"""People who answer several questions of one checkpoint, and what is released of that."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from feedbackpulse.ballots.domain import Answers
from feedbackpulse.checkpoints.domain import ANCHOR, LocalText
from feedbackpulse.cycles.domain import (
    RATED_SCALE,
    AskedItem,
    CycleId,
    Privacy,
    Round,
    RoundId,
    RoundState,
)
from feedbackpulse.release.contents import Contents, Ground, UnitShape, put_together
from feedbackpulse.release.packed import OpenedBallot, pack
from tests.roster.organisations import unit

CHECKPOINT = "M4"
WHOLE = unit("Whole")
TEXT = LocalText(nl="Vraag?", en="Question?")
Row = tuple[int | None, ...]
"""What one person answers: the anchor first, then the questions of the checkpoint in order."""
Teams = Mapping[str, Sequence[Row]]


def questions(number: int, *, in_reverse: Collection[int] = ()) -> tuple[AskedItem, ...]:
    """Return the anchor and so many questions of one checkpoint."""
    anchor = AskedItem(
        code=ANCHOR, version=1, scale=RATED_SCALE, text=TEXT, reverse=False, checkpoint=None
    )
    own = (
        replace(
            anchor,
            code=f"{CHECKPOINT}-{place}",
            checkpoint=CHECKPOINT,
            reverse=place in in_reverse,
        )
        for place in range(1, number + 1)
    )
    return (anchor, *own)


def round_of(items: tuple[AskedItem, ...]) -> Round:
    """Return a closed round that asks these items."""
    return Round(
        id=RoundId(UUID(int=1)),
        cycle_id=CycleId(UUID(int=2)),
        number=1,
        title="How we listen",
        opens_at=datetime(2026, 1, 12, 8, tzinfo=UTC),
        closes_at=datetime(2026, 1, 16, 16, tzinfo=UTC),
        state=RoundState.CLOSED,
        items=items,
        privacy=Privacy(),
        locales=("nl", "en"),
    )


def release(
    teams: Teams,
    *,
    items: tuple[AskedItem, ...] | None = None,
    asked: Mapping[str, Collection[str]] | None = None,
) -> Contents:
    """Return the release of what everybody in these teams answers, with the same noise always."""
    items = items or questions(max(len(row) for rows in teams.values() for row in rows) - 1)
    units = [UnitShape(key=WHOLE, parent=None, is_leaf=False, invited=400)]
    units += [
        UnitShape(
            key=unit(team),
            parent=WHOLE,
            is_leaf=True,
            invited=max(8, len(rows)),
            asked=None if asked is None else frozenset(asked[team]),
        )
        for team, rows in teams.items()
    ]
    ground = Ground(asked=round_of(items), units=tuple(units), earlier=())
    chance = random.Random(1)  # noqa: S311  (the same noise, to compare releases)
    return put_together(ground, pack(ground.columns, _ballots(teams, items)), chance=chance)


def _ballots(teams: Teams, items: Sequence[AskedItem]) -> Iterator[OpenedBallot]:
    for team, rows in teams.items():
        for row in rows:
            given = zip((item.code for item in items), row, strict=True)
            ratings = {code: rating for code, rating in given if rating is not None}
            yield OpenedBallot(unit=unit(team), answers=Answers(ratings=ratings))
