"""A plan to practise one thing: what, when, and how it went; and the rules it keeps.

A plan is no verdict. One that was stopped did not fail: it did not suit its owner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from feedbackpulse.reflection.domain import LONGEST_WORDS, ReflectionError

PlanId = NewType("PlanId", UUID)
NoteId = NewType("NoteId", UUID)

MOST_RUNNING: Final = 2
USUAL_WEEKS: Final = 4
LOWEST_GAS, HIGHEST_GAS = -2, 2
LONGEST_LINE: Final = 300


class PlanError(ReflectionError):
    """A rule about plans is broken."""


class TooManyPlansError(PlanError):
    """There are as many plans running as somebody can work on at once."""


class NotReadyError(PlanError):
    """A plan begins once it says what, when and then what."""


class EndedError(PlanError):
    """A plan that is not running has nothing to look back on."""


class Status(StrEnum):
    """Where a plan is: being written, being practised, or over."""

    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Next(StrEnum):
    """What somebody does after looking back; the codes are those of the catalogue."""

    KEEP = "keep"
    ADJUST = "adjust"
    DONE = "done"
    STOP = "stop"


_AFTER: Final = {
    Next.KEEP: Status.RUNNING,
    Next.ADJUST: Status.RUNNING,
    Next.DONE: Status.DONE,
    Next.STOP: Status.STOPPED,
}


class NoteKind(StrEnum):
    """What a note tells: how a week went, or something that shows the plan at work."""

    WEEK = "week"
    EXAMPLE = "example"
    COMPLIMENT = "compliment"
    RESULT = "result"


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Something that happened along the way, in the owner's words."""

    id: NoteId
    day: date
    kind: NoteKind
    text: str

    def __post_init__(self) -> None:
        """Refuse a note that says nothing, or more than a page of it."""
        if not self.text.strip():
            raise PlanError("a note says something")
        _check_length("a note", self.text, LONGEST_WORDS)


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """How it went, from -2 (not done) to +2 (a habit), and what comes next.

    The sentence is kept as it was then, for it may be changed afterwards.
    """

    day: date
    gas: int
    next: Next
    text_if: str
    text_then: str
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not on the scale."""
        if not LOWEST_GAS <= self.gas <= HIGHEST_GAS:
            raise PlanError(f"not from {LOWEST_GAS} to {HIGHEST_GAS}")
        _check_length("a note", self.note, LONGEST_WORDS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """One thing that somebody wants to do differently, on one facet, until a day."""

    id: PlanId
    facet: str
    created: date
    due: date
    status: Status = Status.DRAFT
    ended: date | None = None
    goal: str = ""
    reality: str = ""
    action: str = ""
    """The step of the catalogue that it began with, or nothing."""
    text_if: str = ""
    text_then: str = ""
    language: str = ""
    """In which the two halves were written: they are put together in it for every reader."""
    obstacle: str = ""
    support: str = ""
    follow_ups: tuple[FollowUp, ...] = ()
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        """Refuse words that are too many."""
        for name in ("text_if", "text_then", "support"):
            _check_length(name, getattr(self, name), LONGEST_LINE)
        for name in ("goal", "reality", "obstacle"):
            _check_length(name, getattr(self, name), LONGEST_WORDS)

    @property
    def is_draft(self) -> bool:
        """Say whether it is still being written."""
        return self.status is Status.DRAFT

    @property
    def is_running(self) -> bool:
        """Say whether its owner is working on it."""
        return self.status is Status.RUNNING

    @property
    def is_over(self) -> bool:
        """Say whether it is done or stopped."""
        return self.status in {Status.DONE, Status.STOPPED}

    @property
    def is_ready(self) -> bool:
        """Say whether it says enough to begin: what, when, and then what."""
        return all(text.strip() for text in (self.goal, self.text_if, self.text_then))

    @property
    def weeks(self) -> int:
        """Return how many weeks it takes, at least one."""
        return max(1, -(-(self.due - self.created).days // 7))

    def week_on(self, day: date) -> int:
        """Return in which of its weeks a day falls; the last one goes on until it is over."""
        return min(self.weeks, max(1, (day - self.created).days // 7 + 1))

    def can_look_back(self, day: date) -> bool:
        """Say whether its owner may say how it went: while it runs, and that day afterwards."""
        return self.is_running or (self.is_over and self.ended == day)


def usual_due(today: date) -> date:
    """Return until when a plan goes on unless its owner says otherwise."""
    return today + timedelta(weeks=USUAL_WEEKS)


def begun(plan: Plan, *, today: date) -> Plan:
    """Return a draft as a plan that runs from today. Raises NotReadyError or EndedError."""
    if not plan.is_draft:
        raise EndedError("only a draft begins")
    if not plan.is_ready:
        raise NotReadyError("a plan needs a goal, a moment and a step")
    return replace(plan, status=Status.RUNNING, created=today)


def followed_up(plan: Plan, *, day: date, gas: int, then: Next, note: str = "") -> Plan:
    """Return a plan after looking back; a second time on a day replaces the first.

    A plan that is kept past its day goes on for as long as plans usually do. Raises EndedError,
    or PlanError for what is not on the scale.
    """
    if not plan.can_look_back(day):
        raise EndedError("this plan is not running")
    status = _AFTER[then]
    runs = status is Status.RUNNING
    seen = FollowUp(
        day=day,
        gas=gas,
        next=then,
        text_if=plan.text_if,
        text_then=plan.text_then,
        note=note.strip(),
    )
    return replace(
        plan,
        status=status,
        ended=None if runs else day,
        due=usual_due(day) if runs and plan.due <= day else plan.due,
        follow_ups=(*(one for one in plan.follow_ups if one.day != day), seen),
    )


def noted(plan: Plan, note: Note) -> Plan:
    """Return a plan with one note more."""
    return replace(plan, notes=(*plan.notes, note))


def without_note(plan: Plan, note_id: NoteId) -> Plan:
    """Return a plan without one of its notes."""
    return replace(plan, notes=tuple(note for note in plan.notes if note.id != note_id))


def _check_length(name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise PlanError(f"{name}: more than {most} characters")
