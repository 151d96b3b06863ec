"""Answer with a printed card: codes for each stamp, drawn from a hat, that say nothing of people.

Who answers with a card has no row in the roster. Which card somebody drew is written down nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from sqlalchemy.exc import IntegrityError

from feedbackpulse.ballots import codes
from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.codes import CodeState
from feedbackpulse.ballots.domain import Answers, BallotLabel, receipt_of
from feedbackpulse.ballots.service import Taken, Turned
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import Stores, ballot_transaction
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.claiming import takes_ballots
from feedbackpulse.roster.domain import stamp_of, unit_of
from feedbackpulse.roster.intake import Sent, seal_for
from feedbackpulse.roster.service import RoundUnit

FEWEST: Final = 5
"""With fewer cards in a hat than this, the hat hides little."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CardSheet:
    """The cards of one stamp, as they are printed; the code on each works once."""

    unit: UnitKey
    unit_name: str
    codes: tuple[str, ...]

    @property
    def hides_little(self) -> bool:
        """Say whether somebody could guess who drew which card."""
        return len(self.codes) < FEWEST


class CodeRefusal(Enum):
    """Why a code does not lead to a ballot."""

    UNKNOWN = "unknown"
    SPENT = "spent"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What a card is for, and why it can no longer be answered with, if that is so.

    The round has what is asked of the unit.
    """

    round: Round
    unit: RoundUnit
    refusal: CodeRefusal | None


_TURNED: Final = {
    Turned.CLOSED: CodeRefusal.CLOSED,
    Turned.SPENT: CodeRefusal.SPENT,
    Turned.REFUSED: CodeRefusal.UNKNOWN,
}


def units_with_cards(stores: Stores, *, round_id: RoundId) -> tuple[RoundUnit, ...]:
    """Return the stamps of a round under which people answer with a card."""
    with stores.main() as session:
        units = roster.units_of_round(session, round_id=round_id)
    return tuple(unit for unit in units if unit.is_leaf and unit.cards)


def make_cards(stores: Stores, *, round_id: RoundId) -> tuple[CardSheet, ...]:
    """Make the cards of an open round anew; those that were not used yet are void from now on.

    There are as many as people who answer with one, whether or not some have: what is printed
    says nothing about who took part. No more than that many are ever counted.
    The codes are in what this returns and nowhere else. Nothing when the round is not open.
    """
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
    if asked.state is not RoundState.OPEN:
        return ()
    units = units_with_cards(stores, round_id=round_id)
    with stores.box() as box, ballot_transaction(box):
        made = [
            codes.make_codes(box, round_id=round_id, stamp=stamp_of(unit.key), cards=unit.cards)
            for unit in units
        ]
    return tuple(
        CardSheet(unit=unit.key, unit_name=unit.name, codes=fresh)
        for unit, fresh in zip(units, made, strict=True)
    )


def find_card(stores: Stores, *, code: str, now: datetime) -> Card | None:
    """Return what a typed code is for, or None when there is no such code (any more)."""
    found = _look_up(stores, code)
    if found is None:
        return None
    state, asked = found
    unit = _unit(stores, state)
    refusal = None if takes_ballots(asked, now) else CodeRefusal.CLOSED
    return Card(
        round=asked.asking(unit.asked),
        unit=unit,
        refusal=CodeRefusal.SPENT if state.spent else refusal,
    )


def send_by_code(
    stores: Stores, *, code: str, ballot_number: bytes, answers: Answers, now: datetime
) -> Sent | CodeRefusal:
    """Send the answers of whoever has this code, once. The same form again changes nothing.

    Raises InvalidAnswersError when they do not fit the questions, before the code is used.
    """
    number_hash = ballots.number_hash(ballot_number)
    found = _look_up(stores, code)
    if found is None:
        return CodeRefusal.UNKNOWN
    state, asked = found
    if not takes_ballots(asked, now):
        return _after_closing(stores, number_hash)
    label = BallotLabel(round_id=asked.id, stamp=state.stamp, number_hash=number_hash)
    unit = _unit(stores, state)
    sealed = seal_for(asked, answers, label, codes=unit.asked)
    return _cast(stores, code, label, sealed, cards=unit.cards)


def _look_up(stores: Stores, code: str) -> tuple[CodeState, Round] | None:
    with stores.box() as box:
        state = codes.find_code(box, code=code)
    if state is None:
        return None
    with stores.main() as session:
        return state, cycles.get_round(session, round_id=RoundId(state.round_id))


def _unit(stores: Stores, state: CodeState) -> RoundUnit:
    units = units_with_cards(stores, round_id=RoundId(state.round_id))
    return next(one for one in units if one.key == unit_of(state.stamp))


def _after_closing(stores: Stores, number_hash: bytes) -> Sent | CodeRefusal:
    """A form sent again after closing hears the truth about the first time."""
    with stores.box() as box:
        is_in = ballots.has_ballot(box, number_hash=number_hash)
    return Sent(receipt=receipt_of(number_hash)) if is_in else CodeRefusal.CLOSED


def _cast(
    stores: Stores, code: str, label: BallotLabel, sealed: bytes, *, cards: int
) -> Sent | CodeRefusal:
    try:
        with stores.box() as box, ballot_transaction(box):
            outcome = codes.cast_with_code(box, code=code, label=label, sealed=sealed, cards=cards)
    except IntegrityError:  # the same form with another code, a breath earlier
        outcome = Taken(receipt=receipt_of(label.number_hash))
    return _TURNED[outcome] if isinstance(outcome, Turned) else Sent(receipt=outcome.receipt)
