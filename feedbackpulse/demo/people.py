"""Puts the fictional people into the main store, through the same services as everybody."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo import organisation
from feedbackpulse.demo.organisation import PersonPlan
from feedbackpulse.people import service
from feedbackpulse.people.domain import PersonId, TeamId

EVERYBODY_SINCE = timedelta(days=800)


def make_people(stores: Stores, *, seed: int, now: datetime) -> None:
    """Add all teams and people, who have worked here for a while."""
    planned = organisation.people(random.Random(seed))  # noqa: S311  (a story, not a secret)
    password_hash = hash_password(organisation.PASSWORD)
    with stores.main() as session, transaction(session):
        teams = _add_teams(session)
        for plan in planned:
            person_id = _add_person(session, plan, teams, at=now - EVERYBODY_SINCE)
            if plan.introduction:
                accounts.set_password(session, person_id=person_id, password_hash=password_hash)


def _add_teams(session: Session) -> dict[str, TeamId]:
    ids: dict[str, TeamId] = {}
    for plan in organisation.TEAMS:
        parent_id = ids[plan.parent] if plan.parent else None
        team = service.add_team(session, code=plan.code, name=plan.name, parent_id=parent_id)
        ids[plan.code] = team.id
    return ids


def _add_person(
    session: Session, plan: PersonPlan, teams: dict[str, TeamId], *, at: datetime
) -> PersonId:
    person = service.add_person(
        session, name=plan.name, email=plan.email, team_id=teams[plan.team], at=at
    )
    if plan.leads:
        service.appoint_lead(session, person_id=person.id, team_id=teams[plan.leads])
    if plan.role:
        service.grant_role(session, person_id=person.id, role=plan.role)
    if plan.locale:
        service.choose_locale(session, person_id=person.id, locale=plan.locale)
    return person.id
