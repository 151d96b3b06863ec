"""Stamp a blank ballot for somebody, without seeing which ballot it is (RFC 9474)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.keystore import LostKeyError, load_signing_key
from feedbackpulse.ballots.stamping import InvalidBlindedMessageError, blind_sign
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.claiming import Refusal, claim, find_stamp, takes_ballots

__all__ = ["InvalidBlindedMessageError", "Issued", "Refusal", "issue_stamp"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """The stamp of a group, and its blind signature on what the browser sent."""

    stamp: Stamp
    signature: bytes


def issue_stamp(
    stores: Stores, *, round_id: RoundId, person_id: PersonId, blinded: bytes, now: datetime
) -> Issued | Refusal:
    """Stamp one blinded ballot for somebody. The same one again gets the same signature.

    It is signed before anything is claimed, and given out only after: whoever asks for a second
    one gets nothing. Raises InvalidBlindedMessageError, and then nothing is claimed.
    """
    asked, stamp = find_stamp(stores, round_id=round_id, person_id=person_id)
    if isinstance(stamp, Refusal):
        return stamp
    if not takes_ballots(asked, now):
        return Refusal.CLOSED
    try:
        key = load_signing_key(stores.keys, round_id=round_id, stamp=stamp)
    except LostKeyError:
        if _is_closed(stores, round_id, now):  # somebody has just closed it
            return Refusal.CLOSED
        raise
    signature = blind_sign(key, blinded)
    refusal = claim(
        stores,
        round_id=round_id,
        person_id=person_id,
        value=sha256(b"issue" + blinded).digest(),
    )
    return refusal or Issued(stamp=stamp, signature=signature)


def _is_closed(stores: Stores, round_id: RoundId, now: datetime) -> bool:
    with stores.main() as session:
        return not takes_ballots(cycles.get_round(session, round_id=round_id), now)
