"""Do respondents of a load answer as browsers do, also slow ones and those who do not wait?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks.load import PASSWORD, lines_of
from benchmarks.respondents import Crowd, Front, Plan, Watch, answer, plans
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.database import transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import PersonRow
from tests.faults.checker import Stored, check
from tests.faults.history import History, Outcome, count
from tests.faults.running import Installation, Site
from tests.faults.serving import served

pytestmark = pytest.mark.both_engines

CROWD = Crowd(arrive=0.01, think=0.01, passwords=1)


def test_everything_acknowledged_is_in_the_box_once(empty: Path, tmp_path: Path) -> None:
    site = Site(engine="sqlite", empty=empty, short=True, histories=tmp_path)
    with site.installation(people=6) as installation:
        everybody = unusual(installation)
        watch, history = Watch(), History()
        with served(site, installation) as server:
            for plan in everybody:
                front = Front(address=server.address)
                answer(front, plan, watch=watch, history=history, files=(), password=PASSWORD)
        with installation.stores() as stores:
            stored = Stored(values=installation.receipts(stores), used=installation.claimed(stores))

    assert check(history.events, stored) == []
    assert count(history.events, Outcome.OK, "send") == len(stored.values) == 6
    assert watch.left == 1
    assert {line.step for line in lines_of(watch)} >= {"signing in", "its button", "ballot"}
    assert sum(line.wrong for line in lines_of(watch)) == 0


def unusual(installation: Installation) -> list[Plan]:
    """Plan for everybody: the first signs in, the second is slow, the third does not wait."""
    with installation.stores() as stores, stores.main() as session, transaction(session):
        rows = session.execute(select(PersonRow.id, PersonRow.email)).all()
        emails = {PersonId(person): email for person, email in rows}
        first = next(iter(installation.codes))
        accounts.set_password(session, person_id=first, password_hash=hash_password(PASSWORD))
    with installation.stores() as stores:
        made = plans(stores, installation, emails, CROWD)
    usual = [replace(plan, pace=0, hurries=False) for plan in made]
    slow, hurried = replace(usual[1], pace=40_000), replace(usual[2], hurries=True)
    return [usual[0], slow, hurried, *usual[3:]]
