"""What changed because of what people said, as mails say it.

Everybody gets the same lines, so they are of the whole organisation only.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.promises.domain import Promise, State, of_late
from feedbackpulse.promises.service import of_everybody

MOST: Final = 3


def changed_lines(session: Session, *, today: date) -> tuple[str, ...]:
    """Return what changed lately, or will not and why, in a line each."""
    return tuple(_line(one) for one in of_late(of_everybody(session), today=today)[:MOST])


def _line(promise: Promise) -> str:
    does, why = promise.words.does, promise.reason
    if promise.state is State.NOT:
        return str(_("We will not do this: %(does)s Why not: %(why)s", does=does, why=why))
    if promise.state is State.DONE:
        return str(_("Done: %(does)s", does=does))
    return str(_("Working on it: %(does)s", does=does))
