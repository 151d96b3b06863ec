"""Open the ballots of a closed round together, and write its release once."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from sqlalchemy.orm import Session

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import UnreadableBallotError
from feedbackpulse.ballots.keystore import LostKeyError, load_key
from feedbackpulse.ballots.sealing import unseal
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.progress import Report, untold
from feedbackpulse.release.contents import Contents, EarlierRound, Ground, UnitShape, put_together
from feedbackpulse.release.counting import OpenedBallot
from feedbackpulse.release.tables import (
    CommentRow,
    CutRow,
    FigureRow,
    OptionCountRow,
    SpreadRow,
    StatisticRow,
)
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.changes import earlier_openings
from feedbackpulse.roster.domain import stamp_of, unit_of
from feedbackpulse.roster.intake import questions_of
from feedbackpulse.roster.stagger import asked_by_unit

_log = logging.getLogger(__name__)


def nothing(_session: Session) -> None:
    """Write nothing besides a release."""


def release_round(
    stores: Stores,
    *,
    round_id: RoundId,
    report: Report = untold,
    also: Callable[[Session], None] = nothing,
) -> bool:
    """Release a closed round; say whether this call did it.

    Nothing is written before everything is counted, and then all of it at once together with the
    state of the round, and *also* what follows from that: whoever comes second finds it released.
    *report* hears how much of the box is open. Raises LostKeyError.
    """
    with stores.main() as session:
        asked = cycles.get_round(session, round_id=round_id)
        if asked.state is not RoundState.CLOSED:
            return False
        ground = ground_of(session, asked)
    with stores.box() as box, ballot_transaction(box):
        ballots.close_urn(box, round_id=round_id)
    try:
        opened = _open_box(stores, ground, report)
    except LostKeyError:
        if _is_released(stores, round_id):  # by somebody else, who has already burnt the key
            return False
        raise
    contents = put_together(ground, opened, chance=secrets.SystemRandom())
    with stores.main() as session, transaction(session):
        if not write_release(session, contents):
            return False
        also(session)
        return True


def ground_of(session: Session, asked: Round) -> Ground:
    """Return what the release of a round rests on beside its answers."""
    units = roster.units_of_round(session, round_id=asked.id)
    before = earlier_openings(session, round_id=asked.id)
    asked_then = asked_by_unit(session, rounds=[earlier.round_id for earlier in before])
    return Ground(
        asked=asked,
        units=tuple(
            UnitShape(
                key=unit.key,
                parent=unit.parent,
                is_leaf=unit.is_leaf,
                invited=unit.invited,
                asked=unit.asked,
            )
            for unit in units
        ),
        earlier=tuple(
            EarlierRound(
                id=earlier.round_id,
                items=frozenset(
                    item.code
                    for item in cycles.get_round(session, round_id=earlier.round_id).rated_items
                ),
                changed=earlier.changed,
                only=earlier.only,
                asked=asked_then[earlier.round_id],
            )
            for earlier in before
        ),
    )


def _open_box(stores: Stores, ground: Ground, report: Report) -> list[OpenedBallot]:
    """Return all answers, shuffled: from here on nothing knows in which order they lay."""
    asked = ground.asked
    leaves = {unit.key for unit in ground.units if unit.is_leaf}
    every = questions_of(asked)
    asked_of = {
        stamp_of(unit.key): questions_of(asked, codes=unit.asked)
        for unit in ground.units
        if unit.is_leaf
    }
    key = load_key(stores.keys, round_id=asked.id)
    opened: list[OpenedBallot] = []
    seen: set[bytes] = set()
    unreadable = 0
    with stores.box() as box:
        total = sum(ballots.count_ballots(box, round_id=asked.id).values())
        lying = ballots.sealed_ballots(box, round_id=asked.id)
        for done, (label, sealed) in enumerate(lying):
            report(done, total)
            if sealed in seen:  # a copy under another number: nobody seals the same twice
                unreadable += 1
                continue
            seen.add(sealed)
            try:
                questions = asked_of.get(label.stamp, every)
                answers = unseal(sealed, questions=questions, label=label, key=key)
                ballot = OpenedBallot(unit=unit_of(label.stamp), answers=answers)
            except UnreadableBallotError:
                unreadable += 1
                continue
            if ballot.unit in leaves:
                opened.append(ballot)
    if unreadable:
        _log.warning(
            "round %s: %d ballots were tampered with and not counted", asked.id, unreadable
        )
    secrets.SystemRandom().shuffle(opened)
    return opened


def _is_released(stores: Stores, round_id: RoundId) -> bool:
    with stores.main() as session:
        state = cycles.get_round(session, round_id=round_id).state
    return state is RoundState.RELEASED


def write_release(session: Session, contents: Contents) -> bool:
    """Write a release with the state of its round; say whether nobody else did before."""
    round_id = contents.round_id
    if not cycles.mark_released(session, round_id=round_id, release_sha256=contents.sha256):
        return False
    session.add_all(
        FigureRow(
            round_id=round_id,
            team_id=one.unit.team_id,
            part=one.unit.part.value,
            item=one.item.code,
            item_version=one.item.version,
            visible=one.outcome.visible,
            hidden=one.outcome.hidden,
            low_sum=one.outcome.span.low,
            high_sum=one.outcome.span.high,
            membership_changed=one.membership_changed,
        )
        for one in contents.outcomes
    )
    session.add_all(
        SpreadRow(round_id=round_id, item=item, sd=sd) for item, sd in contents.spreads.items()
    )
    session.add_all(_blurred_rows(contents))
    session.add_all(
        StatisticRow(
            round_id=round_id,
            kind=one.kind.value,
            checkpoint=one.checkpoint,
            value=one.value,
            answers=one.answers,
        )
        for one in contents.statistics
    )
    session.add_all(_comment_rows(contents))
    session.flush()
    return True


def _blurred_rows(contents: Contents) -> list[OptionCountRow | CutRow]:
    round_id = contents.round_id
    options = [
        OptionCountRow(round_id=round_id, item=one.item, option=one.option.value, count=one.count)
        for one in contents.option_counts
    ]
    cuts = [
        CutRow(
            round_id=round_id,
            attribute=one.attribute,
            value=one.value,
            item=one.item,
            favourable=one.favourable,
            rated=one.rated,
        )
        for one in contents.cuts
    ]
    return [*options, *cuts]


def _comment_rows(contents: Contents) -> list[CommentRow]:
    """Return the comments in the order of their random keys.

    Rows lie in the file in the order in which they were written. Two comments of one ballot, one
    after the other, would still be seen to be of one hand.
    """
    rows = [
        CommentRow(
            id=secrets.token_bytes(16),
            round_id=contents.round_id,
            team_id=one.unit.team_id,
            part=one.unit.part.value,
            item=one.item,
            body=one.text,
            mailbox=None if one.mailbox is None else bytes.fromhex(one.mailbox),
        )
        for one in contents.comments
    ]
    return sorted(rows, key=lambda row: row.id)
