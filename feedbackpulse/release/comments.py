"""At which unit a comment may be read, so that enough people can have written it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feedbackpulse.ballots.domain import CommentScope
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.packed import Opened, Written


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedComment:
    """A comment and the only unit at which it is shown."""

    unit: UnitKey
    item: str
    text: str
    mailbox: str | None = None
    """Where its writer looks for an answer: the hash of a code that only they have."""


@dataclass(slots=True)
class _Pool:
    """What came up so far, and how many answered in the units that it came from."""

    answered: int
    comments: list[Written]

    def join(self, other: _Pool) -> None:
        self.answered += other.answered
        self.comments += other.comments


def place_comments(
    opened: Opened,
    *,
    parents: Mapping[UnitKey, UnitKey | None],
    answered: Mapping[UnitKey, int],
    comments_group: int,
) -> list[PlacedComment]:
    """Return where each comment is shown; what finds no place is not among them.

    A unit shows its own when enough people answered in it. Otherwise they go up, together with
    those of other units that go up, until enough people answered in all of those; whether
    anybody wrote something makes no difference to where. Who chose the whole organisation is
    read there, if enough people answered. *parents* has parents before children.
    """
    waiting = {unit: _Pool(answered=0, comments=[]) for unit in parents}
    for unit, people in answered.items():
        waiting[unit].answered = people
    for unit, comment in _written(opened, CommentScope.UNIT):
        waiting[unit].comments.append(comment)
    placed: list[PlacedComment] = []
    for unit in reversed(list(parents)):
        pool, parent = waiting.pop(unit), parents[unit]
        if pool.answered >= comments_group:
            placed += [_placed(unit, comment) for comment in pool.comments]
        elif parent is not None:
            waiting[parent].join(pool)
    if sum(answered.values()) >= comments_group:
        [root] = [unit for unit, parent in parents.items() if parent is None]
        everywhere = _written(opened, CommentScope.ORGANISATION)
        placed += [_placed(root, comment) for _, comment in everywhere]
    return placed


def _written(opened: Opened, scope: CommentScope) -> Iterator[tuple[UnitKey, Written]]:
    leaves = opened.columns.leaves
    return ((leaves[one.leaf], one) for one in opened.words if one.scope is scope)


def _placed(unit: UnitKey, comment: Written) -> PlacedComment:
    return PlacedComment(unit=unit, item=comment.item, text=comment.text, mailbox=comment.mailbox)
