"""The browser's side of a ballot, in Python: blind, have it stamped, seal, cast.

The same as static/js/ballot/blindrsa.js does, so that attacks can walk the whole way thousands of
times. RFC 9474, RSABSSA-SHA384-PSS-Randomized.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha384
from typing import Final

import gmpy2
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from gmpy2 import mpz

from feedbackpulse.ballots.domain import Answers, BallotLabel, Stamp
from feedbackpulse.ballots.service import (
    NUMBER_BYTES,
    Taken,
    Turned,
    cast_stamped,
    number_hash,
)
from feedbackpulse.ballots.stamping import RANDOM_BYTES, verify
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.database import Stores, ballot_transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.claiming import find_stamp
from feedbackpulse.roster.intake import seal_for, stamp_of
from feedbackpulse.roster.issuing import Issued, Refusal, issue_stamp

_SALT: Final = 48
_LENGTH: Final = 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Blank:
    """A ballot that nobody has stamped yet, and what goes to whoever stamps it."""

    message: bytes
    blinded: bytes
    inverse: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ballot:
    """A stamped and sealed ballot, as the browser keeps it until the receipt comes."""

    round_id: RoundId
    stamp: Stamp
    message: bytes
    signature: bytes
    sealed: bytes
    blinded: bytes = b""

    @property
    def label(self) -> BallotLabel:
        """Return what is written on the outside."""
        number = number_hash(self.message[RANDOM_BYTES:])
        return BallotLabel(round_id=self.round_id, stamp=self.stamp, number_hash=number)


def prepare(number: bytes) -> bytes:
    """Put random bytes before the number (section 4.1)."""
    return secrets.token_bytes(RANDOM_BYTES) + number


def blind(public_key: bytes, message: bytes, *, factor: int | None = None) -> Blank:
    """Blind a message (section 4.2). Only a naive browser chooses its *factor*."""
    n, e = _numbers(public_key)
    encoded = mpz(int.from_bytes(pss_encoded(message), "big"))
    r = mpz(factor or secrets.randbelow(int(n) - 2) + 2)
    blinded = encoded * gmpy2.powmod(r, e, n) % n
    return Blank(
        message=message,
        blinded=int(blinded).to_bytes(_LENGTH, "big"),
        inverse=int(gmpy2.invert(r, n)),
    )


def finalize(public_key: bytes, blank: Blank, blind_signature: bytes) -> bytes:
    """Return the signature on the message itself (section 4.4)."""
    n, _ = _numbers(public_key)
    signature = mpz(int.from_bytes(blind_signature, "big")) * mpz(blank.inverse) % n
    found = int(signature).to_bytes(_LENGTH, "big")
    assert verify(public_key, blank.message, found)
    return found


def pss_encoded(message: bytes) -> bytes:
    """Encode a message for signing (RFC 8017, section 9.1.1), with a salt of 48 bytes."""
    salt = secrets.token_bytes(_SALT)
    digest = sha384(bytes(8) + sha384(message).digest() + salt).digest()
    padded = (b"\1" + salt).rjust(_LENGTH - len(digest) - 1, b"\0")
    mask = _mgf1(digest, len(padded))
    masked = bytearray(one ^ other for one, other in zip(padded, mask, strict=True))
    masked[0] &= 0x7F  # the message has 2047 bits
    return bytes(masked) + digest + b"\xbc"


def _mgf1(seed: bytes, length: int) -> bytes:
    blocks = -(-length // sha384().digest_size)
    made = b"".join(sha384(seed + number.to_bytes(4, "big")).digest() for number in range(blocks))
    return made[:length]


def _numbers(public_key: bytes) -> tuple[mpz, mpz]:
    key = load_der_public_key(public_key)
    assert isinstance(key, rsa.RSAPublicKey)
    numbers = key.public_numbers()
    return mpz(numbers.n), mpz(numbers.e)


@dataclass(frozen=True, kw_only=True, slots=True)
class Voting:
    """An open round, seen from the browsers of whoever answers it."""

    stores: Stores
    asked: Round
    keys: Mapping[Stamp, bytes]

    @classmethod
    def of(cls, stores: Stores, round_id: RoundId) -> Voting:
        """Read what the manifest of a round says."""
        with stores.main() as session:
            asked = cycles.get_round(session, round_id=round_id)
            units = roster.units_of_round(session, round_id=round_id)
        keys = {stamp_of(unit.key): unit.public_key for unit in units if unit.public_key}
        return cls(stores=stores, asked=asked, keys=keys)

    @property
    def now(self) -> datetime:
        """Return a moment at which it can be answered."""
        return self.asked.opens_at + timedelta(hours=1)

    def key_for(self, person: PersonId) -> bytes:
        """Return the public key of the stamp of somebody."""
        _, stamp = find_stamp(self.stores, round_id=self.asked.id, person_id=person)
        assert not isinstance(stamp, Refusal)
        return self.keys[stamp]

    def blank_for(self, person: PersonId) -> Blank:
        """Make a ballot for somebody, not stamped yet."""
        return blind(self.key_for(person), prepare(secrets.token_bytes(NUMBER_BYTES)))

    def ask(self, person: PersonId, blank: Blank) -> Issued | Refusal:
        """Have a ballot stamped."""
        return issue_stamp(
            self.stores,
            round_id=self.asked.id,
            person_id=person,
            blinded=blank.blinded,
            now=self.now,
        )

    def fill_in(self, blank: Blank, issued: Issued, answers: Answers) -> Ballot:
        """Seal answers into a stamped ballot."""
        signature = finalize(self.keys[issued.stamp], blank, issued.signature)
        number = number_hash(blank.message[RANDOM_BYTES:])
        label = BallotLabel(round_id=self.asked.id, stamp=issued.stamp, number_hash=number)
        return Ballot(
            round_id=self.asked.id,
            stamp=issued.stamp,
            message=blank.message,
            signature=signature,
            sealed=seal_for(self.asked, answers, label),
            blinded=blank.blinded,
        )

    def ballot_of(self, person: PersonId, answers: Answers) -> Ballot:
        """Go the whole way up to a ballot that can be cast."""
        blank = self.blank_for(person)
        issued = self.ask(person, blank)
        assert isinstance(issued, Issued)
        return self.fill_in(blank, issued, answers)

    def cast(self, ballot: Ballot) -> Taken | Turned:
        """Bring a ballot to the box."""
        return cast(self.stores, ballot)

    def send(self, person: PersonId, answers: Answers) -> Ballot:
        """Let somebody answer."""
        ballot = self.ballot_of(person, answers)
        assert isinstance(self.cast(ballot), Taken)
        return ballot


def cast(stores: Stores, ballot: Ballot) -> Taken | Turned:
    """Bring a ballot to the box, as the page for it does."""
    with stores.box() as box, ballot_transaction(box):
        return cast_stamped(
            box,
            round_id=ballot.round_id,
            stamp=ballot.stamp,
            message=ballot.message,
            signature=ballot.signature,
            sealed=ballot.sealed,
        )
