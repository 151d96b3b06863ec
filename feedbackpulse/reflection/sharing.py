"""What somebody shares of their notebook: one thing, with one person, until a day. Pure.

The reader gets a copy as it was on the day of sharing; the notebook itself stays shut.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, NewType
from uuid import UUID

from feedbackpulse.people.domain import PersonId

ShareId = NewType("ShareId", UUID)

USUAL_TIME: Final = timedelta(weeks=4)
LONGEST_TIME: Final = timedelta(days=183)
KEPT_AFTERWARDS: Final = timedelta(days=90)
"""So long its owner can look up on which days a share was opened, after it ended."""


class SharingError(ValueError):
    """A rule about sharing is broken."""


class ShareNotFoundError(LookupError):
    """There is no such share for whoever asks."""


class Shareable(StrEnum):
    """What can be shared, each by itself."""

    STRENGTH = "strength"
    IMPROVEMENT_AREA = "improvement_area"
    OWN_STRENGTH = "own_strength"
    OWN_IMPROVEMENT_AREA = "own_improvement_area"
    WORDS = "words"
    PLAN = "plan"
    GROWTH = "growth"
    PEERS = "peers"


class Ending(StrEnum):
    """Why somebody reads a share no longer."""

    DAY = "day"
    STOPPED = "stopped"
    READER_LEFT = "reader_left"
    OWNER_LEFT = "owner_left"
    RENEWED = "renewed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """One thing as its reader sees it. *ref* says which thing of its kind; *facts* is what JSON knows."""

    kind: Shareable
    ref: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return what tells this thing from all others of its owner."""
        return f"{self.kind.value}:{self.ref}"

    def as_content(self) -> dict[str, Any]:
        """Return it as a page or a letter keeps it."""
        return {"kind": self.kind.value, "ref": self.ref, "facts": dict(self.facts)}

    @classmethod
    def of_content(cls, content: Mapping[str, Any]) -> Copy:
        """Return what a page or a letter kept."""
        kind = Shareable(content["kind"])
        return cls(kind=kind, ref=content["ref"], facts=dict(content["facts"]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """That somebody lets one person read one thing, and how that ended if it did."""

    id: ShareId
    owner: PersonId
    reader: PersonId
    until: date
    ended: Ending | None = None
    ended_on: date | None = None

    def ending(self, today: date) -> Ending | None:
        """Return why it is over; None while it goes on. Its day ends it, whether or not a job ran."""
        return self.ended or (Ending.DAY if today > self.until else None)


def usual_until(today: date) -> date:
    """Return until when something is shared unless its owner says otherwise."""
    return today + USUAL_TIME


def may_last_until(until: date, *, today: date) -> bool:
    """Say whether a share may end on a day: later than today, and not too far away."""
    return today < until <= today + LONGEST_TIME
