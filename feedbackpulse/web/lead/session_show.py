"""The projector in front of a team: the step that its talk is in, with the team's own picture."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import TeamTree, UnitKey
from feedbackpulse.promises.domain import Origin, Promise
from feedbackpulse.promises.service import made_from, of_teams
from feedbackpulse.team_sessions.domain import Step, TeamSession
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.lead.session_running import promise_of, running_talk
from feedbackpulse.web.lead.teams import LINKS, read_page
from feedbackpulse.web.links import absolute
from feedbackpulse.web.promises.view import show_promises
from feedbackpulse.web.qr import qr_code
from feedbackpulse.web.session_words import cards_of, statements_of, step_titles
from feedbackpulse.web.team.guide import guide_of

MOST_AGREED: Final = 3


@blueprint.get("/<uuid:team_id>/session/show")
def show_session(team_id: UUID) -> ResponseReturnValue:
    """Show the step that the talk is in, in letters that a room can read."""
    talk = running_talk(team_id)
    if talk is None:
        return redirect(url_for(".prepare_session", team_id=team_id))
    tree, page = read_page(UnitKey(team_id=talk.team_id), after=_round_of(talk))
    return render_template(
        "lead/session_show/show.html",
        talk=talk,
        titles=step_titles(),
        name=tree.get(talk.team_id).name,
        page=page,
        links=LINKS,
        guide=guide_of(page, catalogue=load_catalogue(), locale=str(get_locale())),
        statements=statements_of(talk),
        cards=cards_of(talk.step),
        address=_address_of(talk),
        qr=_qr_of(talk),
        promise=promise_of(talk),
        agreed=show_promises(_agreed(talk, tree), tree=tree),
        seconds=max(0, int((talk.step_ends_at - clock.now()).total_seconds())),
    )


def _round_of(talk: TeamSession) -> RoundId | None:
    return RoundId(talk.round_id) if talk.round_id else None


def _address_of(talk: TeamSession) -> str:
    return absolute(url_for("ballot.vote", code=talk.code))


def _agreed(talk: TeamSession, tree: TeamTree) -> tuple[Promise, ...]:
    """Return what a talk begins with, and at its end what came of it."""
    session = db.session()
    if talk.step is Step.AGREE:
        return made_from(session, origin=Origin.SESSION, origin_id=talk.id)
    if talk.step is not Step.LOOK_BACK:
        return ()
    before = of_teams(session, tree=tree, team_ids={talk.team_id})
    return tuple(one for one in before if one.is_under_way)[:MOST_AGREED]


def _qr_of(talk: TeamSession) -> Markup | None:
    """Return the code to scan, unless nobody told us where we are."""
    address = _address_of(talk)
    if not talk.voting or "://" not in address:
        return None
    return qr_code(address, label=str(_("QR code with the address to vote at")))
