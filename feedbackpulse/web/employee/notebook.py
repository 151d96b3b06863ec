"""My notebook: opened once per request, and closed to everybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import g, request
from flask import session as cookie

from feedbackpulse import clock
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.reflection.notebook import (
    Notebook,
    SealedError,
    blank_notebook,
    find_notebook,
    open_notebook,
)
from feedbackpulse.reflection.server_keys import BrokenSealError, LostServerKeyError
from feedbackpulse.reflection.tickets import read_ticket, ticket_for
from feedbackpulse.web.identity import me, my_session

STAYS_OPEN: Final = timedelta(minutes=30)
"""So long after its last use a sealed notebook stays open in a browser."""
_TICKET: Final = "notebook"


def my_notebook() -> Notebook:
    """Return the notebook of whoever is signed in; made when they first write something.

    Who only looks before that gets an empty one, which is kept nowhere. Call this before a
    transaction begins, as it may need one itself. Raises SealedError, which leads to the page
    that asks for the passphrase.
    """
    if "notebook" not in g:
        g.notebook = _open()
    notebook: Notebook = g.notebook
    return notebook


def my_notebook_if_open() -> Notebook | None:
    """Return the notebook of whoever is signed in, or None while there is none or it is closed."""
    try:
        return _find()
    except (SealedError, LostServerKeyError, BrokenSealError):
        return None


def hold_open(notebook: Notebook) -> None:
    """Let this browser keep a sealed notebook open for a while."""
    until = clock.now() + STAYS_OPEN
    cookie[_TICKET] = ticket_for(notebook, keys=stores().keys, bearer=_bearer(), until=until)
    g.notebook = notebook


def close_notebook() -> None:
    """Let this browser forget what opens a sealed notebook."""
    cookie.pop(_TICKET, None)
    g.pop("notebook", None)


def _open() -> Notebook:
    found = _find()
    if found is not None:
        return found
    owner, keys = me().id, stores().keys
    if request.method != "POST":
        return blank_notebook(owner)
    with transaction(db.session()) as session:
        return open_notebook(session, keys=keys, owner=owner)


def _find() -> Notebook | None:
    unlocked = _unlocked()
    found = find_notebook(db.session(), keys=stores().keys, owner=me().id, unlocked=unlocked)
    if unlocked is not None and found is not None:
        hold_open(found)
    return found


def _unlocked() -> bytes | None:
    ticket = cookie.get(_TICKET)
    if not isinstance(ticket, str):
        return None
    return read_ticket(ticket, keys=stores().keys, bearer=_bearer(), now=clock.now())


def _bearer() -> str:
    return f"ticket {me().id} {my_session()}"
