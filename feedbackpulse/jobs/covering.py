"""Overwrite for good the names that were made unreadable a day ago, also in the files."""

from __future__ import annotations

from datetime import datetime

from feedbackpulse.database import Stores, transaction
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.release.unreadable import overwrite_comments
from feedbackpulse.signals.moderation import overwrite_signals
from feedbackpulse.signals.tables import RedactionRow, SignalMessageRow, SignalRow
from feedbackpulse.traces import sweep


def overwrite_names(stores: Stores, *, now: datetime) -> int:
    """Overwrite what can no longer be undone; return how many stretches of words that were."""
    with stores.main() as session:
        with transaction(session):
            done = overwrite_signals(session, keys=stores.keys, now=now)
            done += overwrite_comments(session, now=now)
        if done:
            sweep(session, SignalRow, SignalMessageRow, CommentRow, RedactionRow)
    return done
