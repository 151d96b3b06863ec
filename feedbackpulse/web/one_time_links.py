"""One-time links on their way to their owner: by mail, or by the log where there is no mail."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import current_app, url_for
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.accounts.domain import INVITATION_LASTS, LINK_LASTS, SIGN_IN_LASTS, Purpose
from feedbackpulse.accounts.service import make_link
from feedbackpulse.extensions import current_settings
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.outbox import queue_mail
from feedbackpulse.notices.tokens import token_of
from feedbackpulse.people.domain import Person
from feedbackpulse.web.links import absolute

_log = logging.getLogger("feedbackpulse.mail")


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One kind of link: what for, for how long, in which mail, and to which page."""

    purpose: Purpose
    lasts: timedelta
    kind: MailKind
    endpoint: str


NEW_PASSWORD: Final = Way(
    purpose=Purpose.PASSWORD,
    lasts=LINK_LASTS,
    kind=MailKind.PASSWORD,
    endpoint="account.choose_password",
)
FIRST_PASSWORD: Final = Way(
    purpose=Purpose.PASSWORD,
    lasts=INVITATION_LASTS,
    kind=MailKind.PASSWORD,
    endpoint="account.choose_password",
)
SIGN_IN: Final = Way(
    purpose=Purpose.SIGN_IN,
    lasts=SIGN_IN_LASTS,
    kind=MailKind.SIGN_IN,
    endpoint="account.sign_in_by_link",
)


def give_link(session: Session, *, person: Person, way: Way) -> str | None:
    """Make a link for somebody and queue its mail; return it only where there is no mail."""
    now = clock.now()
    if not current_settings().smtp_host:
        token = make_link(
            session, person_id=person.id, now=now, lasts=way.lasts, purpose=way.purpose
        )
        return absolute(url_for(way.endpoint, _anchor=token))
    until = now + way.lasts
    mail_id = queue_mail(
        session,
        person_id=person.id,
        kind=way.kind,
        due_at=now,
        expires_at=until,
        details={"until": until.isoformat()},
    )
    assert mail_id is not None, "a mail without a name to compare never waits already"
    make_link(
        session,
        person_id=person.id,
        now=now,
        lasts=way.lasts,
        purpose=way.purpose,
        token=token_of(str(current_app.secret_key).encode(), mail_id),
    )
    return None


def tell_operator(link: str | None) -> None:
    """Write a link that cannot be mailed to the log, for the operator to pass on.

    A log that programs collect gets the line without the link.
    """
    if link is not None:
        _log.info("one-time link: %s", link, extra={"event": "one_time_link", "secret": True})
