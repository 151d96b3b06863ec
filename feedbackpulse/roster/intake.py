"""Send a ballot: claim the roster row, then cast, in two stores that never share a transaction.

The sender's form carries a random number that the server does not keep. The roster gets one hash of
it and the box another: only who knows the number could say that they belong together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy.exc import IntegrityError

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import (
    Answers,
    BallotLabel,
    CommentScope,
    InvalidAnswersError,
    Questions,
    receipt_of,
)
from feedbackpulse.ballots.sealing import seal
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.cycles.learning import choices_in
from feedbackpulse.database import Stores, ballot_transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.claiming import Refusal, claim, find_stamp, takes_ballots
from feedbackpulse.roster.domain import stamp_of, unit_of
from feedbackpulse.roster.service import codes_asked

__all__ = [
    "NUMBER_BYTES",
    "Answers",
    "CommentScope",
    "InvalidAnswersError",
    "Refusal",
    "Sent",
    "questions_of",
    "seal_for",
    "send_ballot",
    "stamp_of",
    "unit_of",
]

NUMBER_BYTES = ballots.NUMBER_BYTES


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """The ballot is in the box, and will be counted once; its receipt is in the list later."""

    receipt: str


def send_ballot(
    stores: Stores,
    *,
    round_id: RoundId,
    person_id: PersonId,
    ballot_number: bytes,
    answers: Answers,
    now: datetime,
) -> Sent | Refusal:
    """Send somebody's answers, once. The same form sent again changes nothing.

    Raises InvalidAnswersError when they do not fit the questions, before anything is claimed.
    """
    number_hash = ballots.number_hash(ballot_number)
    asked, stamp = find_stamp(stores, round_id=round_id, person_id=person_id)
    if isinstance(stamp, Refusal):
        return stamp
    with stores.main() as session:
        codes = codes_asked(session, round_id=round_id, unit=unit_of(stamp))
    if asked.public_key is None or not takes_ballots(asked, now):
        return _after_closing(stores, number_hash)
    label = BallotLabel(round_id=round_id, stamp=stamp, number_hash=number_hash)
    sealed = seal_for(asked, answers, label, codes=codes)
    refusal = claim(
        stores,
        round_id=round_id,
        person_id=person_id,
        value=sha256(b"roster" + ballot_number).digest(),
    )
    return refusal or _cast(stores, label, sealed)


def seal_for(
    asked: Round, answers: Answers, label: BallotLabel, *, codes: frozenset[str] | None = None
) -> bytes:
    """Return answers sealed to the keys of an open round. Raises InvalidAnswersError.

    *codes* are those that the stamp is asked, where not everybody is asked the same.
    """
    assert asked.public_key is not None
    return seal(
        answers,
        questions=questions_of(asked, codes=codes),
        label=label,
        public_key=asked.public_key,
        second_key=asked.second_key,
    )


def questions_of(asked: Round, *, codes: frozenset[str] | None = None) -> Questions:
    """Return the codes that a ballot of the round may answer; with *codes*, only those of them."""
    every = Questions(
        rated=frozenset(item.code for item in asked.items if not item.is_open),
        open=frozenset(item.code for item in asked.items if item.is_open),
        attributes=choices_in(asked),
    )
    if codes is None:
        return every
    return replace(every, rated=every.rated & codes, open=every.open & codes, room_of=every)


def _after_closing(stores: Stores, number_hash: bytes) -> Sent | Refusal:
    """A form sent again after closing hears the truth about the first time."""
    with stores.box() as box:
        if not ballots.has_ballot(box, number_hash=number_hash):
            return Refusal.CLOSED
    return Sent(receipt=receipt_of(number_hash))


def _cast(stores: Stores, label: BallotLabel, sealed: bytes) -> Sent | Refusal:
    try:
        with stores.box() as box, ballot_transaction(box):
            is_in = ballots.cast(box, label=label, sealed=sealed)
    except IntegrityError:  # the same form, at the same moment, was a breath earlier
        is_in = True
    return Sent(receipt=receipt_of(label.number_hash)) if is_in else Refusal.CLOSED
