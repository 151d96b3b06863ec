"""Does looking change anything?"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.pages import Visitor
from tests.web.crawl import reached
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
NOTED = {"session", "results_opened"}
WRITING = {"INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP"}


def test_opening_pages_writes_nothing(world: World, visit: Visit, stores: Stores) -> None:
    """A picture on another site, or a mail scanner, can open any page in somebody's name.

    Only that a session was used is noted, when another hour begins, and for two weeks that a
    lead opened results.
    """
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=world.hr, role=Role.ADMIN)
    visitors = [visit(person) for person in (world.hr, world.lead("Day"), world.member("Night"))]
    written: list[str] = []

    def note(*call: object) -> None:
        statement = str(call[2])
        words = statement.split()
        if words[0].upper() in WRITING and not NOTED & set(words[1:3]):
            written.append(statement)

    with stores.main() as session, stores.box() as box:
        engines = [session.get_bind(), box.get_bind()]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    opened = [path for visitor in visitors for path, _page in reached(visitor)]
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)

    assert len(opened) > 60
    assert written == []
