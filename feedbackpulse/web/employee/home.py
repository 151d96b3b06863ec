"""The first page: what is asked of me, what changed because of us, and what I can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.consultations.service import open_now
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, Team, TeamTree
from feedbackpulse.reflection import service as reflection
from feedbackpulse.reflection.colleagues import brought_to
from feedbackpulse.reflection.notebook import Notebook, is_sealed
from feedbackpulse.release.told import told_by_team
from feedbackpulse.roster.service import Invitation, asked_now
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook_if_open
from feedbackpulse.web.employee.peers_asked import as_asks
from feedbackpulse.web.employee.pulse_round import owner_key
from feedbackpulse.web.employee.rhythm import moment_now
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.promises.view import for_home, my_promises
from feedbackpulse.web.pulse_form import minutes_for
from feedbackpulse.web.team.under_way import next_round
from feedbackpulse.web.team.units import UnitLine, line_of

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
    tree, rounds = people.team_tree(session), cycles.list_rounds(session)
    asks, by_card = _asked(session, person)
    notebook = my_notebook_if_open()
    brought = brought_to(session, peer=person.id, today=today())
    return render_template(
        "employee/home/home.html",
        now=now,
        greeting=greeting(person.name, now),
        team=_team(tree, person),
        to_answer=[ask for ask in asks if not ask.invitation.sent],
        sent=[ask for ask in asks if ask.invitation.sent],
        by_card=by_card,
        next_round=next_round(session, tree=tree, team_id=person.team_id, now=now),
        colleague_asks=as_asks(brought.asks),
        overview=_reflected(session, notebook),
        notebook_closed=notebook is None and is_sealed(session, owner=person.id),
        complimented=brought.has_compliment,
        moment=None if notebook is None else moment_now(notebook),
        latest=_latest(session, tree, person, rounds),
        changed=for_home(my_promises(session, tree=tree, with_history=False), tree=tree),
        asked_of_all=open_now(session, on=today()),
        lapsed=_lapsed(rounds, now),
        owner=owner_key(),
    )


def _reflected(session: Session, notebook: Notebook | None) -> reflection.Overview:
    """Return what my reflections say, or nothing while there is no notebook or it is sealed."""
    if notebook is None:
        return reflection.Overview()
    return reflection.overview(session, notebook=notebook)


def _team(tree: TeamTree, person: Person) -> Team | None:
    if person.team_id is None or person.team_id not in tree:
        return None
    return tree.get(person.team_id)


def _asked(session: Session, person: Person) -> tuple[list[Ask], list[Round]]:
    """Return the open rounds that ask this person, and those that they answer with a card."""
    found = asked_now(session, person_id=person.id)
    known = {one.id: one for one in cycles.open_rounds(session)}
    asks = [
        Ask(round=known[one.round_id].asking(one.asked), invitation=one)
        for one in found.invitations
    ]
    return asks, [known[round_id] for round_id in found.by_card]


def greeting(full_name: str, now: datetime) -> str:
    """Return a greeting by first name that fits the hour where the organisation is."""
    hour = now.astimezone(ZoneInfo(current_settings().zone)).hour
    name = full_name.split(maxsplit=1)[0]
    if hour < NOON:
        return str(_("Good morning, %(name)s", name=name))
    if hour < EVENING:
        return str(_("Good afternoon, %(name)s", name=name))
    return str(_("Good evening, %(name)s", name=name))


def _lapsed(rounds: Sequence[Round], now: datetime) -> list[Round]:
    """Return the rounds of late of which nothing was counted: everybody is told."""
    return [
        found
        for found in rounds
        if found.state is RoundState.LAPSED and now < found.closes_at + LAPSED_FOR
    ]


def _latest(
    session: Session, tree: TeamTree, person: Person, rounds: Sequence[Round]
) -> UnitLine | None:
    """Return the unit in which this person was last counted, with its level then."""
    if person.team_id is None:
        return None
    released = [one for one in rounds if one.state is RoundState.RELEASED]
    item = load_catalogue().anchor.code
    every = told_by_team(session, rounds=released, team_id=person.team_id, item=item)
    known = (one for one in reversed(every) if one.unit.team_id in tree)
    return next((line_of(one, tree=tree) for one in known), None)
