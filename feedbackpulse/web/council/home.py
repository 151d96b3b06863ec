"""What waits for the works council: cycles to approve, rounds to open, and its key."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import Approval, list_approvals
from feedbackpulse.cycles.domain import Cycle, CycleState, RoundState, SecondKey
from feedbackpulse.cycles.holders import HolderKey, list_keys
from feedbackpulse.extensions import db, stores
from feedbackpulse.jobs.holding import HeldRound, held_rounds
from feedbackpulse.web.council.blueprint import blueprint
from feedbackpulse.web.council.holders import area, my_holders

LATEST = 6
_STARTED = {CycleState.RUNNING, CycleState.PAUSED}
_OVER = {RoundState.RELEASED, RoundState.LAPSED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One cycle and the latest version that the works council was asked about."""

    cycle: Cycle
    approval: Approval


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """What somebody has to do as the holder of one second key."""

    holder: SecondKey
    key: HolderKey | None
    needs_key: bool
    to_open: tuple[HeldRound, ...]
    running: tuple[HeldRound, ...]
    over: tuple[HeldRound, ...]


@blueprint.get("", endpoint="home")
def show_home() -> ResponseReturnValue:
    """Show what waits, the most urgent first."""
    session = db.session()
    found = cycles.list_cycles(session)
    holders = my_holders()
    asked = _asked(found, list_approvals(session)) if SecondKey.COUNCIL in holders else ()
    return render_template(
        "council/home/home.html",
        area=area(),
        is_council=SecondKey.COUNCIL in holders,
        waiting=[one for one in asked if not _is_approved(one)],
        approved=[one for one in asked if _is_approved(one)],
        holdings=[_holding(holder, found) for holder in holders],
    )


def _is_approved(asked: Asked) -> bool:
    return asked.approval.decision == "approved"


def _asked(found: tuple[Cycle, ...], approvals: tuple[Approval, ...]) -> tuple[Asked, ...]:
    latest: dict[object, Approval] = {}
    for approval in sorted(approvals, key=lambda one: one.version):
        latest[approval.cycle_id] = approval
    return tuple(
        Asked(cycle=cycle, approval=latest[cycle.id])
        for cycle in found
        if cycle.id in latest and cycle.state in _STARTED
    )


def _holding(holder: SecondKey, found: tuple[Cycle, ...]) -> Holding:
    keys = list_keys(db.session(), holder=holder)
    key = next((one for one in keys if one.retired_on is None), None)
    rounds = held_rounds(stores(), holder=holder)
    wanted = any(one.second_key is holder and one.state in _STARTED for one in found)
    to_open = sorted((one for one in rounds if one.waits), key=lambda one: one.lapses_at)
    return Holding(
        holder=holder,
        key=key,
        needs_key=wanted and key is None,
        to_open=tuple(to_open),
        running=tuple(one for one in rounds if one.round.state is RoundState.OPEN),
        over=tuple(one for one in rounds if one.round.state in _OVER)[:LATEST],
    )
