"""The ten stages of a round, and everything that leads from one to another. Pure: one table.

What HR does to a whole cycle (pause, resume, end, make stricter) reaches a round only before it
opens. From then on nothing but its closing moment can change: later once or twice, or at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from feedbackpulse.cycles.domain import CycleState, IllegalMoveError, RoundState


class Stage(StrEnum):
    """How far a round is, for everybody who looks at it."""

    DRAFT = "draft"
    WAITING_FOR_APPROVAL = "waiting_for_approval"
    PLANNED = "planned"
    PAUSED = "paused"
    OPEN = "open"
    CLOSED = "closed"
    WAITING_FOR_COUNCIL = "waiting_for_council"
    RELEASED = "released"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What can happen to a round."""

    CHANGE = "change"
    DISCARD = "discard"
    START = "start"
    APPROVE = "approve"
    RETURN = "return"
    STRICTER = "stricter"
    RHYTHM = "rhythm"
    SLOW = "slow"
    PAUSE = "pause"
    RESUME = "resume"
    MOVE = "move"
    CANCEL = "cancel"
    END = "end"
    OPEN = "open"
    EXTEND = "extend"
    CLOSE = "close"
    CLOSE_EARLY = "close_early"
    UNLOCK = "unlock"
    RELEASE = "release"
    LAPSE = "lapse"


class Actor(StrEnum):
    """Who can make it happen: people in a role, or the program when its time has come."""

    HR = "hr"
    COUNCIL = "council"
    ADMIN = "admin"
    """The second administrator, where they keep the second key instead of the council."""
    CLOCK = "clock"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Where an event leads: to the one stage, or to one of several by what is stored."""

    to: tuple[Stage, ...]
    by: frozenset[Actor]


def _step(*to: Stage, by: tuple[Actor, ...]) -> Step:
    return Step(to=to, by=frozenset(by))


_HR, _CLOCK, _COUNCIL = (Actor.HR,), (Actor.CLOCK,), (Actor.COUNCIL,)
_AFTER_CLOSING = (Stage.CLOSED, Stage.WAITING_FOR_COUNCIL)

STEPS: Final[Mapping[Stage, Mapping[Event, Step]]] = MappingProxyType(
    {
        Stage.DRAFT: {
            Event.CHANGE: _step(Stage.DRAFT, by=_HR),
            Event.DISCARD: _step(by=_HR),
            Event.START: _step(Stage.WAITING_FOR_APPROVAL, Stage.PLANNED, by=_HR),
        },
        Stage.WAITING_FOR_APPROVAL: {
            Event.APPROVE: _step(Stage.PLANNED, by=_COUNCIL),
            Event.RETURN: _step(Stage.WAITING_FOR_APPROVAL, by=_COUNCIL),
            Event.MOVE: _step(Stage.WAITING_FOR_APPROVAL, Stage.CANCELLED, by=_CLOCK),
            Event.PAUSE: _step(Stage.PAUSED, by=_HR),
            Event.CANCEL: _step(Stage.CANCELLED, by=_HR),
            Event.STRICTER: _step(Stage.WAITING_FOR_APPROVAL, by=_HR),
            Event.RHYTHM: _step(Stage.WAITING_FOR_APPROVAL, by=_HR),
            Event.SLOW: _step(Stage.WAITING_FOR_APPROVAL, by=_CLOCK),
            Event.END: _step(Stage.CANCELLED, by=_HR),
        },
        Stage.PLANNED: {
            Event.OPEN: _step(Stage.OPEN, by=(Actor.HR, Actor.CLOCK)),
            Event.MOVE: _step(Stage.PLANNED, Stage.CANCELLED, by=_CLOCK),
            Event.PAUSE: _step(Stage.PAUSED, by=_HR),
            Event.CANCEL: _step(Stage.CANCELLED, by=_HR),
            Event.STRICTER: _step(Stage.PLANNED, Stage.WAITING_FOR_APPROVAL, by=_HR),
            Event.RHYTHM: _step(Stage.PLANNED, Stage.WAITING_FOR_APPROVAL, by=_HR),
            Event.SLOW: _step(Stage.PLANNED, by=_CLOCK),
            Event.END: _step(Stage.CANCELLED, by=_HR),
        },
        Stage.PAUSED: {
            Event.APPROVE: _step(Stage.PAUSED, by=_COUNCIL),
            Event.RETURN: _step(Stage.PAUSED, by=_COUNCIL),
            Event.STRICTER: _step(Stage.PAUSED, by=_HR),
            Event.RHYTHM: _step(Stage.PAUSED, by=_HR),
            Event.SLOW: _step(Stage.PAUSED, by=_CLOCK),
            Event.RESUME: _step(Stage.PLANNED, Stage.WAITING_FOR_APPROVAL, Stage.CANCELLED, by=_HR),
            Event.CANCEL: _step(Stage.CANCELLED, by=_HR),
            Event.END: _step(Stage.CANCELLED, by=_HR),
        },
        Stage.OPEN: {
            Event.EXTEND: _step(Stage.OPEN, by=_HR),
            Event.CLOSE_EARLY: _step(*_AFTER_CLOSING, by=_HR),
            Event.CLOSE: _step(*_AFTER_CLOSING, by=_CLOCK),
        },
        Stage.CLOSED: {Event.RELEASE: _step(Stage.RELEASED, by=_CLOCK)},
        Stage.WAITING_FOR_COUNCIL: {
            Event.UNLOCK: _step(Stage.CLOSED, by=(Actor.COUNCIL, Actor.ADMIN)),
            Event.LAPSE: _step(Stage.LAPSED, by=_CLOCK),
        },
        Stage.RELEASED: {},
        Stage.LAPSED: {},
        Stage.CANCELLED: {},
    }
)

STORED: Final[Mapping[Stage, RoundState]] = MappingProxyType(
    {
        Stage.WAITING_FOR_APPROVAL: RoundState.PLANNED,
        Stage.PLANNED: RoundState.PLANNED,
        Stage.PAUSED: RoundState.PLANNED,
        Stage.OPEN: RoundState.OPEN,
        Stage.CLOSED: RoundState.CLOSED,
        Stage.WAITING_FOR_COUNCIL: RoundState.CLOSED,
        Stage.RELEASED: RoundState.RELEASED,
        Stage.LAPSED: RoundState.LAPSED,
        Stage.CANCELLED: RoundState.CANCELLED,
    }
)
"""What a round's row says in each stage; a draft has no round yet."""

