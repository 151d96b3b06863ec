"""Somebody wrote in their notebook, or set a second step up, in an installation to look at."""

from __future__ import annotations

from feedbackpulse.database import transaction
from feedbackpulse.people import service as people
from feedbackpulse.reflection.notebook import open_notebook
from feedbackpulse.reflection.pages import PageKind, write_page
from tests.accounts.test_second_factor import add, set_up
from tests.doctor.installations import Installation


def write_a_page(it: Installation) -> None:
    """Let somebody write a page."""
    with it.running() as (_app, stores), stores.main() as session, transaction(session):
        somebody = people.add_person(
            session, name="Noor", email="noor@example.org", team_id=None, at=it.now
        )
        notebook = open_notebook(session, keys=stores.keys, owner=somebody.id)
        write_page(session, notebook=notebook, kind=PageKind.WORDS, content={"text": "mine"})


def pass_a_second_step(it: Installation) -> None:
    """Let somebody set a second step up."""
    with it.running() as (_app, stores):
        set_up(stores, add(stores, "noor"))
