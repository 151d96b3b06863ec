"""Close rounds, release and burn them. Every step can be repeated, and run twice at once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.codes import count_spent
from feedbackpulse.ballots.keystore import (
    LostKeyError,
    destroy_key,
    destroy_signing_keys,
    has_key,
)
from feedbackpulse.ballots.peeling import stamps_to_peel
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import IllegalMoveError, Round, RoundId, RoundState
from feedbackpulse.cycles.log import log_round
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.jobs.differences import note_differences
from feedbackpulse.jobs.opening import told_on_its_page
from feedbackpulse.jobs.slowing import slow_if_few_answer
from feedbackpulse.notices.domain import FOR_ANSWERING
from feedbackpulse.notices.outbox import drop_mails
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Kind, stated
from feedbackpulse.progress import Report, together, untold
from feedbackpulse.release.opening import release_round
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.domain import unit_of
from feedbackpulse.roster.tallies import record_closing
from feedbackpulse.traces import forget_deleted

LAPSES_AFTER: Final = timedelta(days=14)
"""How long after closing the holder of a second key may wait."""
_log = logging.getLogger(__name__)


class LostRoundError(Exception):
    """The key of a round is gone: nobody can open what was answered."""


def close_round(stores: Stores, *, round_id: RoundId, now: datetime) -> bool:
    """Close a round whose window has ended, release it and burn what it rested on.

    Say whether this call closed it. Called again after a crash it goes on where it stopped.
    Raises LostRoundError: then the round is closed, and waits for its key; and IllegalMoveError
    while people still have time, for then it takes a reason.
    """
    with stores.main() as session, transaction(session):
        asked = cycles.get_round(session, round_id=round_id)
        if asked.state is RoundState.OPEN and now < asked.closes_at:
            raise IllegalMoveError(f"round {round_id} is open until {asked.closes_at}")
        closed = cycles.mark_closed(session, round_id=round_id, due=now.astimezone(UTC))
        state = cycles.get_round(session, round_id=round_id).state
    return _finish_closed(stores, round_id, state, now, untold, closed=closed)


def close_early(
    stores: Stores,
    *,
    round_id: RoundId,
    now: datetime,
    reason: str,
    role: Role = Role.HR,
    report: Report = untold,
) -> bool:
    """Close an open round before its moment, and tell everybody why; say whether this call did.

    Raises NoReasonError, and LostRoundError as `close_round` does.
    """
    closed = stop_round(stores, round_id=round_id, now=now, reason=reason, role=role)
    with stores.main() as session:
        state = cycles.get_round(session, round_id=round_id).state
    return _finish_closed(stores, round_id, state, now, report, closed=closed)


def stop_round(
    stores: Stores, *, round_id: RoundId, now: datetime, reason: str, role: Role = Role.HR
) -> bool:
    """Close an open round before its moment and leave the rest to who finishes it.

    Say whether this call closed it. Raises NoReasonError.
    """
    with stores.main() as session, transaction(session):
        before = cycles.get_round(session, round_id=round_id)
        closed = cycles.mark_closed(session, round_id=round_id, at=now.astimezone(UTC))
        asked = cycles.get_round(session, round_id=round_id)
        if closed and asked.closes_at < before.closes_at:
            moments = {"from": before.closes_at.isoformat(), "to": asked.closes_at.isoformat()}
            log_round(
                session,
                asked=asked,
                kind=Kind.CLOSED_EARLY,
                now=now,
                role=role,
                details=moments,
                reason=stated(reason),
            )
    return closed


def _finish_closed(
    stores: Stores,
    round_id: RoundId,
    state: RoundState,
    now: datetime,
    report: Report,
    *,
    closed: bool,
) -> bool:
    if state in {RoundState.CLOSED, RoundState.RELEASED, RoundState.LAPSED}:
        finish_round(stores, round_id=round_id, now=now, report=report)
    return closed


def is_lost(stores: Stores, *, round_id: RoundId) -> bool:
    """Say whether a closed round waits in vain to be counted: its key is gone."""
    if has_key(stores.keys, round_id=round_id):
        return False
    with stores.main() as session:  # read after the key, which goes only after the release
        return cycles.get_round(session, round_id=round_id).state is RoundState.CLOSED


def finish_round(
    stores: Stores, *, round_id: RoundId, now: datetime, report: Report = untold
) -> bool:
    """Release a closed round and burn a released one; say whether this call burnt it.

    A round with a second key waits, closed, until its holder has taken the outer seals off.
    Raises LostRoundError.
    """
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
    if asked.state is RoundState.CLOSED:
        _settle(stores, asked)
        if waits_for_holder(stores, asked):
            return False
        _release(stores, round_id, now, report)
    burnt = _burn_unless_burnt(stores, round_id)
    note_differences(stores, round_id=round_id)
    return burnt


def waits_for_holder(stores: Stores, asked: Round) -> bool:
    """Say whether ballots of a closed round still have the seal of a second key."""
    if asked.state is not RoundState.CLOSED or asked.second_key is None:
        return False
    with stores.box() as box:
        return bool(stamps_to_peel(box, round_id=asked.id))


def lapse_round(stores: Stores, *, round_id: RoundId, now: datetime) -> bool:
    """Burn a closed round that its key holder did not open in time; say whether this call did."""
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
    if now < asked.closes_at + LAPSES_AFTER or not waits_for_holder(stores, asked):
        return False
    with stores.main() as session, transaction(session):
        if not cycles.mark_lapsed(session, round_id=round_id):
            return False
        log_round(session, asked=asked, kind=Kind.LAPSED, now=now, role=None)
    _log.warning(
        "round %s lapsed: its second key was not used in time",
        round_id,
        extra={"event": "round_lapsed"},
    )
    return _burn_unless_burnt(stores, round_id)


def _settle(stores: Stores, asked: Round) -> None:
    """Give out no more stamps, take no more ballots, and keep what can be checked of both."""
    destroy_signing_keys(stores.keys, round_id=asked.id)
    with stores.box() as box, ballot_transaction(box):
        ballots.close_urn(box, round_id=asked.id)
    with stores.box() as box:
        receipts = ballots.receipts(box, round_id=asked.id)
        cast = ballots.count_ballots(box, round_id=asked.id)
        spent = count_spent(box, round_id=asked.id)
    with stores.main() as session, transaction(session):
        cycles.hold_round(session, round_id=asked.id)
        record_closing(
            session,
            round_id=asked.id,
            receipts=receipts,
            cast={unit_of(stamp): count for stamp, count in cast.items()},
            spent_codes={unit_of(stamp): count for stamp, count in spent.items()},
        )


def _release(stores: Stores, round_id: RoundId, now: datetime, report: Report) -> None:
    def tell(session: Session) -> None:
        asked = cycles.get_round(session, round_id=round_id)
        log_round(session, asked=asked, kind=Kind.RELEASED, now=now, role=None)
        slow_if_few_answer(session, asked=asked, now=now)

    try:
        with told_on_its_page(stores, round_id=round_id) as note:
            told = together(note, report)
            released = release_round(stores, round_id=round_id, report=told, also=tell)
    except LostKeyError as error:
        raise LostRoundError("its key is gone") from error
    if released:
        _log.info("round %s is released", round_id, extra={"event": "round_released"})


def _burn_unless_burnt(stores: Stores, round_id: RoundId) -> bool:
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
    if asked.state not in {RoundState.RELEASED, RoundState.LAPSED} or asked.burnt:
        return False
    _burn(stores, round_id)
    return True


def _burn(stores: Stores, round_id: RoundId) -> None:
    """Destroy the key, the ballots and the roster; without the key the ballots mean nothing."""
    destroy_key(stores.keys, round_id=round_id)
    with stores.box() as box, ballot_transaction(box):
        ballots.burn_ballots(box, round_id=round_id)
    with stores.box() as box:
        ballots.scrub(box)
    with stores.main() as session, transaction(session):
        roster.burn_roster(session, round_id=round_id)
        drop_mails(session, round_id=round_id, kinds=FOR_ANSWERING)
    with stores.main() as session:
        roster.scrub_roster(session)
        forget_deleted(session)
    with stores.main() as session, transaction(session):
        cycles.mark_burnt(session, round_id=round_id)
    _log.info("round %s is burnt", round_id, extra={"event": "round_burnt"})
