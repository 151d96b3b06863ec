"""What somebody wrote under their name, and shows of compliments: for that person alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Row, literal, null, select, union_all
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import PersonId
from feedbackpulse.signals.domain import SignalKind
from feedbackpulse.signals.redactions import texts_as_read
from feedbackpulse.signals.sealing import unseal
from feedbackpulse.signals.tables import ShownComplimentRow, SignalMessageRow, SignalRow

_SIGNAL, _MESSAGE, _SHOWN = "signal", "message", "shown"


@dataclass(frozen=True, kw_only=True, slots=True)
class SentWords:
    """A signal as its sender wrote it, with what they added to it."""

    kind: SignalKind
    sent_on: date
    text: str
    added: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnWords:
    """All that stands in signals and compliments under one person's name, the newest first."""

    sent: tuple[SentWords, ...]
    shown: tuple[str, ...]
    """Compliments that their receiver lets the team read."""


def words_of(session: Session, *, keys: Path, person_id: PersonId) -> OwnWords:
    """Return somebody's own words; what was sent without a name is not known to be theirs."""
    found: defaultdict[str, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(_of_person(person_id)):
        found[row.what].append(row)
    written = (*found[_SIGNAL], *found[_MESSAGE])
    texts = texts_as_read(session, {one.id: _text(one, keys) for one in written})
    added: defaultdict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for one in sorted(found[_MESSAGE], key=lambda one: (one.day, one.id)):
        added[one.about] += (texts[one.id],)
    return OwnWords(
        sent=tuple(
            SentWords(
                kind=SignalKind(one.kind),
                sent_on=one.day,
                text=texts[one.id],
                added=added[one.id],
            )
            for one in _newest_first(found[_SIGNAL])
        ),
        shown=tuple(_text(one, keys) for one in _newest_first(found[_SHOWN])),
    )


def _of_person(person_id: PersonId) -> Any:
    signal, message, shown = SignalRow, SignalMessageRow, ShownComplimentRow
    no_id, no_kind = null().cast(signal.id.type), null().cast(signal.kind.type)
    return union_all(
        select(
            literal(_SIGNAL).label("what"),
            signal.id,
            no_id.label("about"),
            signal.kind,
            signal.sealed,
            signal.sent_on.label("day"),
        ).where(signal.sender == person_id),
        select(
            literal(_MESSAGE),
            message.id,
            message.signal_id,
            no_kind,
            message.sealed,
            message.written_on,
        )
        .join(signal, signal.id == message.signal_id)
        .where(signal.sender == person_id, message.from_sender),
        select(literal(_SHOWN), shown.id, no_id, no_kind, shown.sealed, shown.shown_on).where(
            shown.receiver == person_id
        ),
    )


def _text(row: Row[*tuple[Any, ...]], keys: Path) -> str:
    return unseal(keys, row.sealed, row=row.id)


def _newest_first(
    rows: Iterable[Row[*tuple[Any, ...]]],
) -> Iterator[Row[*tuple[Any, ...]]]:
    by_id = sorted(rows, key=lambda one: one.id)
    return iter(sorted(by_id, key=lambda one: one.day, reverse=True))
