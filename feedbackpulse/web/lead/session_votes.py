"""Open a vote in a talk of the team, close it, and show what was voted.

That is in one answer only, to whoever closes the vote. It is kept nowhere, so a page that is loaded
anew can only say that it is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamId
from feedbackpulse.team_sessions.domain import Refusal, Step, TeamSession, Told, TooFew
from feedbackpulse.team_sessions.voting import close_vote, open_vote
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.lead.session_running import promise_of, running_talk
from feedbackpulse.web.session_words import Asked, Option, asked_in, step_titles

Counts = tuple[tuple[Option, int], ...]
"""How often each option was chosen; empty when too few chose."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What is told of a statement: of its colours, and of its arrows where it has them."""

    text: str
    colours: Counts
    arrows: Counts | None = None


@blueprint.post("/<uuid:team_id>/session/vote")
def vote_session(team_id: UUID) -> ResponseReturnValue:
    """Let phones vote in the step that the talk is in."""
    talk, refused = running_talk(team_id), None
    if talk is not None:
        with transaction(db.session()) as session:
            refused = open_vote(session, keys=stores().keys, session_id=talk.id, now=clock.now())
    if refused is Refusal.TOLD:
        flash(
            _("You voted on this today. Use cards now: a second count could show who came later.")
        )
    return redirect(url_for(".show_session", team_id=team_id))


@blueprint.route("/<uuid:team_id>/session/tally", methods=["GET", "POST"])
def tally_session(team_id: UUID) -> ResponseReturnValue:
    """Close the vote and show what was voted, once; asked for again, say that it is gone."""
    talk, told = running_talk(team_id), None
    if talk is not None and talk.voting and request.method == "GET":
        return redirect(url_for(".show_session", team_id=team_id))
    if talk is not None and request.method == "POST":
        with transaction(db.session()) as session:
            told = close_vote(session, keys=stores().keys, talk=talk)
    return render_template(
        "lead/session_votes/tally.html",
        team_id=team_id,
        talk=talk,
        titles=step_titles(),
        name=people.team_tree(db.session()).get(TeamId(team_id)).name,
        results=None if talk is None or told is None else _results(talk, told),
        promise=promise_of(talk) if talk else None,
    )


def _results(talk: TeamSession, told: Sequence[Told]) -> tuple[Result, ...]:
    found = [
        (asked.text, _counts(asked, one)) for asked, one in zip(asked_in(talk), told, strict=True)
    ]
    if talk.step is not Step.LOOK_BACK:
        return tuple(Result(text=text, colours=counts) for text, counts in found)
    both = zip(found[::2], found[1::2], strict=True)
    return tuple(Result(text=text, colours=how, arrows=way) for (text, how), (_text, way) in both)


def _counts(asked: Asked, told: Told) -> Counts:
    if isinstance(told, TooFew):
        return ()
    return tuple((option, told.counts[option.value]) for option in asked.options)
