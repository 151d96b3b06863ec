"""The page on which somebody keeps what they asked of colleagues, and later what these see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.pages import PageId
from feedbackpulse.reflection.peer_rounds import KEPT_UNOPENED, PeerRoundId
from feedbackpulse.reflection.peer_view import Seen, Sight


class Stage(StrEnum):
    """How far it is: nobody knows anything yet, there to be read, or destroyed unread."""

    WAITING = "waiting"
    OPEN = "open"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerPage:
    """What somebody asked of colleagues. Once it is open, the names are no longer kept."""

    id: PageId
    round_id: PeerRoundId
    asked_on: date
    opens_on: date
    checkpoints: tuple[str, ...]
    count: int
    invited: tuple[PersonId, ...] = ()
    seen: tuple[Seen, ...] | None = None

    def is_due(self, today: date) -> bool:
        """Say whether its day has come and its owner did not open it yet."""
        return self.stage(today) is Stage.WAITING and today >= self.opens_on

    def stage(self, today: date) -> Stage:
        """Say how far it is."""
        if self.seen is not None:
            return Stage.OPEN
        return Stage.LOST if today >= self.opens_on + KEPT_UNOPENED else Stage.WAITING


def as_content(page: PeerPage) -> dict[str, Any]:
    """Return a page as it is written into a notebook."""
    return {
        "round": str(page.round_id),
        "asked_on": page.asked_on.isoformat(),
        "opens_on": page.opens_on.isoformat(),
        "checkpoints": list(page.checkpoints),
        "count": page.count,
        "invited": [str(peer) for peer in page.invited],
        "seen": None if page.seen is None else [asdict(one) for one in page.seen],
    }


def as_page(page_id: PageId, content: Mapping[str, Any]) -> PeerPage:
    """Return what `as_content` was given."""
    seen = content["seen"]
    return PeerPage(
        id=page_id,
        round_id=PeerRoundId(UUID(content["round"])),
        asked_on=date.fromisoformat(content["asked_on"]),
        opens_on=date.fromisoformat(content["opens_on"]),
        checkpoints=tuple(content["checkpoints"]),
        count=content["count"],
        invited=tuple(PersonId(UUID(peer)) for peer in content["invited"]),
        seen=None if seen is None else tuple(_seen(one) for one in seen),
    )


def _seen(content: Mapping[str, Any]) -> Seen:
    return Seen(**{**content, "sight": Sight(content["sight"])})
