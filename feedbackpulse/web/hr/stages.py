"""In which stage a round is, whose turn it is, and what HR can do about it now: in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Cycle, Round, RoundId, RoundState, SecondKey
from feedbackpulse.cycles.stages import stage_of_cycle
from feedbackpulse.cycles.states import Actor, Event, Stage, can_do, stage_of
from feedbackpulse.extensions import stores
from feedbackpulse.jobs.closing import waits_for_holder
from feedbackpulse.web.hr.labels import Label

_ROUND_PAGES: Final[Mapping[Event, tuple[LazyString, str]]] = MappingProxyType(
    {
        Event.OPEN: (_l("Open now"), "hr.open_round"),
        Event.EXTEND: (_l("Give people longer"), "hr.extend_round"),
        Event.CLOSE_EARLY: (_l("Close now"), "hr.close_round"),
        Event.CANCEL: (_l("Cancel this round"), "hr.cancel_round"),
    }
)
_CYCLE_PAGES: Final[Mapping[Event, tuple[LazyString, str]]] = MappingProxyType(
    {
        Event.PAUSE: (_l("Pause the cycle"), "hr.pause_cycle"),
        Event.RESUME: (_l("Resume the cycle"), "hr.resume_cycle"),
        Event.STRICTER: (_l("Make privacy stricter"), "hr.raise_privacy"),
        Event.END: (_l("End the cycle"), "hr.end_cycle"),
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """One thing that HR can do now, and the page that asks to confirm it."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a round stands."""

    stage: Stage
    label: Label
    turn: str
    actions: tuple[Action, ...]


def stage_label(stage: Stage) -> Label:
    """Return the label of a stage."""
    known = {
        Stage.DRAFT: Label(text=_("Draft"), icon="pencil", kind=""),
        Stage.WAITING_FOR_APPROVAL: Label(
            text=_("Waits for the works council"), icon="clock", kind="warn"
        ),
        Stage.PLANNED: Label(text=_("Planned"), icon="cal", kind=""),
        Stage.PAUSED: Label(text=_("Paused"), icon="clock", kind="warn"),
        Stage.OPEN: Label(text=_("Open"), icon="chat", kind="good"),
        Stage.CLOSED: Label(text=_("Closed, being counted"), icon="clock", kind="info"),
        Stage.WAITING_FOR_COUNCIL: Label(
            text=_("Closed, waits for the second key"), icon="lock", kind="warn"
        ),
        Stage.RELEASED: Label(text=_("Released"), icon="check", kind="info"),
        Stage.LAPSED: Label(text=_("Lapsed"), icon="x", kind="warn"),
        Stage.CANCELLED: Label(text=_("Cancelled"), icon="x", kind=""),
    }
    return known[stage]


def turn_in_words(stage: Stage, holder: SecondKey) -> str:
    """Return who is waited for, and for what."""
    if stage is Stage.WAITING_FOR_COUNCIL and holder is SecondKey.ADMIN:
        return str(_("The second administrator has to open it with the second key."))
    known = {
        Stage.DRAFT: _("You finish it and start it."),
        Stage.WAITING_FOR_APPROVAL: _("The works council decides. Until then nothing opens."),
        Stage.PLANNED: _("Nobody has to do anything: it opens by itself."),
        Stage.PAUSED: _("You resume it, or end it. Until then nothing opens."),
        Stage.OPEN: _("People answer. It closes by itself."),
        Stage.CLOSED: _("Nobody has to do anything: it is counted now."),
        Stage.WAITING_FOR_COUNCIL: _("The works council has to open it with the second key."),
        Stage.RELEASED: _("It is over. Everybody can read the outcome."),
        Stage.LAPSED: _("It is over. There is no outcome."),
        Stage.CANCELLED: _("It is over. Nobody was asked anything."),
    }
    return str(known[stage])


def standing(
    stage: Stage, *, cycle: Cycle, asked: Round | None = None, but_not: frozenset[Event]
) -> Standing:
    """Return where a round stands, with what HR can do; some of it may not be possible today."""
    holder = cycle.second_key if asked is None else asked.second_key_holder
    possible = [event for event in can_do(stage, Actor.HR) if event not in but_not]
    pages = {event: _action(*page, cycle_id=cycle.id) for event, page in _CYCLE_PAGES.items()}
    if asked is not None:
        pages |= {event: _action(*page, round_id=asked.id) for event, page in _ROUND_PAGES.items()}
    return Standing(
        stage=stage,
        label=stage_label(stage),
        turn=turn_in_words(stage, holder),
        actions=tuple(pages[event] for event in possible if event in pages),
    )


def _action(text: LazyString, endpoint: str, **which: Any) -> Action:
    return Action(text=str(text), url=url_for(endpoint, **which))


def round_labels(
    session: Session, rounds: Collection[Round], cycles: Collection[Cycle]
) -> dict[RoundId, Label]:
    """Return the label of the stage of every round."""
    known = {cycle.id: cycle for cycle in cycles}
    coming = {each.cycle_id for each in rounds if each.state is RoundState.PLANNED}
    before = {one: stage_of_cycle(session, cycle=known[one]) for one in coming}
    return {
        each.id: stage_label(
            before[each.cycle_id]
            if each.state is RoundState.PLANNED
            else stage_of(
                known[each.cycle_id].state,
                each.state,
                waits_for_holder=waits_for_holder(stores(), each),
            )
        )
        for each in rounds
    }
