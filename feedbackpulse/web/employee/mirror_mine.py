"""Which teams and rounds somebody may look at in their mirror, and what they wrote there."""

from __future__ import annotations

from uuid import UUID

from flask import abort
from flask_babel import get_locale

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId, RoundState
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Team, UnitKey
from feedbackpulse.reflection import mirrors
from feedbackpulse.reflection.mirror import Mirror
from feedbackpulse.web.employee.mirror_view import Reflected, reflected
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.identity import me
from feedbackpulse.web.team.links import wanted_round
from feedbackpulse.web.team.record import read_record
from feedbackpulse.web.team.under_way import AskedTeam, as_asked, rounds_under_way

_OPENED = frozenset({RoundState.OPEN, RoundState.CLOSED, RoundState.RELEASED})


def my_teams() -> tuple[Team, ...]:
    """Return the teams that I lead myself, in the order of the organisation."""
    tree = people.team_tree(db.session())
    return tuple(team for _depth, team in tree.ordered() if team.id in me().leads)


def my_team(team_id: UUID) -> Team:
    """Return a team that I lead myself; any other does not exist."""
    return next((team for team in my_teams() if team.id == team_id), None) or abort(404)


def wanted_or_under_way(team: Team) -> AskedTeam | None:
    """Return the round in the address; without one the last that is under way."""
    wanted = wanted_round()
    if wanted is not None:
        return _wanted(team, wanted)
    return next(reversed(rounds_under_way(db.session(), team_id=team.id)), None)


def wanted_or_seen(team: Team) -> AskedTeam | None:
    """Return the round in the address; without one the last published that I looked at before."""
    wanted = wanted_round()
    if wanted is not None:
        return _wanted(team, wanted)
    return next((asked for asked, _mine in reversed(seen_before(team))), None)


def _wanted(team: Team, round_id: RoundId) -> AskedTeam:
    """Return a round that opened, as it asked my team; one that did not ask it is not there."""
    found = cycles.get_rounds(db.session(), round_ids=[round_id])
    opened = [one for one in found if one.state in _OPENED]
    return next(iter(as_asked(db.session(), rounds=opened, team_id=team.id)), None) or abort(404)


def my_mirror(team: Team, asked: AskedTeam) -> Mirror | None:
    """Return what I wrote about a team before a round, if I did."""
    return mirrors.find_mirror(
        db.session(), notebook=my_notebook(), team=team.id, round_id=asked.round.id
    )


def seen_before(team: Team) -> list[tuple[AskedTeam, Mirror]]:
    """Return the published rounds before which I looked at a team, oldest first."""
    session, written = db.session(), mirrors.list_mirrors(db.session(), notebook=my_notebook())
    mine = {one.round: one for one in written if one.team == team.id}
    rounds = [
        one
        for one in cycles.list_rounds(session)
        if one.id in mine and one.state is RoundState.RELEASED
    ]
    found = as_asked(session, rounds=rounds, team_id=team.id)
    return [(asked, mine[asked.round.id]) for asked in found]


def my_reflected(team: Team) -> tuple[Reflected, ...]:
    """Return what I wrote about a team beside what was published of it, oldest first."""
    session, catalogue, locale = db.session(), load_catalogue(), str(get_locale())
    tree = people.team_tree(session)
    record = read_record(session, tree=tree, unit=UnitKey(team_id=team.id))
    return tuple(
        reflected(mine, asked, record, catalogue, locale) for asked, mine in seen_before(team)
    )
