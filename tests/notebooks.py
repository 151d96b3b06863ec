"""Notebooks of people in tests, opened as the product opens them."""

from __future__ import annotations

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.notebook import Notebook, open_notebook


def notebook_of(stores: Stores, owner: PersonId) -> Notebook:
    """Return somebody's notebook; outside of any other transaction."""
    with stores.main() as session, transaction(session):
        return open_notebook(session, keys=stores.keys, owner=owner)