OF_CYCLES: Final = frozenset(
    {
        Event.CHANGE,
        Event.DISCARD,
        Event.START,
        Event.APPROVE,
        Event.RETURN,
        Event.STRICTER,
        Event.RHYTHM,
        Event.SLOW,
        Event.PAUSE,
        Event.RESUME,
        Event.END,
    }
)
"""What happens to a whole cycle. It leaves a round that has opened exactly as it is."""

BEFORE_OPENING: Final = frozenset(
    {Stage.DRAFT, Stage.WAITING_FOR_APPROVAL, Stage.PLANNED, Stage.PAUSED}
)
_BECOMES: Final[Mapping[Event, CycleState]] = MappingProxyType(
    {
        Event.START: CycleState.RUNNING,
        Event.PAUSE: CycleState.PAUSED,
        Event.RESUME: CycleState.RUNNING,
        Event.END: CycleState.ENDED,
    }
)


def stage_of(
    cycle: CycleState,
    asked: RoundState | None = None,
    *,
    waits_for_approval: bool = False,
    waits_for_holder: bool = False,
) -> Stage:
    """Return the stage of a round by what is stored; without one, that of the next to come."""
    match asked:
        case None | RoundState.PLANNED:
            return _before_opening(cycle, waits_for_approval=waits_for_approval)
        case RoundState.CLOSED if waits_for_holder:
            return Stage.WAITING_FOR_COUNCIL
        case _:
            return Stage(asked.value)


def _before_opening(cycle: CycleState, *, waits_for_approval: bool) -> Stage:
    match cycle:
        case CycleState.DRAFT:
            return Stage.DRAFT
        case CycleState.PAUSED:
            return Stage.PAUSED
        case CycleState.ENDED:
            return Stage.CANCELLED
        case CycleState.RUNNING:
            return Stage.WAITING_FOR_APPROVAL if waits_for_approval else Stage.PLANNED


def may(stage: Stage, event: Event) -> bool:
    """Say whether this can happen to a round in this stage."""
    return event in STEPS[stage]


def step(stage: Stage, event: Event) -> Step:
    """Return where an event leads. Raises IllegalMoveError when it cannot happen."""
    if not may(stage, event):
        raise IllegalMoveError(f"nothing leads from {stage} by {event}")
    return STEPS[stage][event]


def cycle_after(state: CycleState, event: Event) -> CycleState:
    """Return what a cycle becomes. Raises IllegalMoveError when that cannot happen."""
    step(stage_of(state), event)
    return _BECOMES[event]


def stored_before(event: Event) -> frozenset[RoundState]:
    """Return what the row of a round may say when this happens to it."""
    return frozenset(STORED[s] for s, steps in STEPS.items() if event in steps and s in STORED)


def stored_after(event: Event) -> RoundState:
    """Return what the row of a round says afterwards. For events that lead to one state."""
    [state] = {STORED[to] for steps in STEPS.values() if event in steps for to in steps[event].to}
    return state


def can_do(stage: Stage, actor: Actor) -> tuple[Event, ...]:
    """Return what somebody can do about a round now."""
    return tuple(event for event, found in STEPS[stage].items() if actor in found.by)


def waits_for(stage: Stage) -> Actor | None:
    """Return whose turn it is before anything goes on; nobody's when it is over."""
    known = {
        Stage.DRAFT: Actor.HR,
        Stage.PAUSED: Actor.HR,
        Stage.WAITING_FOR_APPROVAL: Actor.COUNCIL,
        Stage.WAITING_FOR_COUNCIL: Actor.COUNCIL,
    }
    return known.get(stage, Actor.CLOCK if STEPS[stage] else None)
