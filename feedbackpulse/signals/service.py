"""Take away what the database knows of signals besides their rows."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedbackpulse.database import transaction
from feedbackpulse.signals.tables import (
    RedactionRow,
    ShownComplimentRow,
    SignalMessageRow,
    SignalRow,
)
from feedbackpulse.traces import scramble


def scrub_signals(session: Session) -> None:
    """Write signals, messages, redactions and shown compliments anew in a random order.

    In which order they came within a day is nowhere any more, nor what was deleted of them. Shown
    compliments come first: who reports one takes it back, and sends a signal then.
    """
    scramble(
        session,
        ShownComplimentRow,
        SignalRow,
        SignalMessageRow,
        RedactionRow,
        writing=transaction,
    )
