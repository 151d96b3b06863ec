"""Messages about rounds for channels of Slack and Teams: their words, and posting what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Flask, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.cycles.service import get_cycle
from feedbackpulse.database import transaction
from feedbackpulse.extensions import Runtime, current_settings
from feedbackpulse.notices.announcing import announce, is_calm
from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.channels import QueuedPost, post_due, send_message
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.formats import Message
from feedbackpulse.notices.webhook import Door
from feedbackpulse.web.links import absolute
from feedbackpulse.web.page import moment
from feedbackpulse.web.pulse_form import minutes_for_one


def channel_poster(app: Flask, door: Door | None = None) -> Callable[[datetime, Calm], int]:
    """Return what posts messages about rounds, to be called each minute; it says how many went.

    In quiet hours and on closed days it does nothing: they wait.
    """
    runtime: Runtime = app.extensions["feedbackpulse"]
    through = door or Door.of(runtime.settings.webhook_hosts)

    def post(now: datetime, calm: Calm) -> int:
        if not is_calm(now, calm):
            return 0
        with runtime.stores.main() as session, transaction(session):
            announce(session, now=now, calm=calm)
        return post_due(
            runtime.stores,
            now=now,
            send=partial(send_message, through),
            compose=partial(_compose, app, runtime),
        )

    return post


def try_out(locale: str) -> Message:
    """Return a message that only says that messages arrive."""
    with force_locale(locale):
        return _message(
            _("This is a test. From now on you read here when a round of questions is open.")
        )


def _compose(app: Flask, runtime: Runtime, queued: QueuedPost) -> Message | None:
    """Return the message in the channel's language, or None when it is true no longer."""
    with runtime.stores.main() as session:
        asked = find_round(session, round_id=queued.round_id)
        cycle = None if asked is None else get_cycle(session, cycle_id=asked.cycle_id)
    wanted = RoundState.RELEASED if queued.kind is MailKind.RESULTS else RoundState.OPEN
    if asked is None or cycle is None or asked.state is not wanted:
        return None
    with app.test_request_context(), force_locale(queued.channel.locale):
        minutes = minutes_for_one(asked, cycle, load_catalogue())
        return _message(_words(asked, queued.kind, minutes))


def _message(text: str) -> Message:
    address = absolute(url_for("employee.home"))
    link = address if "://" in address and current_settings().public_url else None
    return Message(text=text, link_text=str(_("Go to your start page")), link=link)


def _words(asked: Round, kind: MailKind, minutes: int) -> str:
    if kind is MailKind.RESULTS:
        return str(
            _(
                "The outcome of “%(title)s” is in. Everybody looks at the same figures.",
                title=asked.title,
            )
        )
    closes = moment(asked.closes_at)
    if kind is MailKind.REMINDER:
        return str(
            _(
                "“%(title)s” is still open, until %(moment)s. Have you answered? Thank you: "
                "this message is for everybody.",
                title=asked.title,
                moment=closes,
            )
        )
    return str(
        ngettext(
            "“%(title)s” is open until %(moment)s. It takes about %(num)s minute. "
            "On your start page you see whether you are asked.",
            "“%(title)s” is open until %(moment)s. It takes about %(num)s minutes. "
            "On your start page you see whether you are asked.",
            minutes,
            title=asked.title,
            moment=closes,
        )
    )
