"""Find a colleague by name: in a list of a few, which needs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.people import service as people
from feedbackpulse.people.directory import people_named
from feedbackpulse.people.domain import Person, PersonId, TeamTree
from feedbackpulse.web.identity import me, today

MOST_FOUND: Final = 20
SHORTEST_SEARCH: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Colleague:
    """Somebody to choose: a name, and a team to tell people of one name apart."""

    id: PersonId
    name: str
    team: str


def search_colleagues(session: Session, search: str) -> tuple[Colleague, ...]:
    """Return the first colleagues whose name holds what was typed; without that, my own leads."""
    tree, wanted = people.team_tree(session), tidy(search)
    if len(wanted) < SHORTEST_SEARCH:
        return tuple(_colleague(one, tree) for one in _leads(session, tree))
    found = people_named(session, on=today(), search=wanted, most=MOST_FOUND + 1)
    others = [one for one in found if one.id != me().id]
    return tuple(_colleague(one, tree) for one in others[:MOST_FOUND])


def team_mates(session: Session) -> tuple[Colleague, ...]:
    """Return the people of my own team."""
    team_id = me().team_id
    mates = people.list_people(session, on=today(), team_id=team_id) if team_id else ()
    return tuple(
        Colleague(id=one.id, name=one.name, team="")
        for one in mates
        if one.active and one.id != me().id
    )


def tidy(search: str) -> str:
    """Return what was typed without what no name holds, which PostgreSQL would not even look for."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in search).split())


def find_colleague(session: Session, person_id: PersonId) -> Colleague | None:
    """Return a colleague who works here, and is not whoever asks."""
    found = people.find_person(session, person_id=person_id, on=today())
    if found is None or not found.active or found.id == me().id:
        return None
    return _colleague(found, people.team_tree(session))


def _leads(session: Session, tree: TeamTree) -> tuple[Person, ...]:
    """Return who leads my own team, or else the nearest team above it that is led by others."""
    own = me().team_id
    if own is None or own not in tree:
        return ()
    for team in (tree.get(own), *tree.ancestors(own)):
        leads = people.leads_of(session, team_id=team.id, on=today())
        if others := tuple(one for one in leads if one.id != me().id):
            return others
    return ()


def _colleague(person: Person, tree: TeamTree) -> Colleague:
    is_in_team = person.team_id is not None and person.team_id in tree
    team = tree.get(person.team_id).name if is_in_team and person.team_id else ""
    return Colleague(id=person.id, name=person.name, team=team)
