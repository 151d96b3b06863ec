"""One random organisation, from founding it to looking at everything that can be read of it."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy.orm import Session

from feedbackpulse import clock, create_app
from feedbackpulse.accounts import service as accounts
from feedbackpulse.database import Stores, in_haste, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.roster import service as roster
from tests.conftest import close
from tests.databases import settings_in
from tests.insight.fuzz.files import AllInOne, read_told
from tests.insight.fuzz.looking import Look
from tests.insight.fuzz.organisations import Fuzzed, fuzz_organisation
from tests.insight.fuzz.truth import read_truth
from tests.insight.fuzz.whole import PATHS, Whole
from tests.pages import Visitor

LANGUAGES: Final = ("nl", "en")


def problems_of(seed: int, empty: Path, *, in_short: bool = False) -> list[str]:
    """Make the organisation of a seed in a copy of empty databases; return what is wrong.

    *In short*, one of the readers looks at one unit, with fewer of its pictures and files.
    """
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        folder = Path(place) / "instance"
        shutil.copytree(empty, folder)
        app = create_app(settings_in(folder))
        app.config.update(TESTING=True)
        stores: Stores = app.extensions["feedbackpulse"].stores
        try:
            with in_haste(stores):
                made = fuzz_organisation(stores, seed)
                chance = random.Random(seed)  # noqa: S311  (who looks)
                looked = _look(app, stores, made, chance, in_short=in_short)
                return [*made.leaks, *looked]
        except Exception as error:
            return [f"stopped: {type(error).__name__}: {error}"]
        finally:
            close(app)


def _look(
    app: Flask, stores: Stores, made: Fuzzed, chance: random.Random, *, in_short: bool
) -> Iterator[str]:
    """Let HR, the direction, a lead and a member look, in one of the languages."""
    language = chance.choice(LANGUAGES)
    with stores.main() as session:
        names = _with_a_page(session, made)
        truth = read_truth(session, made.rounds, _every_unit(session, made, names))
        told = release.statistics(session, rounds=made.rounds)
        everybody = read_told(session, made.rounds)

    def visitor(person: PersonId) -> Visitor:
        return _signed_in(app, stores, person, language)

    led, own = (chance.choice(sorted(made.leads.keys() & names)) for _ in range(2))
    looks = [
        ("hr", made.hr, chance.choice(list(names))),
        ("hr", made.hr, "House"),
        ("direction", made.leads["House"], chance.choice(list(names))),
        ("lead", made.leads[led], led),
        ("member", made.leads[own], own),
    ]
    for reader, person, unit in chance.sample(looks, 1) if in_short else looks:
        yield from Look(
            reader=reader,
            visitor=visitor(person),
            unit=names[unit],
            root=names["House"],
            truth=truth,
            chance=chance,
            in_short=in_short,
        ).problems()
    statistics = [one for each in told.values() for one in each]
    onlooker = visitor(chance.choice((made.hr, made.leads["House"])))
    pages = chance.sample((*PATHS, ""), 1) if in_short else (*PATHS, "")
    yield from Whole(visitor=onlooker, truth=truth, names=names, statistics=statistics).problems(
        [page for page in pages if page]
    )
    if "" in pages:
        yield from AllInOne(
            app=app, stores=stores, visitor=onlooker, truth=truth, names=names, told=everybody
        ).problems()


def _every_unit(session: Session, made: Fuzzed, names: dict[str, UnitKey]) -> list[UnitKey]:
    """Return the units with a name, and the parts of teams that any round had."""
    found = roster.units_of_rounds(session, rounds=made.rounds).values()
    return list({*names.values(), *(unit.key for units in found for unit in units)})


def _with_a_page(session: Session, made: Fuzzed) -> dict[str, UnitKey]:
    """Return the units of which somebody was ever asked: there is no page about the others."""
    tree = people.team_tree(session)
    leaves = roster.leaves_of_teams(session, rounds=made.rounds)
    asked = {team_id for known in leaves.values() for team_id in known}
    units = {name: made.company.unit(name) for name in made.company.teams}
    return {
        name: unit
        for name, unit in units.items()
        if not asked.isdisjoint(team.id for team in tree.subtree(unit.team_id))
    }


def _signed_in(app: Flask, stores: Stores, person: PersonId, language: str) -> Visitor:
    client = app.test_client()
    with stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=person, now=clock.now(), twice=True)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return Visitor(client, language=language)
