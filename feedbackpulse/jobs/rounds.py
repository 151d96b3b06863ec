"""Open and close rounds. Every step can be repeated, and run by two processes at once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.keystore import LostKeyError, destroy_key, has_key, make_key
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.clock import local_day
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamTree
from feedbackpulse.release.opening import release_round
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.changes import count_changes
from feedbackpulse.roster.domain import UnitPlan, plan_units
from feedbackpulse.roster.intake import unit_of
from feedbackpulse.roster.participation import is_counted, is_working_day, record_day

_log = logging.getLogger(__name__)


class LostRoundError(Exception):
    """The key of a round is gone: nobody can open what was answered."""


def open_round(stores: Stores, *, round_id: RoundId, now: datetime, catalogue: Catalogue) -> bool:
    """Open a planned round; say whether this call did it.

    The key and the urn are there before anybody is invited. Raises TooFewPeopleError.
    """
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
        if asked.state is not RoundState.PLANNED:
            return False
        _plan(session, asked, people.team_tree(session), now)
    public_key = make_key(stores.keys, round_id=round_id)
    with stores.box() as box, ballot_transaction(box):
        ballots.open_urn(box, round_id=round_id)
    with stores.main() as session, transaction(session):
        cycles.refresh_wording(session, round_id=round_id, catalogue=catalogue)
        if not cycles.mark_open(
            session, round_id=round_id, public_key=public_key, at=now.astimezone(UTC)
        ):
            return False
        plan = _invite(session, cycles.get_round(session, round_id=round_id), now)
    invited, stamps = plan.root.invited, len(plan.leaves)
    _log.info("round %s is open: %d people in %d stamps", round_id, invited, stamps)
    return True


def _plan(session: Session, asked: Round, tree: TeamTree, now: datetime) -> UnitPlan:
    chosen = cycles.get_cycle(session, cycle_id=asked.cycle_id).teams
    members = people.members_at(session, moment=now)
    return plan_units(tree, members, chosen, asked.privacy.smallest_group)


def _invite(session: Session, asked: Round, now: datetime) -> UnitPlan:
    tree = people.team_tree(session)
    plan = _plan(session, asked, tree, now)
    changes = count_changes(session, asked=asked, plan=plan)
    roster.open_roster(
        session, round_id=asked.id, plan=plan, tree=tree, opened_at=now, changes=changes
    )
    return plan


def close_round(stores: Stores, *, round_id: RoundId, now: datetime) -> bool:
    """Close an open round, release it and burn what it rested on; say whether this call did.

    Called again after a crash it goes on where it stopped. Raises LostRoundError: then the round
    is closed, and waits for its key.
    """
    with stores.main() as session, transaction(session):
        closed = cycles.mark_closed(session, round_id=round_id, at=now.astimezone(UTC))
        state = cycles.get_round(session, round_id=round_id).state
    if state in {RoundState.CLOSED, RoundState.RELEASED}:
        finish_round(stores, round_id=round_id)
    return closed


def is_lost(stores: Stores, *, round_id: RoundId) -> bool:
    """Say whether a closed round waits in vain to be counted: its key is gone."""
    if has_key(stores.keys, round_id=round_id):
        return False
    with stores.main() as session:  # read after the key, which goes only after the release
        return cycles.get_round(session, round_id=round_id).state is RoundState.CLOSED


def finish_round(stores: Stores, *, round_id: RoundId) -> bool:
    """Release a closed round and burn a released one; say whether this call burnt it.

    Raises LostRoundError.
    """
    try:
        released = release_round(stores, round_id=round_id)
    except LostKeyError as error:
        raise LostRoundError("its key is gone") from error
    if released:
        _log.info("round %s is released", round_id)
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
    if asked.state is not RoundState.RELEASED or asked.burnt:
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
    with stores.main() as session:
        forget_deleted(session)
    with stores.main() as session, transaction(session):
        cycles.mark_burnt(session, round_id=round_id)
    _log.info("round %s is burnt", round_id)


def count_participation(stores: Stores, *, round_id: RoundId, now: datetime) -> bool:
    """Count an open round for its local working day, if that was not done; say if it was now.

    The box is rewritten first: its pages would otherwise lie in the order in which ballots came.
    """
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
        zone = cycles.get_cycle(session, cycle_id=asked.cycle_id).zone
        day = local_day(now, zone)
        if not is_working_day(day) or is_counted(session, round_id=round_id, day=day):
            return False
    with stores.box() as box:
        ballots.scrub(box)
        counted = ballots.count_ballots(box, round_id=round_id)
    cast = {unit_of(stamp): count for stamp, count in counted.items()}
    try:
        with stores.main() as session, transaction(session):
            return record_day(session, round_id=round_id, day=day, cast=cast)
    except IntegrityError:  # another process counted at the same moment
        return False


def forget_deleted(session: Session) -> None:
    """Empty the write-ahead log of the main store, where deleted rows live on. SQLite only.

    While somebody reads an older state it stays, until the next tick.
    """
    engine: Any = session.get_bind()
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA busy_timeout = 250")
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.invalidate()  # the next user gets a connection that waits as usual
        connection.close()
