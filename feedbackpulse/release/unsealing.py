"""Take the seals off many ballots, in several processes where that is faster and possible.

Nothing of an opened ballot touches a disk: piles of sealed ballots go to the processes through
pipes, packed answers come back through others, and whoever loses its parent ends at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from feedbackpulse.ballots.domain import BallotLabel, Questions, Stamp, UnreadableBallotError
from feedbackpulse.ballots.sealing import unseal
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.processes import at_hand, in_turn, pool
from feedbackpulse.release.packed import Columns, OpenedBallot, Packed, pack_pile

PILE: Final = 250
"""How many ballots are taken out of the box at a time."""
MANY: Final = 4_000
"""From how many ballots on it is worth to start processes, which takes a second."""

Pile = Sequence[tuple[Stamp, bytes]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Opener:
    """All that it takes to open the ballots of one round, in this process or in another one."""

    round_id: UUID
    key: bytes
    """The private key, which is never written anywhere."""
    questions: Mapping[Stamp, Questions]
    """What may be answered under each stamp; no other stamp has ballots that count."""
    units: Mapping[Stamp, UnitKey]
    columns: Columns

    def open(self, pile: Pile) -> tuple[Packed, int]:
        """Return the answers in a pile, and how many of its ballots could not be read."""
        key = load_der_private_key(self.key, password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        found = [self._ballot(stamp, sealed, key) for stamp, sealed in pile]
        opened = [ballot for ballot in found if ballot is not None]
        return pack_pile(self.columns, opened), len(found) - len(opened)

    def _ballot(
        self, stamp: Stamp, sealed: bytes, key: ec.EllipticCurvePrivateKey
    ) -> OpenedBallot | None:
        if stamp not in self.units:
            return None
        label = BallotLabel(round_id=self.round_id, stamp=stamp, number_hash=b"")
        try:
            answers = unseal(sealed, questions=self.questions[stamp], label=label, key=key)
        except UnreadableBallotError:
            return None
        return OpenedBallot(unit=self.units[stamp], answers=answers)


def private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a key as it is handed to a process."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def processes_for(ballots: int) -> int:
    """Return how many processes open so many ballots: one is this one itself."""
    return 1 if ballots < MANY else at_hand()


class CutOffError(Exception):
    """A process that opened ballots is gone: whatever it was, one process alone can go on."""


def opened_piles(
    opener: Opener, piles: Iterable[Pile], *, processes: int
) -> Iterator[tuple[Packed, int]]:
    """Yield the answers in every pile and how many of its ballots were unreadable.

    At any moment a few piles are in memory, however many there are. Raises CutOffError.
    """
    if processes == 1:
        yield from map(opener.open, piles)
        return
    try:
        with pool(processes, _take_place, opener) as workers:
            yield from in_turn(workers, _open, piles)
    except BrokenExecutor as error:
        raise CutOffError(str(error)) from None


_place: list[Opener] = []
"""In a process that opens ballots: what it opens them with."""


def _take_place(opener: Opener) -> None:
    _place[:] = [opener]


def _open(pile: Pile) -> tuple[Packed, int]:
    [opener] = _place
    return opener.open(pile)
