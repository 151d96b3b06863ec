"""The organisation's own questions: one store, versions of their wording, numbers used once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.cycles.domain import (
    OWN_PREFIX,
    Cycle,
    CycleError,
    CycleState,
    InvalidCycleError,
    OwnQuestion,
)
from feedbackpulse.cycles.mapping import cycle_values, to_cycle
from feedbackpulse.cycles.tables import CycleRow, OwnItemRow, RoundRow
from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind, record


class OwnItemNotFoundError(CycleError):
    """The organisation has no question with this number."""


class RetiredError(CycleError):
    """A question that is no longer asked does not change."""


class LastQuestionError(CycleError):
    """A cycle would have nothing left to ask."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnItem:
    """A question of the organisation's own, in one version of its wording."""

    number: int
    version: int
    text: LocalText
    scale: str
    written_on: date
    retired: bool

    @property
    def question(self) -> OwnQuestion:
        """Return the question as a cycle asks it."""
        return OwnQuestion(
            number=self.number, version=self.version, text=self.text, scale=self.scale
        )


def list_own_items(session: Session) -> tuple[OwnItem, ...]:
    """Return every question in its latest wording: those that can be asked first, then by number."""
    latest = {row.number: row for row in session.scalars(_versions())}
    items = (_item(row) for row in latest.values())
    return tuple(sorted(items, key=lambda item: (item.retired, item.number)))


def versions_of(session: Session, *, number: int) -> tuple[OwnItem, ...]:
    """Return all wordings of a question, the newest first. Raises OwnItemNotFoundError."""
    rows = session.scalars(_versions().where(OwnItemRow.number == number)).all()
    if not rows:
        raise OwnItemNotFoundError(str(number))
    return tuple(_item(row) for row in reversed(rows))


def cycles_by_item(session: Session) -> Mapping[int, tuple[Cycle, ...]]:
    """Return per question the cycles that have not ended and ask it, by title."""
    cycles = [to_cycle(row) for row in session.scalars(_unfinished())]
    found: defaultdict[int, tuple[Cycle, ...]] = defaultdict(tuple)
    for cycle in sorted(cycles, key=lambda one: (one.title.casefold(), one.id)):
        for question in cycle.own_questions:
            found[question.number] += (cycle,)
    return found


def add_own_item(session: Session, *, text: LocalText, scale: str, on: date) -> OwnItem:
    """Add a question under a number that was never used. Raises InvalidCycleError."""
    one_at_a_time(session, "own item", 0)
    item = OwnItem(
        number=_unused_number(session),
        version=1,
        text=text,
        scale=scale,
        written_on=on,
        retired=False,
    )
    _add(session, item)
    _log(session, item, "added", on)
    return item


def change_own_item(session: Session, *, number: int, text: LocalText, on: date) -> OwnItem:
    """Give a question another wording: a new version, and with it a new series.

    Every cycle that has not ended asks it from its next round; rounds that opened keep theirs.
    The same wording again changes nothing. Raises OwnItemNotFoundError, or RetiredError.
    """
    one_at_a_time(session, "own item", 0)
    latest = versions_of(session, number=number)[0]
    if latest.retired:
        raise RetiredError(str(number))
    if latest.text == text:
        return latest
    newer = replace(latest, version=latest.version + 1, text=text, written_on=on)
    _add(session, newer)
    for row in _rows_asking(session, number):
        cycle = to_cycle(row)
        asked = (newer.question if q.number == number else q for q in cycle.own_questions)
        _keep(session, row, replace(cycle, own_questions=tuple(asked)))
    _log(session, newer, "changed", on)
    return newer


def retire_own_item(session: Session, *, number: int, on: date) -> OwnItem:
    """Ask a question no more, in no cycle; its number and its outcomes stay.

    Raises OwnItemNotFoundError, or LastQuestionError when a cycle would have nothing left to ask.
    """
    one_at_a_time(session, "own item", 0)
    latest = versions_of(session, number=number)[0]
    for row in _rows_asking(session, number):
        cycle = to_cycle(row)
        others = tuple(q for q in cycle.own_questions if q.number != number)
        try:
            _keep(session, row, replace(cycle, own_questions=others))
        except InvalidCycleError as error:
            raise LastQuestionError(cycle.title) from error
    session.execute(update(OwnItemRow).where(OwnItemRow.number == number).values(retired=True))
    if not latest.retired:
        _log(session, latest, "retired", on)
    return replace(latest, retired=True)


def questions_to_choose(session: Session, *, cycle: Cycle) -> tuple[OwnQuestion, ...]:
    """Return every question that a draft can ask, as it is worded now.

    With those that the draft has had since before there was a store.
    """
    items = list_own_items(session)
    known = {item.number for item in items}
    old = (question for question in cycle.own_questions if question.number not in known)
    return (*old, *(item.question for item in items if not item.retired))


def _versions() -> Any:
    return select(OwnItemRow).order_by(OwnItemRow.number, OwnItemRow.version)


def _unfinished() -> Any:
    return select(CycleRow).where(CycleRow.state != CycleState.ENDED.value).order_by(CycleRow.id)


def _rows_asking(session: Session, number: int) -> Iterator[CycleRow]:
    """Yield the rows of the cycles that ask a question, each locked."""
    query = _unfinished().with_for_update().execution_options(populate_existing=True)
    for row in session.scalars(query).all():
        if any(raw["number"] == number for raw in row.own_questions):
            yield row


def _keep(session: Session, row: CycleRow, cycle: Cycle) -> None:
    row.own_questions = cycle_values(cycle)["own_questions"]
    session.flush()


def _unused_number(session: Session) -> int:
    """Return a number above all that were ever used, also in cycles older than the store."""
    stored = session.scalar(select(func.max(OwnItemRow.number))) or 0
    in_cycles: Iterator[int] = (
        raw["number"] for own in session.scalars(select(CycleRow.own_questions)) for raw in own
    )
    codes = (raw["code"] for items in session.scalars(select(RoundRow.items)) for raw in items)
    in_rounds = (int(code[len(OWN_PREFIX) :]) for code in codes if code.startswith(OWN_PREFIX))
    return 1 + max(stored, *in_cycles, *in_rounds, 0)


def _add(session: Session, item: OwnItem) -> None:
    question = item.question  # an unknown scale is refused here
    session.add(
        OwnItemRow(
            number=question.number,
            version=question.version,
            text_nl=question.text.nl,
            text_en=question.text.en,
            scale=question.scale,
            written_on=item.written_on,
            retired=item.retired,
        )
    )
    session.flush()


def _item(row: OwnItemRow) -> OwnItem:
    return OwnItem(
        number=row.number,
        version=row.version,
        text=LocalText(nl=row.text_nl, en=row.text_en),
        scale=row.scale,
        written_on=row.written_on,
        retired=row.retired,
    )


def _log(session: Session, item: OwnItem, done: str, on: date) -> None:
    """Tell everybody what became of a question, in both languages."""
    details = {
        "done": done,
        "number": item.number,
        "version": item.version,
        "nl": item.text.nl,
        "en": item.text.en,
    }
    record(session, Change(on=on, kind=Kind.OWN_ITEM, title="", details=details, role=Role.HR))
