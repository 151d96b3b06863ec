"""Where HR begins: what needs them now, the rounds of this moment, and how to start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleState, Round, RoundState
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.directory import has_role, has_several_people
from feedbackpulse.people.domain import Role, TeamTree, UnitKey
from feedbackpulse.promises.service import list_promises
from feedbackpulse.release.told import told_by_unit
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.needs import needs_of_hr
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.promises.view import for_home
from feedbackpulse.web.team.units import said_of
from feedbackpulse.web.team.words import Said


@dataclass(frozen=True, kw_only=True, slots=True)
class Beginning:
    """One thing that has to be there before people can be heard."""

    title: str
    detail: str
    is_done: bool
    url: str = ""


@blueprint.get("")
def home() -> str:
    """Show what needs HR, what runs now, and what changed because of what people said."""
    session, now = db.session(), clock.now()
    tree, rounds = people.team_tree(session), cycles.list_rounds(session)
    planned = [one for one in _running(session, rounds) if one.opens_at > now]
    latest = next((one for one in reversed(rounds) if one.state is RoundState.RELEASED), None)
    promises = list_promises(session)
    return render_template(
        "hr/home/home.html",
        needs=needs_of_hr(session, promises=promises, on=today()),
        running=[one for one in rounds if one.state is RoundState.OPEN],
        following=min(planned, key=lambda one: one.opens_at, default=None),
        latest=_whole(session, tree, latest),
        changed=for_home(promises, tree=tree),
        beginnings=() if latest else _beginnings(session, tree, rounds),
    )


def _running(session: Session, rounds: Sequence[Round]) -> list[Round]:
    """Return the planned rounds of cycles that run: while one is put aside none of it opens."""
    running = {one.id for one in cycles.list_cycles(session) if one.state is CycleState.RUNNING}
    return [one for one in rounds if one.state is RoundState.PLANNED and one.cycle_id in running]


def _whole(session: Session, tree: TeamTree, latest: Round | None) -> Said | None:
    """Return what everybody together said in the latest round."""
    if latest is None or not tree.teams:
        return None
    unit, item = UnitKey(team_id=tree.root.id), load_catalogue().anchor.code
    return said_of(told_by_unit(session, asked=latest, unit=unit, item=item))


def _beginnings(session: Session, tree: TeamTree, rounds: Sequence[Round]) -> tuple[Beginning, ...]:
    """Return what has to be there before the first result, in the order in which it is done."""
    started = [one for one in cycles.list_cycles(session) if one.state is not CycleState.DRAFT]
    is_admin = Role.ADMIN in me().roles
    return (
        Beginning(
            title=str(_("People and teams")),
            detail=str(_("An administrator adds them, or brings them in from a file")),
            is_done=bool(tree.teams) and has_several_people(session),
            url=url_for("admin.people") if is_admin else "",
        ),
        Beginning(
            title=str(_("A confidential adviser")),
            detail=str(_("Somebody outside the line, for what people do not tell a lead or HR")),
            is_done=has_role(session, role=Role.ADVISER),
            url=url_for("admin.people") if is_admin else "",
        ),
        Beginning(
            title=str(_("A first cycle")),
            detail=str(_("A short list of questions that comes back")),
            is_done=bool(started),
            url=url_for("hr.cycles"),
        ),
        Beginning(
            title=str(_("A first round")),
            detail=str(_("It opens by itself on its day. Tell people why you ask")),
            is_done=any(one.state is not RoundState.PLANNED for one in rounds),
            url=url_for("hr.cycles"),
        ),
    )
