"""What a lead looks at before a round is published: its topics, with the twins for leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from feedbackpulse.checkpoints.domain import ANCHOR, Audience, Catalogue, Checkpoint, Item, Scale
from feedbackpulse.cycles.domain import AskedItem
from feedbackpulse.web.team.under_way import AskedTeam

OF_THE_MANAGER = "manager"
"""Questions about "my manager": in teams below, that is somebody else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """One topic of a round: what the team is asked, and the same questions put to the lead."""

    number: int
    key: str
    checkpoint: Checkpoint | None
    """None for the question that every round asks."""
    asked: tuple[AskedItem, ...]
    twins: tuple[Item, ...]
    scale: Scale
    is_of_others: bool
    """Its questions are about the manager, and others lead some of the people."""

    def twins_of(self, items: Sequence[str]) -> tuple[AskedItem, ...]:
        """Return the questions to the team of which these are the twins."""
        codes = {twin.twin_of for twin in self.twins if twin.code in items}
        return tuple(item for item in self.asked if item.code in codes)


def subjects_of(asked: AskedTeam, catalogue: Catalogue) -> tuple[Subject, ...]:
    """Return the topics of a round, in the order in which it asks them.

    An organisation's own questions have no topic; they are left out.
    """
    items = [item for item in asked.round.rated_items if item.checkpoint or item.code == ANCHOR]
    known = {point.code: point for point in catalogue.checkpoints}
    by_topic = groupby(items, key=lambda item: item.checkpoint or item.code)
    groups = [(key, tuple(some)) for key, some in by_topic if key in {*known, ANCHOR}]
    return tuple(
        Subject(
            number=number,
            key=key,
            checkpoint=known.get(key),
            asked=some,
            twins=tuple(_twins(known.get(key), some, asked)),
            scale=catalogue.scales[some[0].scale],
            is_of_others=_is_of_others(known.get(key), asked),
        )
        for number, (key, some) in enumerate(groups, 1)
    )


def _twins(point: Checkpoint | None, asked: Sequence[AskedItem], team: AskedTeam) -> Iterator[Item]:
    if point is None or _is_of_others(point, team):
        return
    codes = {item.code for item in asked}
    for item in point.items:
        if item.audience is Audience.LEADER and item.twin_of in codes:
            yield item


def _is_of_others(point: Checkpoint | None, team: AskedTeam) -> bool:
    return point is not None and point.referent == OF_THE_MANAGER and not team.is_leaf
