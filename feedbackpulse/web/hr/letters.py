"""What we send: each mail as people get it, before and during a cycle, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import Response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.config import LOCALES
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.notices.domain import Letter, MailKind, Outcome
from feedbackpulse.notices.outbox import counts
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.identity import today
from feedbackpulse.web.language import LANGUAGE_NAMES
from feedbackpulse.web.letters.samples import example_round, sample

WEEKS: Final = 6
_WEEK: Final = timedelta(weeks=1)
_LETTER: Final = (
    "/letters/<any(invitation,reminder,results,changes,digest,look_back,colleague,colleagues,shared,"
    "signals,answer,promise,handover,password,sign_in,second_step):letter>"
    "/<any(nl,en):language>"
)
NAMES: Final = {
    MailKind.INVITATION: _l("Invitation"),
    MailKind.REMINDER: _l("Reminder"),
    MailKind.RESULTS: _l("The outcome is in"),
    MailKind.CHANGES: _l("What changed"),
    MailKind.DIGEST: _l("For leads: something to read"),
    MailKind.LOOK_BACK: _l("A moment for yourself"),
    MailKind.COLLEAGUE: _l("A colleague asks you something"),
    MailKind.COLLEAGUES: _l("What colleagues said is open"),
    MailKind.SHARED: _l("A colleague shares something"),
    MailKind.SIGNALS: _l("For who reads what people bring up"),
    MailKind.ANSWER: _l("Somebody wrote back"),
    MailKind.PROMISE: _l("For who keeps a promise"),
    MailKind.HANDOVER: _l("For who left: what they wrote"),
    MailKind.PASSWORD: _l("Choose a password"),
    MailKind.SIGN_IN: _l("Sign in with a link"),
    MailKind.SECOND_STEP: _l("The second step changed"),
}
WHEN: Final = {
    MailKind.INVITATION: _l("When a round opens, to everybody who is invited."),
    MailKind.REMINDER: _l("While a round is open, to everybody who is invited."),
    MailKind.RESULTS: _l("When the outcome of a round is there."),
    MailKind.CHANGES: _l("When something changed in how you listen."),
    MailKind.DIGEST: _l("Once a week, when there is something new for a lead."),
    MailKind.LOOK_BACK: _l("When somebody asked us to remind them to look back."),
    MailKind.COLLEAGUE: _l("When a colleague asks somebody to look back together."),
    MailKind.COLLEAGUES: _l("On the day that somebody chose to read what colleagues said."),
    MailKind.SHARED: _l("When somebody shares something and wants us to say so."),
    MailKind.SIGNALS: _l("On the morning after something came, once a day at most."),
    MailKind.ANSWER: _l("On the morning after somebody with a name was answered."),
    MailKind.PROMISE: _l("Once, in the week in which something that they keep is due."),
    MailKind.HANDOVER: _l("Once, when the account of somebody who wrote something is closed."),
    MailKind.PASSWORD: _l("When somebody asks for it, or an administrator sends it."),
    MailKind.SIGN_IN: _l("When somebody asks for it."),
    MailKind.SECOND_STEP: _l("At once, when somebody’s second step is set up or taken away."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """What became of the mails of one week; to whom is not kept."""

    monday: date
    outcomes: Mapping[Outcome, int]


@blueprint.get("/letters")
def letters() -> str:
    """List the mails, and count what became of them week by week."""
    session = db.session()
    return render_template(
        "hr/letters/index.html",
        kinds=list(MailKind),
        names=NAMES,
        when=WHEN,
        languages=LANGUAGE_NAMES,
        weeks=_weeks(session),
        outcomes={
            Outcome.DELIVERED: _("Delivered"),
            Outcome.REFUSED: _("Refused"),
            Outcome.GIVEN_UP: _("Given up"),
        },
        asked=example_round(session),
        mails=bool(current_settings().smtp_host),
    )


@blueprint.get(_LETTER)
def letter(letter: str, language: str) -> str:
    """Show one mail as text."""
    kind = MailKind(letter)
    return render_template(
        "hr/letters/letter.html",
        kind=kind,
        name=NAMES[kind],
        when=WHEN[kind],
        language=language,
        other=next(one for one in LOCALES if one != language),
        languages=LANGUAGE_NAMES,
        shown=_sample(kind, language),
    )


@blueprint.get(f"{_LETTER}/page")
def letter_page(letter: str, language: str) -> Response:
    """Show one mail as mail programs do; headers.py lets it have styles of its own."""
    return Response(_sample(MailKind(letter), language).html, mimetype="text/html")


def _sample(kind: MailKind, language: str) -> Letter:
    return sample(db.session(), kind=kind, locale=language, now=clock.now())


def _weeks(session: Session) -> list[Week]:
    """Return the last weeks, the newest first."""
    monday = today() - timedelta(days=today().weekday())
    weeks, later = [], dict.fromkeys(Outcome, 0)
    for number in range(WEEKS):
        since = counts(session, since=monday - number * _WEEK)
        outcomes = {outcome: since[outcome] - later[outcome] for outcome in Outcome}
        weeks.append(Week(monday=monday - number * _WEEK, outcomes=outcomes))
        later = dict(since)
    return weeks
