"""What an installation posts each minute: mails, and messages in channels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from feedbackpulse.extensions import Runtime
from feedbackpulse.jobs.reminding import queue_reminders
from feedbackpulse.notices.post import Post, calm_of
from feedbackpulse.web.channel_posts import channel_poster
from feedbackpulse.web.letters.compose import composer


def poster(app: Flask, runtime: Runtime) -> Callable[[datetime], None]:
    """Return what posts everything that is due. Without a mail server that is no mail."""
    chosen = runtime.settings
    mails = Post(stores=runtime.stores, settings=chosen, compose=composer(app))
    in_channels = channel_poster(app)

    def post(now: datetime) -> None:
        try:
            if chosen.smtp_host:
                queue_reminders(runtime.stores, now=now, zone=chosen.zone)
                mails(now)
        finally:
            with runtime.stores.main() as session:
                calm = calm_of(session, zone=chosen.zone)
            in_channels(now, calm)

    return post
