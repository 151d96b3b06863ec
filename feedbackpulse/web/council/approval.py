"""Approve how a cycle protects people, or return it with a remark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import (
    LONGEST_REMARK,
    Approval,
    ApprovalId,
    DecidedError,
    Decision,
    decide,
    find_approval,
    list_approvals,
)
from feedbackpulse.cycles.domain import IllegalMoveError
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Team, TeamTree
from feedbackpulse.people.moves import TeamMoves, moves_since
from feedbackpulse.web.choices import options
from feedbackpulse.web.council.blueprint import blueprint
from feedbackpulse.web.council.holders import area, only_council
from feedbackpulse.web.cycle_words import Difference, differences, settings_in_words
from feedbackpulse.web.identity import today

LOOKS_BACK = timedelta(days=30)


class DecisionForm(FlaskForm):
    """What the works council says."""

    decision = RadioField(
        _l("What does the works council say?"),
        [InputRequired(_l("Choose what the works council says."))],
        choices=options(
            [
                (Decision.APPROVED.value, _l("We approve this")),
                (Decision.RETURNED.value, _l("We send it back")),
            ]
        ),
    )
    remark = TextAreaField(
        _l("Remark for HR"),
        [Length(max=LONGEST_REMARK, message=_l("Use at most 2000 characters."))],
    )

    def validate_remark(self, field: Any) -> None:
        """Ask why something is sent back."""
        if self.decision.data == Decision.RETURNED.value and not (field.data or "").strip():
            raise ValidationError(_("Tell HR what has to change."))


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedTeam:
    """A team in which people came or went, and who leads it now."""

    team: Team
    moves: TeamMoves
    leads: tuple[str, ...]


@blueprint.route("/approvals/<uuid:approval_id>", methods=["GET", "POST"])
def approval(approval_id: UUID) -> ResponseReturnValue:
    """Show one version of a cycle's settings, and decide about the latest."""
    only_council()
    found = find_approval(db.session(), approval_id=ApprovalId(approval_id)) or abort(404)
    versions = list_approvals(db.session(), cycle_ids=[found.cycle_id])
    form = DecisionForm()
    if form.validate_on_submit():
        _decide(found, form)
        return redirect(url_for(".approval", approval_id=found.id))
    page = render_template(
        "council/approval/approval.html",
        area=area(),
        form=form,
        shown=found,
        cycle=cycles.get_cycle(db.session(), cycle_id=found.cycle_id),
        latest=max(versions, key=lambda one: one.version),
        versions=versions,
        lines=_compared(found, versions),
        changed=_changed_teams(),
    )
    return page, 422 if form.is_submitted() else 200


def _decide(found: Approval, form: DecisionForm) -> None:
    decision = Decision(form.decision.data)
    try:
        with transaction(db.session()) as session:
            decide(
                session,
                approval_id=found.id,
                decision=decision,
                remark=form.remark.data or "",
                on=today(),
            )
    except (DecidedError, IllegalMoveError):
        flash(_("That is not possible: this was decided or changed meanwhile."), "error")
    else:
        approved = decision is Decision.APPROVED
        flash(_("Approved. The rounds open on their days.") if approved else _("Sent back to HR."))


def _compared(found: Approval, versions: tuple[Approval, ...]) -> tuple[Difference, ...]:
    tree, catalogue = people.team_tree(db.session()), load_catalogue()
    words = {
        one.version: settings_in_words(
            one.settings, tree=tree, catalogue=catalogue, locale=str(get_locale())
        )
        for one in versions
        if one.version in {found.version, found.version - 1}
    }
    return differences(words[found.version], words.get(found.version - 1))


def _changed_teams() -> tuple[ChangedTeam, ...]:
    """Return what changed in teams lately, in the order of the organisation."""
    session, tree = db.session(), people.team_tree(db.session())
    moves = {one.team_id: one for one in moves_since(session, since=clock.now() - LOOKS_BACK)}
    return tuple(
        ChangedTeam(team=team, moves=moves[team.id], leads=_leads(tree, team))
        for _depth, team in tree.ordered()
        if team.id in moves
    )


def _leads(tree: TeamTree, team: Team) -> tuple[str, ...]:
    """Return who leads a team, or else the nearest team above it."""
    for one in (team, *tree.ancestors(team.id)):
        leads = people.leads_of(db.session(), team_id=one.id, on=today())
        if leads:
            return tuple(person.name for person in leads)
    return ()
