"""Signals as readers find them in a list: what waits for an answer first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from feedbackpulse.extensions import db
from feedbackpulse.people.directory import names_of_all
from feedbackpulse.people.domain import PersonId
from feedbackpulse.signals.conversations import wrote_again
from feedbackpulse.signals.domain import Signal, SignalId, Status
from feedbackpulse.web.identity import today
from feedbackpulse.web.inbox.desk import Desk
from feedbackpulse.web.signal_words import kind_words, status_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One signal in a list. The names are those of a sender who gave theirs, and of who answers."""

    signal: Signal
    kind: str
    status: str
    sender: str
    owner: str
    address: str
    doubles: int = 0
    is_overdue: bool = False
    has_new_words: bool = False
    """Its sender wrote again after the last answer."""

    @property
    def waits(self) -> bool:
        """Say whether somebody has to do something now."""
        return self.signal.is_open() or self.has_new_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbox:
    """The signals of one desk. What was put with another stands there, unless its sender wrote."""

    waiting: tuple[Line, ...]
    answered: tuple[Line, ...]
    closed: tuple[Line, ...]

    @property
    def overdue(self) -> int:
        """Return how many should have had an answer by now."""
        return sum(line.is_overdue for line in self.waiting)


def inbox_of(desk: Desk) -> Inbox:
    """Return the signals of a desk, those that are due first first."""
    lines = lines_of(desk, desk.signals())
    waiting = sorted((line for line in lines if line.waits), key=_due)
    rest = [line for line in lines if not line.waits]
    return Inbox(
        waiting=tuple(waiting),
        answered=tuple(one for one in rest if one.signal.status is Status.ANSWERED),
        closed=tuple(one for one in rest if one.signal.status is Status.CLOSED),
    )


def lines_of(desk: Desk, signals: Sequence[Signal]) -> tuple[Line, ...]:
    """Return signals as lines of a list, in the order given."""
    involved = {one for each in signals for one in (each.sender, each.owner) if one is not None}
    names = names_of_all(db.session(), person_ids=involved)
    wrote = wrote_again(db.session(), signal_ids=[one.id for one in signals], today=today())
    doubles = Counter(one.merged_into for one in signals if one.merged_into is not None)
    return tuple(_line(desk, one, names, wrote, doubles) for one in signals)


def _line(
    desk: Desk,
    signal: Signal,
    names: Mapping[PersonId, str],
    wrote: frozenset[SignalId],
    doubles: Counter[SignalId],
) -> Line:
    return Line(
        signal=signal,
        kind=kind_words(signal.kind).name,
        status=status_words(signal.status),
        sender=_name(signal.sender, names),
        owner=_name(signal.owner, names),
        address=desk.address("signal", signal_id=signal.id),
        doubles=doubles[signal.id],
        is_overdue=signal.is_overdue(today()),
        has_new_words=signal.id in wrote,
    )


def _name(person_id: PersonId | None, names: Mapping[PersonId, str]) -> str:
    return "" if person_id is None else names.get(person_id, "")


def _due(line: Line) -> date:
    return line.signal.answer_by
