"""What a restore means for people: said to everybody, and rounds that cannot go on are ended."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from feedbackpulse.ballots.keystore import LostKeyError, load_signing_key
from feedbackpulse.clock import local_day
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.cycles.log import log_round
from feedbackpulse.database import Stores, transaction
from feedbackpulse.installation.service import Restored, note_restore
from feedbackpulse.jobs.closing import finish_round
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind, record
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.domain import stamp_of

_log = logging.getLogger(__name__)
KEY_GONE = "key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Aftermath:
    """What came of the rounds that were under way: by their titles."""

    restored: Restored
    lapsed: tuple[str, ...]
    closed: tuple[str, ...]


def settle(
    stores: Stores, *, lost: Collection[UUID], as_of: datetime, now: datetime, zone: str
) -> Aftermath:
    """Note that everything is as it was at a moment, and end what cannot go on.

    *lost* are the rounds whose key is gone; they lapse. Where only the keys for stamping are gone,
    the round was closed since then, and is closed again.
    """
    with stores.main() as session, transaction(session):
        restored = note_restore(session, as_of=as_of, now=now)
        record(session, _line(restored, zone))
        waiting = [one for one in cycles.list_rounds(session) if one.state in _UNDER_WAY]
        lapsed = [one for one in waiting if one.id in lost]
        closed = [one for one in waiting if one not in lapsed and _is_over(session, one, stores)]
        for one in lapsed:
            _lapse(session, one, now)
        for one in closed:
            _close(session, one, now)
    for one in lapsed:
        finish_round(stores, round_id=one.id, now=now)
    return Aftermath(restored=restored, lapsed=_titles(lapsed), closed=_titles(closed))


_UNDER_WAY = frozenset({RoundState.OPEN, RoundState.CLOSED})


def _line(restored: Restored, zone: str) -> Change:
    return Change(
        on=local_day(restored.at, zone),
        kind=Kind.RESTORED,
        title="",
        details={"as_of": restored.as_of.isoformat()},
        role=Role.ADMIN,
    )


def _is_over(session: Session, asked: Round, stores: Stores) -> bool:
    """Say whether an open round can give out no more stamps: those keys went when it closed."""
    if asked.state is not RoundState.OPEN:
        return False
    leaves = (unit for unit in roster.units_of_round(session, round_id=asked.id) if unit.is_leaf)
    try:
        for unit in leaves:
            load_signing_key(stores.keys, round_id=asked.id, stamp=stamp_of(unit.key))
    except LostKeyError:
        return True
    return False


def _lapse(session: Session, asked: Round, now: datetime) -> None:
    cycles.mark_closed(session, round_id=asked.id, at=now.astimezone(UTC))
    cycles.mark_lapsed(session, round_id=asked.id)
    log_round(session, asked=asked, kind=Kind.LAPSED, now=now, role=None, details={"why": KEY_GONE})
    _log.warning(
        "round %s lapsed: a backup was put back, and its key is gone",
        asked.id,
        extra={"event": "round_lapsed_after_restore"},
    )


def _close(session: Session, asked: Round, now: datetime) -> None:
    cycles.mark_closed(session, round_id=asked.id, at=now.astimezone(UTC))
    after = cycles.get_round(session, round_id=asked.id)
    moments = {"from": asked.closes_at.isoformat(), "to": after.closes_at.isoformat()}
    log_round(session, asked=asked, kind=Kind.CLOSED_EARLY, now=now, role=None, details=moments)
    _log.warning(
        "round %s is closed: a backup was put back, and the keys of its stamps are gone",
        asked.id,
        extra={"event": "round_closed_after_restore"},
    )


def _titles(rounds: Collection[Round]) -> tuple[str, ...]:
    return tuple(one.title for one in rounds)
