"""What we ask and what changed: the log of the listening programme, for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from flask import abort, render_template, request
from flask_babel import get_locale

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.people.trees import team_tree
from feedbackpulse.programme.changes import Change, list_changes
from feedbackpulse.web.change_words import Told, told
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.identity import today
from feedbackpulse.web.listening import find_listening
from feedbackpulse.web.team.page import find_worth
from feedbackpulse.web.team.topic import Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """What happened in one month, the latest first."""

    first_day: date
    told: tuple[Told, ...]


@blueprint.get("/programme")
def programme() -> str:
    """Show what was asked when, what changed, why, and who decided it."""
    changes = list_changes(db.session())
    titles = {one.cycle_id: one.title for one in reversed(changes) if one.cycle_id is not None}
    wanted = _wanted()
    if wanted is not None and wanted not in titles:
        abort(404)
    shown = [one for one in changes if wanted is None or one.cycle_id in {wanted, None}]
    return render_template(
        "employee/programme/programme.html",
        months=_months(shown),
        titles=sorted(titles.items(), key=lambda pair: (pair[1].casefold(), pair[0])),
        wanted=wanted,
        listening=None if wanted else find_listening(db.session(), today=today()),
        worth=_worth(),
    )


def _worth() -> Topic | None:
    """Return what everybody together said of the questions, if a round that asked is published."""
    session, locale = db.session(), str(get_locale())
    return find_worth(session, tree=team_tree(session), catalogue=load_catalogue(), locale=locale)


def _wanted() -> UUID | None:
    """Return the cycle that somebody wants to see alone; none when the address names none."""
    text = request.args.get("cycle", "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        abort(404)


def _months(changes: Iterable[Change]) -> list[Month]:
    catalogue, locale = load_catalogue(), str(get_locale())
    return [
        Month(
            first_day=first_day,
            told=tuple(told(one, catalogue=catalogue, locale=locale) for one in found),
        )
        for first_day, found in groupby(changes, key=lambda one: one.on.replace(day=1))
    ]
