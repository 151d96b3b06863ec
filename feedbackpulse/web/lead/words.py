"""Leads count and search what people wrote to their team."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse.access.domain import Viewer, leads_unit, may_read_signal
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.insight.words import TEXTS_FROM, WORD_FROM
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role, TeamId, UnitKey
from feedbackpulse.signals.conversations import arrived
from feedbackpulse.signals.domain import Reader, Signal
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.team.written import SearchForm, find_wanted, read_written


@blueprint.route("/<uuid:team_id>/words", methods=["GET", "POST"])
def words(team_id: UUID) -> ResponseReturnValue:
    """Show which words and themes are in comments and signals, and the texts with one of them."""
    session, wanted = db.session(), TeamId(team_id)
    tree = people.team_tree(session)
    if not leads_unit(Viewer.of(me()), tree, UnitKey(team_id=wanted)):
        abort(404)
    top = tree.get(wanted).parent_id is None
    teams = None if top else [team.id for team in tree.subtree(wanted)]
    page, form = read_written(session, teams=teams, signals=_signals(wanted)), SearchForm()
    found = find_wanted(page, form)
    shown = render_template(
        "lead/words/words.html",
        page=page,
        form=form,
        found=found,
        name=tree.get(wanted).name,
        up=url_for(".team", team_id=team_id, part="whole"),
        action=url_for(".words", team_id=team_id),
        texts_from=TEXTS_FROM,
        word_from=WORD_FROM,
    )
    return shown, 422 if form.errors else 200


def _signals(team_id: TeamId) -> tuple[Signal, ...]:
    """Return the signals to who leads this very team, and none of the teams below it."""
    if not may_read_signal(Viewer.of(me()), sent_to=Role.LEAD, team_id=team_id):
        return ()
    keys = current_settings().keystore_path
    return arrived(db.session(), keys=keys, today=today(), reader=Reader.LEAD, team_ids=[team_id])
