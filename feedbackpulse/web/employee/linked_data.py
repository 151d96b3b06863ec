"""What is linked to somebody's name outside their notebook: for the page, and to take along."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.accounts.second_factor import has_second_factor
from feedbackpulse.consultations.naming import words_named_after
from feedbackpulse.extensions import stores
from feedbackpulse.notices.preferences import get_preference
from feedbackpulse.people.domain import Person, Role
from feedbackpulse.people.own_teams import own_teams
from feedbackpulse.promises.service import kept_by
from feedbackpulse.reflection.colleagues import asks_of
from feedbackpulse.roster.names import rounds_with_name_of
from feedbackpulse.signals.domain import SignalKind
from feedbackpulse.signals.own_words import words_of
from feedbackpulse.web.identity import today
from feedbackpulse.web.language import LANGUAGE_NAMES
from feedbackpulse.web.page import day
from feedbackpulse.web.signal_words import kind_words

Facts = dict[str, Any]


def linked_facts(session: Session, person: Person) -> Facts:
    """Return what we keep of somebody by name, as JSON knows it."""
    return {
        "name": person.name,
        "mail": person.email,
        "language": person.locale,
        "roles": sorted(role.value for role in person.roles),
        "on_paper": person.on_paper,
        "second_step": has_second_factor(session, person_id=person.id),
        **_teams(session, person),
        **_rounds(session, person),
        "asked_by_colleagues": _asked_by(session, person),
        "promises_kept": _promises(session, person),
        **_words(session, person),
        "brought_in_with_name": _brought_in(session, person),
    }


def mail_choices(session: Session, person: Person) -> Facts:
    """Return how somebody wants to be written to, as JSON knows it: they see it on another page."""
    chosen = get_preference(session, person_id=person.id)
    return {
        "quiet_from": chosen.quiet_from.isoformat() if chosen.quiet_from else None,
        "quiet_until": chosen.quiet_until.isoformat() if chosen.quiet_until else None,
        "no_mail_until": chosen.snoozed_until.isoformat() if chosen.snoozed_until else None,
        "reminders": chosen.reminders,
    }


def _teams(session: Session, person: Person) -> Facts:
    found = own_teams(session, person_id=person.id)
    return {
        "teams": [
            {"team": name, "since": since.date().isoformat(), "until": _iso(until)}
            for name, since, until in found.memberships
        ],
        "leads": [
            {"team": name, "until": until.isoformat() if until else None}
            for name, until in found.appointments
        ],
    }


def _rounds(session: Session, person: Person) -> Facts:
    """Return which rounds ask this person, and of which it is noted that they opened the results."""
    found = rounds_with_name_of(session, person_id=person.id)
    return {
        "asked_now": [{"round": title, "took_part": sent} for title, sent in found.asked],
        "opened_results_of": list(found.opened),
    }


def _words(session: Session, person: Person) -> Facts:
    """Return what this person sent with their name; without it, nothing here tells what is theirs."""
    found = words_of(session, keys=stores().keys, person_id=person.id)
    return {
        "sent_with_name": [
            {
                "kind": one.kind.value,
                "sent_on": one.sent_on.isoformat(),
                "text": one.text,
                "added": list(one.added),
            }
            for one in found.sent
        ],
        "shown_to_team": list(found.shown),
    }


def _asked_by(session: Session, person: Person) -> list[Facts]:
    """Return who asks this person to look back together, while they neither answer nor decline."""
    return [
        {"name": one.owner_name, "until": one.opens_on.isoformat()}
        for one in asks_of(session, peer=person.id, today=today())
    ]


def _promises(session: Session, person: Person) -> list[Facts]:
    """Return what this person keeps, or kept: their name stands beside it for those it concerns."""
    return [
        {
            "does": one.words.does,
            "until": one.plan.due_on.isoformat(),
            "ended": one.ended_on.isoformat() if one.ended_on else None,
        }
        for one in kept_by(session, owner=person.id)
    ]


def _brought_in(session: Session, person: Person) -> list[str]:
    """Return what somebody proposed or said of how we listen, where their name stands with it."""
    return list(words_named_after(session, person_id=person.id))


def _iso(moment: datetime | None) -> str | None:
    return moment.date().isoformat() if moment else None


def said_of(facts: Facts) -> list[tuple[str, str]]:
    """Return these facts in words: what each is called, and what it is."""
    found = [
        (_("Name"), facts["name"]),
        (_("E-mail address"), facts["mail"]),
        (_("Language"), LANGUAGE_NAMES.get(facts["language"] or "", _("Not chosen"))),
        (_("Roles"), ", ".join(_role(one) for one in facts["roles"])),
        (
            _("A second step at signing in"),
            _("On: an app makes codes for you") if facts["second_step"] else "",
        ),
        (_("Teams you were in"), "; ".join(_lasted(one) for one in facts["teams"])),
        (_("Teams you lead or led"), "; ".join(one["team"] or "" for one in facts["leads"])),
        (
            _("Results you opened as a lead, noted for two weeks"),
            ", ".join(facts["opened_results_of"]),
        ),
        (_("Rounds that ask you now"), "; ".join(_asked(one) for one in facts["asked_now"])),
        (
            _("Colleagues who ask you to look back"),
            ", ".join(one["name"] for one in facts["asked_by_colleagues"]),
        ),
        (_("Promises that you keep"), "; ".join(one["does"] for one in facts["promises_kept"])),
        (
            _("What you sent with your name"),
            "; ".join(_said(one) for one in facts["sent_with_name"]),
        ),
        (_("Compliments that your team can read"), "; ".join(facts["shown_to_team"])),
        (_("What you brought in with your name"), "; ".join(facts["brought_in_with_name"])),
    ]
    return [(str(name), text) for name, text in found if text]


def _role(code: str) -> str:
    names = {
        Role.EMPLOYEE: _("Employee"),
        Role.LEAD: _("Lead"),
        Role.HR: _("HR"),
        Role.COUNCIL: _("Works council"),
        Role.ADVISER: _("Confidential adviser"),
        Role.ADMIN: _("Administrator"),
    }
    return str(names[Role(code)])


def _lasted(one: Facts) -> str:
    team, first = one["team"] or _("a team that is gone"), _on(one["since"])
    if one["until"] is None:
        return str(_("%(team)s, since %(day)s", team=team, day=first))
    last = _on(one["until"])
    return str(_("%(team)s, from %(first)s to %(last)s", team=team, first=first, last=last))


def _said(one: Facts) -> str:
    kind = kind_words(SignalKind(one["kind"])).name
    return f"{kind}, {_on(one['sent_on'])}: {' / '.join((one['text'], *one['added']))}"


def _on(written: str) -> str:
    return day(date.fromisoformat(written))


def _asked(one: Facts) -> str:
    took = _("you took part") if one["took_part"] else _("you did not take part yet")
    return f"{one['round']} ({took})"
