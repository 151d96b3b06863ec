"""The first page: what is asked of me, my reflection, the latest result of my team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleState, Round, RoundState
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, Team, TeamTree
from feedbackpulse.reflection import service as reflection
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.cards import rounds_by_card
from feedbackpulse.roster.service import Invitation
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.pulse_round import owner_key
from feedbackpulse.web.identity import me
from feedbackpulse.web.pulse_form import minutes_for
from feedbackpulse.web.team.units import UnitLine, line_in_round, released_rounds

NOON, EVENING = 12, 18
LAPSED_FOR = timedelta(days=45)
"""So long after it closed everybody reads that a round lapsed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """A round that somebody is invited to."""

    round: Round
    invitation: Invitation

    @property
    def minutes(self) -> int:
        """About how long it takes."""
        return minutes_for(self.round)


@blueprint.get("/")
def home() -> str:
    """Show what is asked of this person, and what came of it."""
    session, person, now = db.session(), me(), clock.now()
    tree = people.team_tree(session)
    asks = list(_asks(session, person))
    return render_template(
        "employee/home/home.html",
        now=now,
        greeting=greeting(person.name, now),
        team=_team(tree, person),
        to_answer=[ask for ask in asks if not ask.invitation.sent],
        sent=[ask for ask in asks if ask.invitation.sent],
        by_card=_by_card(session, person),
        next_round=_next_round(session, tree, person, now),
        overview=reflection.overview(session, owner=person.id),
        latest=_latest(session, tree, person),
        lapsed=_lapsed(session, now),
        owner=owner_key(),
    )


def _team(tree: TeamTree, person: Person) -> Team | None:
    if person.team_id is None or person.team_id not in tree:
        return None
    return tree.get(person.team_id)


def _asks(session: Session, person: Person) -> Iterator[Ask]:
    for invitation in roster.invitations_of(session, person_id=person.id):
        found = cycles.get_round(session, round_id=invitation.round_id)
        yield Ask(round=found.asking(invitation.asked), invitation=invitation)


def _by_card(session: Session, person: Person) -> list[Round]:
    """Return the open rounds that this person answers with a card."""
    found = rounds_by_card(session, person_id=person.id)
    return [cycles.get_round(session, round_id=round_id) for round_id in found]


def greeting(full_name: str, now: datetime) -> str:
    """Return a greeting by first name that fits the hour where the organisation is."""
    hour = now.astimezone(ZoneInfo(current_settings().zone)).hour
    name = full_name.split(maxsplit=1)[0]
    if hour < NOON:
        return str(_("Good morning, %(name)s", name=name))
    if hour < EVENING:
        return str(_("Good afternoon, %(name)s", name=name))
    return str(_("Good evening, %(name)s", name=name))


def _next_round(session: Session, tree: TeamTree, person: Person, now: datetime) -> Round | None:
    """Return the first planned round that will ask this person, as things stand."""
    if person.team_id is None or person.team_id not in tree:
        return None
    own = {person.team_id, *(above.id for above in tree.ancestors(person.team_id))}
    running = {
        cycle.id
        for cycle in cycles.list_cycles(session)
        if cycle.state is CycleState.RUNNING and (cycle.teams is None or cycle.teams & own)
    }
    planned = (
        found
        for found in cycles.list_rounds(session)
        if found.state is RoundState.PLANNED and found.cycle_id in running and found.opens_at > now
    )
    return next(planned, None)


def _lapsed(session: Session, now: datetime) -> list[Round]:
    """Return the rounds of late of which nothing was counted: everybody is told."""
    return [
        found
        for found in cycles.list_rounds(session)
        if found.state is RoundState.LAPSED and now < found.closes_at + LAPSED_FOR
    ]


def _latest(session: Session, tree: TeamTree, person: Person) -> UnitLine | None:
    """Return the unit in which this person was last counted, with its level then."""
    for asked in reversed(released_rounds(session)):
        leaf = roster.own_leaf(session, round_id=asked.id, team_id=person.team_id)
        if leaf is not None and leaf.team_id in tree:
            return line_in_round(session, tree=tree, unit=leaf, asked=asked)
    return None
