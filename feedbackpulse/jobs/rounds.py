"""Open and close rounds. Every step can be repeated, and run by two processes at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.codes import count_spent
from feedbackpulse.ballots.keystore import (
    LostKeyError,
    destroy_key,
    destroy_signing_keys,
    has_key,
    make_key,
    make_signing_key,
)
from feedbackpulse.ballots.peeling import stamps_to_peel
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.clock import local_day
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import IllegalMoveError, Round, RoundId, RoundState, SecondKey
from feedbackpulse.cycles.holders import key_of
from feedbackpulse.cycles.log import log_round
from feedbackpulse.cycles.stages import stage_of_round
from feedbackpulse.cycles.states import Event, Stage, may
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.jobs.opening import told_on_its_page
from feedbackpulse.jobs.page_code import code_fingerprint
from feedbackpulse.jobs.slowing import slow_if_few_answer
from feedbackpulse.notices.domain import FOR_ANSWERING
from feedbackpulse.notices.outbox import drop_mails
from feedbackpulse.paths import resource_dir
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role, TeamTree, UnitKey
from feedbackpulse.programme.changes import Kind, stated
from feedbackpulse.progress import Report, together, untold
from feedbackpulse.release.opening import release_round
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.changes import count_changes
from feedbackpulse.roster.domain import UnitPlan, plan_units, stamp_of, unit_of
from feedbackpulse.roster.intake import questions_of
from feedbackpulse.roster.manifest import fingerprint, manifest_of
from feedbackpulse.roster.participation import is_counted, is_working_day, record_day
from feedbackpulse.roster.stagger import ask_in_turn
from feedbackpulse.roster.tallies import record_closing

LAPSES_AFTER: Final = timedelta(days=14)
"""How long after closing the holder of a second key may wait."""
_log = logging.getLogger(__name__)


class LostRoundError(Exception):
    """The key of a round is gone: nobody can open what was answered."""


def open_round(
    stores: Stores,
    *,
    round_id: RoundId,
    now: datetime,
    catalogue: Catalogue,
    role: Role | None = None,
) -> bool:
    """Open a planned round; say whether this call did it. The log tells who did, by their role.

    Its keys and the urn are there before anybody is invited. A round stays planned while the
    works council has not approved its cycle, or nobody has made its second key, or when its teams
    changed in that very moment: the next minute tries again. Raises TooFewPeopleError.
    """
    with stores.main() as session, transaction(session):
        asked = cycles.refresh_wording(session, round_id=round_id, catalogue=catalogue)
        if asked.state is not RoundState.PLANNED:
            return False
        if not _may_open(session, asked):
            return False
        plan = _plan(session, asked, people.team_tree(session), now)
        second = key_of(session, holder=asked.second_key_holder)
    if asked.second_key_holder is not SecondKey.NONE and second is None:
        _log.warning("round %s waits for the second key to be made", round_id)
        return False
    keys = _make_keys(stores, asked, plan, second)
    return _open_with(stores, asked, keys, now, catalogue, role)


def _may_open(session: Session, asked: Round) -> bool:
    """Say whether nobody has to do anything before the round opens."""
    stage = stage_of_round(session, asked=asked)
    if stage is Stage.WAITING_FOR_APPROVAL:
        _log.warning("round %s waits for the works council to approve its cycle", asked.id)
    return may(stage, Event.OPEN)


def _log_opened(session: Session, asked: Round, now: datetime, role: Role | None) -> None:
    """Tell everybody what is asked, and until when."""
    points = dict.fromkeys(item.checkpoint for item in asked.items if item.checkpoint)
    details = {"checkpoints": list(points), "closes": asked.closes_at.isoformat()}
    log_round(session, asked=asked, kind=Kind.OPENED, now=now, role=role, details=details)


def _open_with(
    stores: Stores,
    asked: Round,
    keys: _Keys,
    now: datetime,
    catalogue: Catalogue,
    role: Role | None,
) -> bool:
    try:
        with stores.main() as session, transaction(session):
            opened = _may_open(session, asked) and cycles.mark_open(
                session,
                round_id=asked.id,
                public_key=keys.box,
                second_key=keys.second,
                at=now.astimezone(UTC),
            )
            if not opened:
                return False
            found = cycles.get_round(session, round_id=asked.id)
            plan = _invite(session, found, keys, now, catalogue)
            codes = roster.codes_asked(session, round_id=asked.id, unit=plan.root.key)
            _log_opened(session, found.asking(codes), now, role)
    except KeyError:
        _log.warning("round %s: the teams have just changed; trying again soon", asked.id)
        return False
    invited, stamps = plan.root.invited, len(plan.leaves)
    _log.info("round %s is open: %d people in %d stamps", asked.id, invited, stamps)
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class _Keys:
    """The public keys of a round: of its box, of a second holder, and of each of its stamps."""

    box: bytes
    second: bytes | None
    stamps: Mapping[UnitKey, bytes]


def _make_keys(stores: Stores, asked: Round, plan: UnitPlan, second: bytes | None) -> _Keys:
    keys = _Keys(
        box=make_key(stores.keys, round_id=asked.id),
        second=second,
        stamps={
            unit.key: make_signing_key(stores.keys, round_id=asked.id, stamp=stamp_of(unit.key))
            for unit in plan.leaves
        },
    )
    with stores.box() as box, ballot_transaction(box):
        ballots.open_urn(
            box,
            round_id=asked.id,
            room=questions_of(asked).sealed_room,
            outer=second is not None,
            keys={stamp_of(unit): key for unit, key in keys.stamps.items()},
        )
    return keys


def _plan(session: Session, asked: Round, tree: TeamTree, now: datetime) -> UnitPlan:
    chosen = cycles.get_cycle(session, cycle_id=asked.cycle_id).teams
    members = people.members_at(session, moment=now)
    return plan_units(tree, members, chosen, asked.privacy.smallest_group)


def _invite(
    session: Session, asked: Round, keys: _Keys, now: datetime, catalogue: Catalogue
) -> UnitPlan:
    """Freeze who is invited. Raises KeyError when a stamp has come up that has no key yet."""
    tree = people.team_tree(session)
    plan = _plan(session, asked, tree, now)
    cycle = cycles.get_cycle(session, cycle_id=asked.cycle_id)
    in_turn = ask_in_turn(session, cycle=cycle, asked=asked, plan=plan, catalogue=catalogue)
    roster.open_roster(
        session,
        round_id=asked.id,
        plan=plan,
        tree=tree,
        opened_at=now,
        changes=count_changes(session, asked=asked, plan=plan, by_unit=in_turn),
        keys=keys.stamps,
        on_paper=people.people_on_paper(session),
        asked=in_turn,
    )
    units = roster.units_of_round(session, round_id=asked.id)
    manifest = manifest_of(asked, units, code_sha256=code_fingerprint(resource_dir("static")))
    cycles.keep_manifest(
        session, round_id=asked.id, manifest=manifest, manifest_sha256=fingerprint(manifest)
    )
    return plan


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
    return _burn_unless_burnt(stores, round_id)


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
    _log.warning("round %s lapsed: its second key was not used in time", round_id)
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
        _log.info("round %s is released", round_id)


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
