"""Can HR, and nobody else, make a name in a released comment unreadable for everybody?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId, UnitKey
from tests.pages import Visitor, words_of
from tests.release.answerable import add_answerable
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
SAID = "A fictional remark that may be answered."
READ = "A ▇▇▇ remark that may be answered."


@pytest.fixture
def comment(stores: Stores, world: World) -> UUID:
    with stores.main() as session, transaction(session):
        key, _code = add_answerable(
            session, round_id=world.rounds[1].id, unit=UnitKey(team_id=world.teams["Day"])
        )
    return key


def address(world: World, comment: UUID) -> str:
    return f"/org/results{world.unit('Day')}/comments/{comment}/names"


def test_hr_finds_it_beside_each_comment_and_everybody_reads_the_rest(
    world: World, comment: UUID, visit: Visit
) -> None:
    visitor = visit(world.hr)
    unit = visitor.open(f"/org/results{world.unit('Day')}")
    links = [str(link["href"]) for link in unit.select("a") if "/names" in str(link["href"])]

    after = visitor.submit(visitor.open(address(world, comment)), {"words": ["1"]})

    assert address(world, comment) in links
    assert "Nobody can read these words any more." in words_of(after)
    of_lead = words_of(visit(world.lead("Day")).open(f"/team{world.unit('Day')}"))
    assert READ in of_lead
    assert SAID not in of_lead


def test_hr_can_undo_it(world: World, comment: UUID, visit: Visit) -> None:
    visitor = visit(world.hr)
    after = visitor.submit(visitor.open(address(world, comment)), {"words": ["1"]})

    again = visitor.submit(after, {}, form="section form")

    assert "Everybody can read these words again." in words_of(again)
    assert SAID in words_of(visitor.open(f"/org/results{world.unit('Day')}"))


def test_the_open_log_names_hr_and_nothing_of_the_comment(
    world: World, comment: UUID, visit: Visit
) -> None:
    visitor = visit(world.hr)
    visitor.submit(visitor.open(address(world, comment)), {"words": ["1"]})

    log = words_of(visit(world.member("Night")).open("/programme"))

    assert "A name was made unreadable in what somebody wrote." in log
    assert "Decided by HR" in log
    assert "fictional" not in log


def test_a_lead_is_not_offered_it(world: World, comment: UUID, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))
    page = visitor.open(f"/team{world.unit('Day')}")

    assert SAID in words_of(page)
    assert not [link for link in page.select("a") if "/names" in str(link["href"])]
    assert visitor.get(address(world, comment)).status_code == 403


def test_a_comment_is_not_found_at_another_unit(world: World, comment: UUID, visit: Visit) -> None:
    elsewhere = address(world, comment).replace(str(world.teams["Day"]), str(world.teams["Night"]))

    assert visit(world.hr).get(elsewhere).status_code == 404
