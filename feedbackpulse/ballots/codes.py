"""Printed codes: one ballot each, kept only as hashes, without who drew which.

A code has twelve characters out of 31: the digits and capitals without 0 and O, and without 1, I
and L, which look alike in print. That is 59 bits: whoever tries codes at a running installation
finds none, so nothing needs to remember who tried, or how often.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import Session

from feedbackpulse.ballots.domain import BallotLabel, Stamp, receipt_of
from feedbackpulse.ballots.service import Taken, Turned, cast, has_ballot
from feedbackpulse.ballots.tables import CodeRow, StampKeyRow, UrnRow

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 12
_GROUP: Final = 4
_chance: Final = secrets.SystemRandom()


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeState:
    """What a printed code is for, and whether its ballot was sent."""

    round_id: UUID
    stamp: Stamp
    spent: bool


def tidy_code(typed: str) -> str:
    """Return a code as it was printed, without the hyphens: people type it as they please."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def shown_code(code: str) -> str:
    """Return a code as it is printed: in groups of four."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def make_codes(session: Session, *, round_id: UUID, stamp: Stamp, cards: int) -> tuple[str, ...]:
    """Make the codes of a stamp anew, in an order that says nothing; only their hashes are kept.

    Those that nobody used are void from now on. There are always as many new ones as there are
    *cards*: fewer would tell whoever prints them how many people have answered by now. What is
    counted is limited when a code is used. A closed urn has no codes.
    """
    urn = session.get(UrnRow, round_id, with_for_update=True)
    if urn is None or not urn.open:
        return ()
    session.execute(delete(CodeRow).where(_of(round_id, stamp), CodeRow.spent.is_(False)))
    codes = [_new_code() for _ in range(cards)]
    _keep(session, round_id, stamp, codes)
    _chance.shuffle(codes)
    return tuple(shown_code(code) for code in codes)


def find_code(session: Session, *, code: str) -> CodeState | None:
    """Return what a typed code is for, or None when there is no such code (any more)."""
    tidied = tidy_code(code)
    if len(tidied) != LENGTH:
        return None
    hashes = [_hash(round_id, tidied) for round_id in session.scalars(select(UrnRow.round_id))]
    row = session.scalar(select(CodeRow).where(CodeRow.code_hash.in_(hashes)))
    if row is None:
        return None
    return CodeState(round_id=row.round_id, stamp=Stamp(row.stamp), spent=row.spent)


def cast_with_code(
    session: Session, *, code: str, label: BallotLabel, sealed: bytes, cards: int
) -> Taken | Turned:
    """Use up a code and put its ballot in the box, both or neither.

    The same ballot again gets the same receipt, and uses up nothing. A code can be used under
    its own stamp only, and no more than *cards* of a stamp however often they were printed.
    """
    urn = session.get(UrnRow, label.round_id, with_for_update={"read": True})
    # From here on nobody else uses a code of this stamp: what is read now stays so.
    session.get(StampKeyRow, (label.round_id, label.stamp), with_for_update=True)
    if not has_ballot(session, number_hash=label.number_hash):
        if urn is None or not urn.open:
            return Turned.CLOSED
        if not _spend(session, code, label, cards):
            return Turned.SPENT if _is_known(session, code, label) else Turned.REFUSED
        cast(session, label=label, sealed=sealed)
    return Taken(receipt=receipt_of(label.number_hash))


def count_spent(session: Session, *, round_id: UUID) -> Mapping[Stamp, int]:
    """Return how many printed codes of a round were used, for each stamp that has codes."""
    query = (
        select(CodeRow.stamp, func.count())
        .where(CodeRow.round_id == round_id, CodeRow.spent)
        .group_by(CodeRow.stamp)
    )
    return {Stamp(stamp): count for stamp, count in session.execute(query)}


def _of(round_id: UUID, stamp: Stamp) -> ColumnElement[bool]:
    return and_(CodeRow.round_id == round_id, CodeRow.stamp == stamp)


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _hash(round_id: UUID, code: str) -> bytes:
    return sha256(b"code" + round_id.hex.encode() + code.encode()).digest()


def _keep(session: Session, round_id: UUID, stamp: Stamp, codes: Iterable[str]) -> None:
    """Keep the hashes, in their own order: not in the one in which the cards are printed."""
    session.add_all(
        CodeRow(code_hash=hashed, round_id=round_id, stamp=stamp, spent=False)
        for hashed in sorted(_hash(round_id, code) for code in codes)
    )
    session.flush()


def _is_known(session: Session, code: str, label: BallotLabel) -> bool:
    return session.scalar(select(CodeRow.stamp).where(_own(code, label))) is not None


def _own(code: str, label: BallotLabel) -> ColumnElement[bool]:
    hashed = _hash(label.round_id, tidy_code(code))
    return and_(CodeRow.code_hash == hashed, _of(label.round_id, label.stamp))


def _spend(session: Session, code: str, label: BallotLabel, cards: int) -> bool:
    """Mark a code as used where it is not, and say whether this call did."""
    used = select(func.count()).select_from(CodeRow)
    used = used.where(_of(label.round_id, label.stamp), CodeRow.spent)
    if (session.scalar(used) or 0) >= cards:
        return False
    spent: Any = session.execute(
        update(CodeRow)
        .where(_own(code, label), CodeRow.spent.is_(False))
        .values(spent=True)
        .execution_options(synchronize_session=False)
    )
    return bool(spent.rowcount == 1)
