"""The page with the questions of a round, which is the same for everybody but for a few words.

What is asked, and all that is said around it, follows from the round, the language and the way in.
The group, the names in it, the number of the ballot and what the browser keeps a draft under are
filled in for each reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import render_template
from flask_babel import get_locale

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Round
from feedbackpulse.cycles.extending import extensions
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import Theme
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.intake import stamp_of
from feedbackpulse.roster.service import Invitation
from feedbackpulse.web.employee.pulse_round import draft_key, owner_key, words_of
from feedbackpulse.web.identity import is_visiting, me
from feedbackpulse.web.prepared import show_prepared
from feedbackpulse.web.pulse_form import (
    FilledIn,
    attributes_in,
    blank,
    learning_in,
    minutes_for,
    questions_in,
)
from feedbackpulse.web.team.words import unit_name


def blank_form(asked: Round, invitation: Invitation) -> str:
    """Return the page for somebody who begins: put together once for all who are asked the same."""
    reasons, theme, visiting = _reasons(asked), me().theme, is_visiting()
    return show_prepared(
        _write,
        key=(asked, reasons, theme, visiting),
        shared=partial(_shared, asked, reasons, theme=theme, visiting=visiting),
        own={**_own(asked, invitation), "number": blank().number},
    )


def filled_form(
    asked: Round, invitation: Invitation, filled: FilledIn, *, busy: bool = False
) -> str:
    """Return the page with what somebody filled in, and what is wrong with it."""
    shared = _shared(asked, _reasons(asked), theme=me().theme, visiting=is_visiting())
    own = {**_own(asked, invitation), "number": filled.number}
    return _write(**{**shared, **own, "filled": filled, "busy": busy})


def _write(**variables: Any) -> str:
    return render_template("employee/pulse_page/answer.html", **variables)


def language_of(asked: Round) -> str:
    """Return the language in which the reader is asked a round."""
    locale = str(get_locale())
    return locale if locale in asked.locales else asked.locales[0]


def _reasons(asked: Round) -> tuple[str, ...]:
    """Return why there is longer than was said at first."""
    return tuple(each.reason for each in extensions(db.session(), asked=asked))


def _own(asked: Round, invitation: Invitation) -> dict[str, str]:
    """Return what the page says of one reader and of their group."""
    names = roster.stamp_people(db.session(), round_id=asked.id, person_id=me().id)
    return {
        "unit": unit_name(invitation.unit, invitation.unit_name),
        "invited": str(invitation.invited),
        "names": ", ".join(names),
        "stamp": stamp_of(invitation.unit),
        "draft": draft_key(asked.id),
        "owner": owner_key(),
        "reader": me().name,
    }


def _shared(
    asked: Round, reasons: tuple[str, ...], *, theme: Theme, visiting: bool
) -> Mapping[str, Any]:
    """Return what the page says to everybody who is asked the same; nothing else decides it."""
    language, catalogue = language_of(asked), load_catalogue()
    return {
        "round": asked,
        "questions": questions_in(asked, catalogue, language),
        "filled": blank(),
        "busy": False,
        "minutes": minutes_for(asked),
        "attributes": attributes_in(asked),
        "learning": learning_in(asked, catalogue, str(get_locale())),
        "words": words_of(asked),
        "language": language,
        "dont_know": catalogue.non_substantive["dont_know"].in_(language),
        "reasons": reasons,
        "theme": theme.value,
        "visiting": visiting,
    }
