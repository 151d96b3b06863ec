"""What every template can use: who looks, navigation, icons, dates, numbers, assets."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from babel.dates import format_time
from flask import Flask, current_app, request, url_for
from flask_babel import format_date, format_datetime, format_decimal, get_locale
from flask_babel import gettext as _

from feedbackpulse.config import LOCALES
from feedbackpulse.extensions import current_settings
from feedbackpulse.people.domain import Person, Role, Theme
from feedbackpulse.reports.content import offered
from feedbackpulse.web.icons import icon
from feedbackpulse.web.identity import (
    find_me,
    is_visiting,
    reads_organisation,
    waiting_roles,
)
from feedbackpulse.web.language import LANGUAGE_NAMES
from feedbackpulse.web.session import has_session
from feedbackpulse.web.threats import threats


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """One entry of the main navigation."""

    key: str
    label: str
    icon: str
    url: str


def areas(person: Person | None) -> list[Area]:
    """Return the parts of the product this person uses, also those that wait for a proof."""
    if person is None:
        return []
    roles = person.roles | waiting_roles()
    entries = [
        (Role.EMPLOYEE, "start", _("Start"), "home", "employee.home"),
        (Role.EMPLOYEE, "reflection", _("Reflection"), "reflect", "employee.strengths"),
        (Role.EMPLOYEE, "share", _("Share"), "chat", "employee.share"),
        (Role.LEAD, "team", _("My team"), "team", "lead.teams"),
        (Role.ADVISER, "adviser", _("Confidential"), "lock", "adviser.signals"),
        (Role.COUNCIL, "council", _("Works council"), "check", "council.home"),
        (Role.HR, "organisation", _("Organisation"), "org", "hr.home"),
        (Role.ADMIN, "admin", _("Administration"), "user", "admin.people"),
    ]
    own = [
        Area(key=key, label=label, icon=symbol, url=url_for(endpoint))
        for role, key, label, symbol, endpoint in entries
        if role in roles
    ]
    return own if Role.HR in roles else [*own, *_of_direction(person)]


def _of_direction(person: Person) -> list[Area]:
    """Return the way to what HR and the direction both read, for who comes there as the latter."""
    if not reads_organisation(person):
        return []
    label, url = _("Organisation"), url_for("hr.results")
    return [Area(key="organisation", label=label, icon="org", url=url)]


def is_lead() -> bool:
    """Say whether whoever looks leads a team."""
    return _has(Role.LEAD)


def is_hr() -> bool:
    """Say whether whoever looks has the role of HR, and not only reads what HR reads."""
    return _has(Role.HR)


def _has(role: Role) -> bool:
    person = find_me()
    return person is not None and role in person.roles


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset(filename: str) -> str:
    """Return the address of a static file, which changes whenever its content does."""
    path = Path(str(current_app.static_folder)) / filename
    return url_for("static", filename=filename, v=_fingerprint(path))


# How a time of day is written in words, by the language of the reader.
_TIMES = {"nl": "H.mm\u00a0'uur'", "en": "HH:mm"}
_CLOCK = {"nl": "H.mm", "en": "HH:mm"}


def _whole(style: str) -> str:
    """Return a pattern whose day, month and year stay on one line."""
    return re.sub(r"(?<=[dM]) (?=[My])", "\u00a0", style)


def day(value: date | datetime, style: str = "d MMMM y") -> str:
    """Return a day in words, in the reader's language and the organisation's zone."""
    shown = format_datetime if isinstance(value, datetime) else format_date
    return str(shown(value, _whole(style)))


def moment(value: datetime, style: str = "EEEE d MMMM") -> str:
    """Return a day and the time of day in words, in the reader's language."""
    time = format_datetime(value, _TIMES[str(get_locale())])
    return f"{day(value, style)}, {time}"


def clock(value: time) -> str:
    """Return a time of day, in the reader's language."""
    locale = str(get_locale())
    return str(format_time(value, _CLOCK[locale], locale=locale))


def sentence(text: str) -> str:
    """Return a text with a capital at its start: Dutch days and months have none."""
    return text[:1].upper() + text[1:]


def number(value: float, digits: int = 1) -> str:
    """Return a number with a fixed number of decimals and the reader's decimal sign."""
    return str(format_decimal(value, format="0" if digits == 0 else "0." + "0" * digits))


def _context() -> dict[str, object]:
    person = find_me()
    locale = str(get_locale())
    other = next(name for name in LOCALES if name != locale)
    return {
        "person": person,
        "areas": [] if is_visiting() else areas(person),
        "visiting": is_visiting(),
        "theme": (person.theme if person else Theme.AUTO).value,
        "locale": locale,
        "other_locale": other,
        "other_language": LANGUAGE_NAMES[other],
        "here": request.full_path.rstrip("?"),
        "has_session": has_session(request),
        "organisation": current_settings().organisation,
    }


def register(app: Flask) -> None:
    """Give templates their globals and filters."""
    app.context_processor(_context)
    app.jinja_env.globals.update(
        icon=icon, asset=asset, is_lead=is_lead, is_hr=is_hr, threats=threats, file_kinds=offered
    )
    app.jinja_env.filters.update(
        clock=clock, day=day, moment=moment, number=number, sentence=sentence
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
