"""Ballots with a genuine stamp, made in short: the whole way is walked by the browser's tests."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA384

from feedbackpulse.ballots.domain import Answers, BallotLabel, Stamp
from feedbackpulse.ballots.keystore import load_signing_key
from feedbackpulse.ballots.service import NUMBER_BYTES, number_hash
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.claiming import Refusal, find_stamp
from feedbackpulse.roster.intake import seal_for
from feedbackpulse.roster.manifest import encoded


def stamped_ballot(
    stores: Stores, *, round_id: RoundId, person_id: PersonId, answers: Answers | None = None
) -> dict[str, str]:
    """Return the form that casts a ballot of the group of somebody."""
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
    _, stamp = find_stamp(stores, round_id=round_id, person_id=person_id)
    assert not isinstance(stamp, Refusal)
    message = secrets.token_bytes(2 * NUMBER_BYTES)
    label = BallotLabel(
        round_id=round_id, stamp=stamp, number_hash=number_hash(message[NUMBER_BYTES:])
    )
    return {
        "round": round_id.hex,
        "stamp": stamp,
        "message": encoded(message),
        "signature": encoded(signature_of(stores, round_id, stamp, message)),
        "sealed": encoded(seal_for(asked, answers or Answers(), label)),
    }


def signature_of(stores: Stores, round_id: RoundId, stamp: Stamp, message: bytes) -> bytes:
    """Sign a message with the key of a stamp, as unblinding would give it."""
    key = load_signing_key(stores.keys, round_id=round_id, stamp=stamp)
    salted = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=48)
    return key.sign(message, salted, SHA384())
