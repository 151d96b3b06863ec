"""How well the organisation itself listens, in words: the same for HR and for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from feedbackpulse.programme.listener import (
    LEADS_FROM,
    SIGNALS_FROM,
    Answering,
    Opened,
    Window,
    answering,
    window_of,
)
from feedbackpulse.programme.opened import every_opened
from feedbackpulse.promises.domain import Kept
from feedbackpulse.promises.service import kept
from feedbackpulse.signals.domain import DAYS_TO_ANSWER
from feedbackpulse.signals.waiting import waits
from feedbackpulse.web.page import day
from feedbackpulse.web.team.units import released_rounds


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """One figure: what it is about, what it says, and how it came about."""

    title: str
    text: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Listening:
    """The figures about listening, and of which months they are."""

    window: Window
    measures: tuple[Measure, ...]


def find_listening(session: Session, *, today: date) -> Listening:
    """Return what can be told about how the organisation listens."""
    window = window_of(today, days_to_answer=DAYS_TO_ANSWER)
    found = answering(waits(session, first=window.first, last=window.last), window)
    promised = kept(session, since=window.first, today=today)
    return Listening(
        window=window,
        measures=(_share(found), _days(found), _promises(promised), _opened(session)),
    )


def _share(found: Answering | None) -> Measure:
    text = _("about %(percent)s%%", percent=found.percent) if found else _too_few_signals()
    how = _(
        "Signals to HR and to leads, with and without a name. Counted two weeks after "
        "the last of them. Compliments need no answer, and what went to the confidential adviser "
        "is never counted."
    )
    return Measure(title=str(_("Signals that got an answer")), text=str(text), how=str(how))


def _days(found: Answering | None) -> Measure:
    if found is None:
        text = _too_few_signals()
    elif found.median_days is None:
        text = str(_("more than half still waited"))
    else:
        text = str(ngettext("within %(num)s day", "within %(num)s days", found.median_days))
    how = _("Half of all senders had a first answer in this time. Who got none counts as waiting.")
    return Measure(title=str(_("How long half of the senders waited")), text=text, how=str(how))


def _promises(found: Kept) -> Measure:
    if found.ended:
        text = _("%(kept)s of %(ended)s were kept", kept=found.kept, ended=found.ended)
    else:
        text = _("none has ended yet")
    late = ngettext(
        "%(num)s promise is later than promised now.",
        "%(num)s promises are later than promised now.",
        found.overdue,
    )
    how = _("Of the promises that ended since the first of these months, up to today.")
    return Measure(title=str(_("Promises that were kept")), text=str(text), how=f"{how} {late}")


def _opened(session: Session) -> Measure:
    how = _(
        "Counted once, two weeks after a round closed. Who did is not kept, and we never say that "
        "nobody or everybody did. With fewer than %(number)s leads we say nothing.",
        number=LEADS_FROM,
    )
    return Measure(
        title=str(_("Leads who opened the results of their team")),
        text=_latest_opened(session),
        how=str(how),
    )


def _latest_opened(session: Session) -> str:
    counted = every_opened(session)
    for asked in reversed(released_rounds(session)):
        if (found := counted.get(asked.id)) is not None:
            return _of_round(found, day(asked.opens_at, "MMMM y"))
    return str(_("not counted yet"))


def _of_round(found: Opened, label: str) -> str:
    if not found.is_told:
        return str(_("too few leads to say"))
    if found.at_most is not None:
        number = str(_("at most %(number)s", number=found.at_most))
    elif found.at_least is not None:
        number = str(_("at least %(number)s", number=found.at_least))
    else:
        number = str(found.opened)
    return str(
        _("%(number)s of %(leads)s, in %(round)s", number=number, leads=found.leads, round=label)
    )


def _too_few_signals() -> str:
    return str(_("fewer than %(number)s signals, too few to say", number=SIGNALS_FROM))
