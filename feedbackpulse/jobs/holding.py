"""What the holder of a second key does with a closed round: take out, peel, put back.

Peeling happens in the holder's browser: the private half of the key never comes here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feedbackpulse.ballots import peeling
from feedbackpulse.ballots.domain import Stamp, sealed_size
from feedbackpulse.ballots.peeling import PeelingRefusedError
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState, SecondKey
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.database import Stores, ballot_transaction
from feedbackpulse.jobs.closing import LAPSES_AFTER, finish_round, waits_for_holder
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.domain import stamp_of, unit_of
from feedbackpulse.roster.intake import questions_of
from feedbackpulse.roster.service import RoundUnit

__all__ = [
    "HeldRound",
    "PeelingRefusedError",
    "ballots_of",
    "held_round",
    "held_rounds",
    "put_back",
    "sealed_sizes",
    "units_to_peel",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldRound:
    """A round that a second key seals: how far it is, and until when its holder can open it.

    It counts groups of people, never ballots.
    """

    round: Round
    lapses_at: datetime
    groups: int
    left: int

    @property
    def waits(self) -> bool:
        """Say whether it is the holder's turn."""
        return self.round.state is RoundState.CLOSED and self.left > 0

    @property
    def done(self) -> int:
        """Return how many groups were put back."""
        return self.groups - self.left


def held_rounds(stores: Stores, *, holder: SecondKey) -> tuple[HeldRound, ...]:
    """Return the rounds with this holder's seal, the latest to close first."""
    with stores.main() as session:
        found = [
            asked
            for asked in cycles.list_rounds(session)
            if asked.second_key_holder is holder and asked.second_key is not None
        ]
        units = roster.units_of_rounds(session, rounds=[asked.id for asked in found])
    held = [_held(stores, asked, units[asked.id]) for asked in found]
    return tuple(sorted(held, key=lambda one: one.lapses_at, reverse=True))


def held_round(stores: Stores, *, round_id: RoundId, holder: SecondKey) -> HeldRound | None:
    """Return one round with this holder's seal, or None when it has none or is not there."""
    with stores.main() as session:
        asked = find_round(session, round_id=round_id)
    if asked is None or asked.second_key_holder is not holder or asked.second_key is None:
        return None
    with stores.main() as session:
        units = roster.units_of_round(session, round_id=asked.id)
    return _held(stores, asked, units)


def units_to_peel(stores: Stores, asked: Round) -> tuple[UnitKey, ...]:
    """Return the groups of a closed round whose ballots still have the outer seal."""
    if not waits_for_holder(stores, asked):
        return ()
    with stores.box() as box:
        return tuple(unit_of(stamp) for stamp in peeling.stamps_to_peel(box, round_id=asked.id))


def ballots_of(stores: Stores, asked: Round, *, unit: UnitKey) -> bytes:
    """Return the ballots of one group with both seals, one after the other, all of one size.

    Raises PeelingRefusedError while the round is open, or when they were put back before.
    """
    if unit not in units_to_peel(stores, asked):
        raise PeelingRefusedError("there is nothing to peel")
    with stores.box() as box:
        return b"".join(peeling.ballots_to_peel(box, round_id=asked.id, stamp=stamp_of(unit)))


def sealed_sizes(asked: Round) -> tuple[int, int]:
    """Return how many bytes a ballot of the round has with both seals, and with one."""
    room = questions_of(asked).sealed_room
    return sealed_size(room, outer=True), sealed_size(room, outer=False)


def put_back(stores: Stores, asked: Round, *, unit: UnitKey, peeled: bytes, now: datetime) -> int:
    """Take back the ballots of one group without their outer seal; return how many groups remain.

    After the last one the round is released and burnt. Raises PeelingRefusedError, and
    LostRoundError when the key of the server is gone.
    """
    _, size = sealed_sizes(asked)
    if len(peeled) % size:
        raise PeelingRefusedError("these are not whole ballots")
    pieces = [peeled[start : start + size] for start in range(0, len(peeled), size)]
    stamp: Stamp = stamp_of(unit)
    with stores.box() as box, ballot_transaction(box):
        peeling.put_back(box, round_id=asked.id, stamp=stamp, peeled=pieces)
    left = len(units_to_peel(stores, asked))
    if left == 0:
        finish_round(stores, round_id=asked.id, now=now)
    return left


def _held(stores: Stores, asked: Round, units: tuple[RoundUnit, ...]) -> HeldRound:
    return HeldRound(
        round=asked,
        lapses_at=asked.closes_at + LAPSES_AFTER,
        groups=sum(1 for unit in units if unit.is_leaf),
        left=len(units_to_peel(stores, asked)),
    )
