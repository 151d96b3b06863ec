"""Write a release: figures, counts and comments, all at once and only once."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.learning import LEARNING
from feedbackpulse.database import Base, insert_all
from feedbackpulse.release.comments import PlacedComment
from feedbackpulse.release.contents import Contents
from feedbackpulse.release.tables import (
    CommentRow,
    CutRow,
    FigureRow,
    OptionCountRow,
    SpreadRow,
    StatisticRow,
)

Values = dict[str, Any]
_AT_ONCE: Final = 1000


def write_release(session: Session, contents: Contents) -> bool:
    """Write a release with the state of its round; say whether nobody else did before."""
    round_id = contents.round_id
    if not cycles.mark_released(session, round_id=round_id, release_sha256=contents.sha256):
        return False
    tables: dict[type[Base], Iterable[Values]] = {
        FigureRow: _figures(contents),
        SpreadRow: ({"item": item, "sd": sd} for item, sd in contents.spreads.items()),
        OptionCountRow: _options(contents),
        CutRow: _cuts(contents),
        StatisticRow: _statistics(contents),
        CommentRow: _comments(contents.comments, _own_mailboxes(session, contents.comments)),
    }
    for table, rows in tables.items():
        insert_all(session, table, ({"round_id": round_id, **row} for row in rows))
    return True


def _figures(contents: Contents) -> Iterator[Values]:
    for one in contents.outcomes:
        yield {
            "team_id": one.unit.team_id,
            "part": one.unit.part.value,
            "item": one.item.code,
            "item_version": one.item.version,
            "visible": one.outcome.visible,
            "hidden": one.outcome.hidden,
            "low_sum": one.outcome.span.low,
            "high_sum": one.outcome.span.high,
            "membership_changed": one.membership_changed,
        }


def _options(contents: Contents) -> Iterator[Values]:
    for one in contents.option_counts:
        yield {"item": one.item, "option": one.option.value, "count": one.count}
    for theme in contents.themes:
        yield {"item": LEARNING, "option": theme.theme, "count": theme.count}


def _cuts(contents: Contents) -> Iterator[Values]:
    for one in contents.cuts:
        yield {
            "attribute": one.attribute,
            "value": one.value,
            "item": one.item,
            "favourable": one.favourable,
            "rated": one.rated,
        }


def _statistics(contents: Contents) -> Iterator[Values]:
    for one in contents.statistics:
        yield {
            "kind": one.kind.value,
            "checkpoint": one.checkpoint,
            "value": one.value,
            "answers": one.answers,
        }


def _own_mailboxes(session: Session, comments: Iterable[PlacedComment]) -> frozenset[bytes]:
    """Return the mailboxes of one comment alone, in this round and all before it.

    Whoever seals a mailbox that there is already gets no answer. It must not keep a round closed.
    """
    times = Counter(one.mailbox for one in comments if one.mailbox is not None)
    once = [bytes.fromhex(mailbox) for mailbox, number in times.items() if number == 1]
    taken: set[bytes | None] = set()
    for start in range(0, len(once), _AT_ONCE):
        some = CommentRow.mailbox.in_(once[start : start + _AT_ONCE])
        taken.update(session.scalars(select(CommentRow.mailbox).where(some)))
    return frozenset(once) - taken


def _comments(comments: Iterable[PlacedComment], own: Collection[bytes]) -> Iterator[Values]:
    """Yield the comments in the order of their random keys.

    Rows lie in the file in the order in which they were written. Two comments of one ballot, one
    after the other, would still be seen to be of one hand.
    """
    under = {secrets.token_bytes(16): one for one in comments}
    for key in sorted(under):
        one = under[key]
        mailbox = None if one.mailbox is None else bytes.fromhex(one.mailbox)
        yield {
            "id": key,
            "team_id": one.unit.team_id,
            "part": one.unit.part.value,
            "item": one.item,
            "body": one.text,
            "mailbox": mailbox if mailbox in own else None,
        }
