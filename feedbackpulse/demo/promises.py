"""What the fictional organisation promised: kept, under way, late, and one that will not be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import ANCHOR
from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.cycles.service import list_rounds
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import FALLING, RISING, address
from feedbackpulse.people.directory import find_person_by_email
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.people.trees import team_tree
from feedbackpulse.promises import service
from feedbackpulse.promises.domain import Origin, Plan, Promise, Source, State, Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One promise from its beginning, in days ago; of a team's code, or of everybody."""

    team: str | None
    owner: str
    said: str
    heard: str
    does: str
    days_ago: int
    due_days_ago: int
    topic: str | None
    origin: Origin
    notes: tuple[tuple[int, str], ...] = field(default=())
    ended: tuple[int, State, str] | None = None


PROMISES: Final = (
    Told(
        team=RISING,
        owner="Joris Rietveen",
        said="In het werkoverleg gaat het over cijfers. Een lastig bezoek komt niet aan bod.",
        heard="Wat een bezoek met je doet, moet je kwijt kunnen.",
        does="We beginnen elk werkoverleg met één gesprek met een huurder. Tien minuten.",
        days_ago=270,
        due_days_ago=150,
        topic=ANCHOR,
        origin=Origin.RESULT,
        notes=(
            (240, "Vier keer gedaan. Tien minuten is kort, het blijft bij één verhaal."),
            (205, "Wie wil, zet vooraf een verhaal op het bord."),
        ),
        ended=(152, State.DONE, "Het is gewoon geworden. De verhalen staan nu op het bord."),
    ),
    Told(
        team=RISING,
        owner="Noor Libel",
        said="Als je een huurder helpt op een andere manier, weet je niet of dat mag.",
        heard="Er is meer ruimte dan we denken, maar niemand zegt dat hardop.",
        does="We schrijven drie voorbeelden op waarin we van de regel afweken.",
        days_ago=40,
        due_days_ago=-4,
        topic="M9",
        origin=Origin.SESSION,
        notes=((12, "Twee voorbeelden staan op papier."),),
    ),
    Told(
        team=FALLING,
        owner="Fatima Dotter",
        said="De wachtrij op maandag laat geen tijd om door te vragen.",
        heard="Doorvragen lukt niet als er steeds iemand wacht.",
        does="Op maandag nemen twee mensen van de balie de telefoon aan.",
        days_ago=75,
        due_days_ago=12,
        topic="M5",
        origin=Origin.RESULT,
        notes=((30, "De eerste proef is uitgesteld, omdat er zieken waren."),),
    ),
    Told(
        team=None,
        owner="Iris Pluim",
        said="Een klacht die je doorgeeft, verdwijnt uit beeld.",
        heard="Wie iets doorgeeft, wil weten hoe het afliep.",
        does="Wie een klacht doorgeeft, krijgt binnen een week bericht hoe het afliep.",
        days_ago=150,
        due_days_ago=60,
        topic="M2",
        origin=Origin.CONSULTATION,
        ended=(66, State.DONE, "Het systeem stuurt het bericht nu vanzelf."),
    ),
    Told(
        team=None,
        owner="Iris Pluim",
        said="Een rustige kamer om te bellen ontbreekt op de tweede verdieping.",
        heard="Een goed gesprek vraagt om rust.",
        does="We maken op de tweede verdieping een kamer om te bellen.",
        days_ago=120,
        due_days_ago=20,
        topic=None,
        origin=Origin.SIGNAL,
        ended=(
            21,
            State.NOT,
            "De eigenaar staat geen nieuwe wanden toe. Beneden zijn wel twee kamers vrij.",
        ),
    ),
    Told(
        team=None,
        owner="Karin Steiger",
        said="De directie hoort wel cijfers, maar weinig verhalen van huurders.",
        heard="Luisteren begint bij wie beslist.",
        does="Ieder van de directie luistert elke maand een uur mee met de klantenservice.",
        days_ago=33,
        due_days_ago=-45,
        topic="M4",
        origin=Origin.RESULT,
        notes=((10, "De eerste twee uren zijn geweest."),),
    ),
)


def make_promises(stores: Stores, *, zone: str, now: datetime) -> None:
    """Make the promises and let happen what happened, through the same service as anybody."""
    today = clock.local_day(now, zone)
    with stores.main() as session, transaction(session):
        for told in PROMISES:
            _follow(session, told, _make(session, told, today), today)


def _make(session: Session, told: Told, today: date) -> Promise:
    made_on = today - timedelta(days=told.days_ago)
    return service.make_promise(
        session,
        team_id=None if told.team is None else _team(session, told.team),
        words=Words(said=told.said, heard=told.heard, does=told.does),
        plan=Plan(
            owner=_person(session, told.owner, today),
            due_on=today - timedelta(days=told.due_days_ago),
            topic=told.topic,
        ),
        source=Source(
            origin=told.origin,
            role=Role.HR if told.team is None else Role.LEAD,
            round_id=_last_round(session, made_on),
        ),
        on=made_on,
    )


def _follow(session: Session, told: Told, promise: Promise, today: date) -> None:
    for days, text in told.notes:
        on = today - timedelta(days=days)
        service.add_note(session, promise_id=promise.id, text=text, on=on)
    if told.ended:
        days, state, reason = told.ended
        on = today - timedelta(days=days)
        service.end_promise(session, promise_id=promise.id, state=state, reason=reason, on=on)


def _last_round(session: Session, day: date) -> UUID | None:
    """Return the last round that was released on a day in the past."""
    known = [
        asked.id
        for asked in list_rounds(session)
        if asked.state is RoundState.RELEASED and asked.closes_at.date() <= day
    ]
    return known[-1] if known else None


def _team(session: Session, code: str) -> TeamId:
    return next(team.id for team in team_tree(session).teams if team.code == code)


def _person(session: Session, name: str, on: date) -> PersonId:
    found = find_person_by_email(session, email=address(name), on=on)
    assert found is not None, name
    return found.id
