"""People who were given a compliment, and have seen it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import compliments
from feedbackpulse.reflection.compliments import Compliment, ComplimentId
from feedbackpulse.reflection.notebook import open_notebook

SAID = "You let her finish, and then asked what she needed."


def complimented(
    session: Session,
    *,
    keys: Path,
    giver: PersonId,
    to: PersonId,
    today: date,
    body: str = SAID,
    name: str = "",
) -> ComplimentId:
    """Give somebody a compliment that they take in; return what addresses call it."""
    given = Compliment(facet="M4E", body=body, giver=name)
    compliments.give_compliment(session, keys=keys, giver=giver, to=to, compliment=given)
    notebook = open_notebook(session, keys=keys, owner=to)
    compliments.take_in(session, notebook=notebook, today=today)
    return compliments.list_compliments(session, notebook=notebook)[0].id
