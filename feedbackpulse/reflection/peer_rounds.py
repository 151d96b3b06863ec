"""A round in which somebody asks colleagues to look back with them, and the rules it keeps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NewType
from uuid import UUID

from feedbackpulse.checkpoints.domain import Audience, Catalogue, Item
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.domain import HIGHEST, LOWEST, ReflectionError
from feedbackpulse.reflection.peer_view import Answers

PeerRoundId = NewType("PeerRoundId", UUID)

FEWEST_PEERS, MOST_PEERS = 4, 8
USUAL_WAIT: Final = timedelta(days=14)
SHORTEST_WAIT: Final = timedelta(days=7)
LONGEST_WAIT: Final = timedelta(days=56)
PAUSE: Final = timedelta(days=91)
"""From one opening to the next invitation: two rounds close together, with one colleague changed,
could be subtracted.
"""
KEPT_UNOPENED: Final = timedelta(days=90)
"""How long answers wait for an owner whose notebook is sealed."""


class PeerRoundError(ReflectionError):
    """A rule about invited colleagues is broken."""


class NotAskedError(PeerRoundError):
    """Nothing is asked of this colleague here, or not any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerRound:
    """Somebody asks colleagues about checkpoints, until a day on which all answers open together."""

    id: PeerRoundId
    owner: PersonId
    opens_on: date
    checkpoints: tuple[str, ...]
    owner_name: str = field(default="", compare=False)
    """What the owner is called, where that was looked up."""

    def takes_answers(self, today: date) -> bool:
        """Say whether a colleague can still answer."""
        return today < self.opens_on

    def is_lost(self, today: date) -> bool:
        """Say whether it waited so long for its owner that the answers are destroyed unread."""
        return today >= self.opens_on + KEPT_UNOPENED


def check_invitation(
    *, owner: PersonId, peers: Collection[PersonId], opens_on: date, today: date
) -> None:
    """Refuse too few or too many colleagues, oneself, and a day too soon or too far off."""
    if owner in peers:
        raise PeerRoundError("nobody is their own colleague")
    if len(set(peers)) != len(peers):
        raise PeerRoundError("a colleague is invited twice")
    if not FEWEST_PEERS <= len(peers) <= MOST_PEERS:
        raise PeerRoundError(f"{len(peers)} colleagues: not {FEWEST_PEERS} to {MOST_PEERS}")
    if not SHORTEST_WAIT <= opens_on - today <= LONGEST_WAIT:
        raise PeerRoundError(f"opens on {opens_on}: too soon or too far off")


def peer_items(catalogue: Catalogue, checkpoints: Collection[str]) -> tuple[Item, ...]:
    """Return what colleagues are asked about these checkpoints, in the order of the norm."""
    return tuple(
        item
        for point in catalogue.checkpoints
        if point.code in checkpoints
        for item in point.items
        if item.audience is Audience.PEER and not item.is_open
    )


def check_answers(answers: Answers, items: Sequence[Item]) -> None:
    """Refuse an answer to what is not asked, a value off the scale, and no answer at all."""
    if unknown := set(answers) - {item.code for item in items}:
        raise PeerRoundError(f"not asked: {', '.join(sorted(unknown))}")
    if any(not LOWEST <= answer <= HIGHEST for answer in answers.values() if answer is not None):
        raise PeerRoundError(f"not a rating from {LOWEST} to {HIGHEST}")
    if not answers:
        raise PeerRoundError("nothing is answered")
