"""Open the ballots of a closed round together, and write its release once."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.keystore import LostKeyError, load_key
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.progress import Report, untold
from feedbackpulse.release.contents import EarlierRound, Ground, UnitShape, put_together
from feedbackpulse.release.packed import Opened, shuffled
from feedbackpulse.release.unsealing import (
    PILE,
    CutOffError,
    Opener,
    Pile,
    opened_piles,
    private_bytes,
    processes_for,
)
from feedbackpulse.release.writing import write_release
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.changes import earlier_openings
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import questions_of
from feedbackpulse.roster.stagger import asked_by_unit

_chance = secrets.SystemRandom()
_log = logging.getLogger(__name__)


class ChangedBoxError(Exception):
    """Ballots are gone that were in the box when its opening began."""


def nothing(_session: Session) -> None:
    """Write nothing besides a release."""


def release_round(
    stores: Stores,
    *,
    round_id: RoundId,
    report: Report = untold,
    also: Callable[[Session], None] = nothing,
) -> bool:
    """Release a closed round; say whether this call did it.

    Nothing is written before everything is counted, and then all of it at once together with the
    state of the round, and *also* what follows from that: whoever comes second finds it released.
    *report* hears how much of the box is open. Raises LostKeyError.
    """
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
        if asked.state is not RoundState.CLOSED:
            return False
        ground = ground_of(session, asked)
    with stores.box() as box, ballot_transaction(box):
        ballots.close_urn(box, round_id=round_id)
    try:
        opened = _open_box(stores, ground, report)
    except (LostKeyError, ChangedBoxError):
        if _is_released(stores, round_id):  # by somebody else, who has already burnt it all
            return False
        raise
    contents = put_together(ground, opened, chance=_chance)
    with stores.main() as session, transaction(session):
        if not write_release(session, contents):
            return False
        also(session)
        return True


def ground_of(session: Session, asked: Round) -> Ground:
    """Return what the release of a round rests on beside its answers."""
    units = roster.units_of_round(session, round_id=asked.id)
    before = earlier_openings(session, round_id=asked.id)
    asked_then = asked_by_unit(session, rounds=[earlier.round_id for earlier in before])
    return Ground(
        asked=asked,
        units=tuple(
            UnitShape(
                key=unit.key,
                parent=unit.parent,
                is_leaf=unit.is_leaf,
                invited=unit.invited,
                asked=unit.asked,
            )
            for unit in units
        ),
        earlier=tuple(
            EarlierRound(
                id=earlier.round_id,
                items=frozenset(
                    item.code
                    for item in cycles.get_round(session, round_id=earlier.round_id).rated_items
                ),
                changed=earlier.changed,
                only=earlier.only,
                asked=asked_then[earlier.round_id],
            )
            for earlier in before
        ),
    )


def _open_box(stores: Stores, ground: Ground, report: Report) -> Opened:
    """Return all answers, shuffled: from here on nothing knows in which order they lay."""
    opener = _opener(stores, ground)
    with stores.box() as box:
        numbers = ballots.numbers(box, round_id=ground.asked.id)
    _chance.shuffle(numbers)
    processes = processes_for(len(numbers))
    try:
        return _opened(stores, opener, numbers, report, processes)
    except CutOffError:
        _log.warning(
            "round %s: a process was gone; opening in one",
            ground.asked.id,
            extra={"event": "opening_cut_off"},
        )
        return _opened(stores, opener, numbers, report, 1)


def _opener(stores: Stores, ground: Ground) -> Opener:
    asked = ground.asked
    leaves = [unit for unit in ground.units if unit.is_leaf]
    different = {unit.asked: questions_of(asked, codes=unit.asked) for unit in leaves}
    return Opener(
        round_id=asked.id,
        key=private_bytes(load_key(stores.keys, round_id=asked.id)),
        questions={stamp_of(unit.key): different[unit.asked] for unit in leaves},
        units={stamp_of(unit.key): unit.key for unit in leaves},
        columns=ground.columns,
    )


def _opened(
    stores: Stores, opener: Opener, numbers: Sequence[bytes], report: Report, processes: int
) -> Opened:
    box = _Piles(stores=stores, round_id=opener.round_id, numbers=numbers)
    piles, unreadable = [], 0
    for opened, refused in opened_piles(opener, box.taken(), processes=processes):
        piles.append(opened)
        unreadable += refused
        report(min(len(piles) * PILE, len(numbers)), len(numbers))
    if unreadable := unreadable + box.copies:
        _log.warning(
            "round %s: %d ballots were tampered with and not counted",
            opener.round_id,
            unreadable,
            extra={"event": "ballots_tampered_with"},
        )
    return shuffled(opener.columns, piles, chance=_chance)


@dataclass(kw_only=True, slots=True)
class _Piles:
    """The ballots of a round as they are taken out of the box, and how many were there twice."""

    stores: Stores
    round_id: UUID
    numbers: Sequence[bytes]
    copies: int = 0

    def taken(self) -> Iterator[Pile]:
        """Yield piles; the box is not kept busy between two of them: others still cast in it."""
        seen: set[bytes] = set()
        for start in range(0, len(self.numbers), PILE):
            with self.stores.box() as box:
                keys = self.numbers[start : start + PILE]
                found = ballots.sealed_ballots(box, numbers=keys)
            if len(found) < len(keys):
                raise ChangedBoxError(f"ballots of round {self.round_id} went while it was opened")
            pile = [(label.stamp, sealed) for label, sealed in found]
            yield [one for one in pile if self._is_new(*one, seen)]

    def _is_new(self, stamp: Stamp, sealed: bytes, seen: set[bytes]) -> bool:
        """Say whether this is no copy under another number: nobody seals the same twice."""
        mark = sha256(stamp.encode() + sealed).digest()
        self.copies += mark in seen
        is_new = mark not in seen
        seen.add(mark)
        return is_new


def _is_released(stores: Stores, round_id: RoundId) -> bool:
    with stores.main() as session:
        state = cycles.get_round(session, round_id=round_id).state
    return state is RoundState.RELEASED
