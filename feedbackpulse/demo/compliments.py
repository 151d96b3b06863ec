"""Compliments that the fictional people gave each other, one of which a team can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import address
from feedbackpulse.people.directory import find_person_by_email
from feedbackpulse.people.domain import Person
from feedbackpulse.reflection import compliments
from feedbackpulse.reflection.compliments import Compliment, Received
from feedbackpulse.reflection.notebook import Notebook, open_notebook
from feedbackpulse.signals.shown import show_compliment


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Who gave whom a compliment, and since how many days its receiver knows."""

    giver: str
    to: str
    facet: str
    body: str
    days_ago: int | None = None
    signed: bool = True
    shown: bool = False


NOOR, FATIMA, JORIS = "Noor Libel", "Fatima Dotter", "Joris Rietveen"
GIVEN: Final = (
    Given(
        giver=FATIMA,
        to=NOOR,
        facet="M4E",
        days_ago=24,
        body="Je liet die boze bewoner helemaal uitpraten, en vroeg toen pas wat hij nodig had.",
    ),
    Given(
        giver=JORIS,
        to=NOOR,
        facet="M2B",
        days_ago=9,
        signed=False,
        body="Je belde mevrouw terug, ook al was er nog geen nieuws. Dat deed haar veel.",
    ),
    Given(
        giver=NOOR,
        to=JORIS,
        facet="M4B",
        days_ago=16,
        shown=True,
        body="Door jouw vraag in het overleg begrepen we eindelijk waarom het formulier niet werkt.",
    ),
    Given(
        giver=FATIMA,
        to=JORIS,
        facet="M6B",
        body="Je bleef open toen ik kritiek had op het rooster, en je kwam erop terug.",
    ),
)
"""The last one waits until its receiver looks."""


def make_compliments(stores: Stores, *, zone: str, now: datetime) -> None:
    """Give them, through the same service as anybody."""
    today = clock.local_day(now, zone)
    with stores.main() as session, transaction(session):
        for one in GIVEN:
            _give(session, stores.keys, one, today)


def _give(session: Session, keys: Path, given: Given, today: date) -> None:
    giver, receiver = (_person(session, name, today) for name in (given.giver, given.to))
    compliment = Compliment(
        facet=given.facet, body=given.body, giver=giver.name if given.signed else ""
    )
    compliments.give_compliment(
        session, keys=keys, giver=giver.id, to=receiver.id, compliment=compliment
    )
    if given.days_ago is not None:
        day = today - timedelta(days=given.days_ago)
        notebook = open_notebook(session, keys=keys, owner=receiver.id)
        compliments.take_in(session, notebook=notebook, today=day)
        if given.shown:
            _show(session, keys, notebook, receiver, day)


def _show(session: Session, keys: Path, notebook: Notebook, receiver: Person, day: date) -> None:
    """Let the receiver's team read what they were given last."""
    newest: Received = compliments.list_compliments(session, notebook=notebook)[0]
    assert receiver.team_id is not None, receiver.name
    shown = show_compliment(
        session,
        keys=keys,
        receiver=receiver.id,
        team_id=receiver.team_id,
        facet=newest.compliment.facet,
        text=newest.compliment.body,
        on=day,
    )
    compliments.note_shown(session, notebook=notebook, compliment_id=newest.id, shown=shown)


def _person(session: Session, name: str, on: date) -> Person:
    found = find_person_by_email(session, email=address(name), on=on)
    assert found is not None, name
    return found
