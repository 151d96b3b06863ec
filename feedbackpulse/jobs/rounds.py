"""Open rounds, and count who takes part. Every step can be repeated, and run twice at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.keystore import make_key, make_signing_keys
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.clock import local_day
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState, SecondKey
from feedbackpulse.cycles.holders import key_of
from feedbackpulse.cycles.log import log_round
from feedbackpulse.cycles.stages import stage_of_round
from feedbackpulse.cycles.states import Event, Stage, may
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.jobs.keys_ahead import plan_of
from feedbackpulse.jobs.page_code import code_fingerprint
from feedbackpulse.paths import resource_dir
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role, UnitKey
from feedbackpulse.programme.changes import Kind
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.changes import count_changes
from feedbackpulse.roster.domain import UnitPlan, stamp_of, unit_of
from feedbackpulse.roster.intake import questions_of
from feedbackpulse.roster.manifest import manifest_of
from feedbackpulse.roster.participation import is_counted, is_working_day, record_day
from feedbackpulse.roster.stagger import ask_in_turn

_log = logging.getLogger(__name__)


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
        plan = plan_of(session, asked=asked, tree=people.team_tree(session), now=now)
        second = key_of(session, holder=asked.second_key_holder)
    if asked.second_key_holder is not SecondKey.NONE and second is None:
        _log.warning(
            "round %s waits for the second key to be made",
            round_id,
            extra={"event": "round_waits_for_key"},
        )
        return False
    keys = _make_keys(stores, asked, plan, second)
    return _open_with(stores, asked, keys, now, catalogue, role)


def _may_open(session: Session, asked: Round) -> bool:
    """Say whether nobody has to do anything before the round opens."""
    stage = stage_of_round(session, asked=asked)
    if stage is Stage.WAITING_FOR_APPROVAL:
        _log.warning(
            "round %s waits for the works council to approve its cycle",
            asked.id,
            extra={"event": "round_waits_for_approval"},
        )
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
        _log.warning(
            "round %s: the teams have just changed; trying again soon",
            asked.id,
            extra={"event": "round_waits_for_teams"},
        )
        return False
    invited, stamps = plan.root.invited, len(plan.leaves)
    _log.info(
        "round %s is open: %d people in %d stamps",
        asked.id,
        invited,
        stamps,
        extra={"event": "round_opened"},
    )
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class _Keys:
    """The public keys of a round: of its box, of a second holder, and of each of its stamps."""

    box: bytes
    second: bytes | None
    stamps: Mapping[UnitKey, bytes]


def _make_keys(stores: Stores, asked: Round, plan: UnitPlan, second: bytes | None) -> _Keys:
    stamps = [stamp_of(unit.key) for unit in plan.leaves]
    made = make_signing_keys(stores.keys, round_id=asked.id, stamps=stamps)
    keys = _Keys(
        box=make_key(stores.keys, round_id=asked.id),
        second=second,
        stamps={unit_of(stamp): key for stamp, key in made.items()},
    )
    with stores.box() as box, ballot_transaction(box):
        ballots.open_urn(
            box,
            round_id=asked.id,
            room=questions_of(asked).sealed_room,
            outer=second is not None,
            keys=made,
        )
    return keys


def _invite(
    session: Session, asked: Round, keys: _Keys, now: datetime, catalogue: Catalogue
) -> UnitPlan:
    """Freeze who is invited. Raises KeyError when a stamp has come up that has no key yet."""
    tree = people.team_tree(session)
    plan = plan_of(session, asked=asked, tree=tree, now=now)
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
        session,
        round_id=asked.id,
        body=manifest.body,
        parts=manifest.parts,
        sha256=manifest.sha256,
    )
    return plan


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
