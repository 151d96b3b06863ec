"""Does an import show first, do exactly that, and nothing when something is wrong?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import slip
from feedbackpulse.jobs.desk import Desk, Task
from feedbackpulse.jobs.domain import JobKind
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.jobs.importing import LARGE, carry_out
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.days import local_today
from tests.pages import Visitor
from tests.web.admin.conftest import House

TEAMS = "code;name;parent\r\nN;Noord;L\r\n"
PEOPLE = (
    "name;email;team;leads;roles\r\n"
    "Noor Blauw;noor@example.org;N;N;hr\r\n"
    "Ada Smit;ada@example.org;L;;admin\r\n"
    '"Sam ""S"" Bos";sam@example.org;KC;;\r\n'
)
MISTAKES = "name;email;team\r\nNoor;noor;KC\r\nSam;sam@example.org;X\r\n"


def upload(
    house: House,
    *,
    teams: str | bytes = "",
    people_file: str | bytes = "",
    everybody: bool = False,
    status: int = 200,
) -> BeautifulSoup:
    answers: dict[str, Any] = {"deactivate_missing": "y"} if everybody else {}
    for name, content in (("teams", teams), ("people", people_file)):
        raw = content.encode() if isinstance(content, str) else content
        if raw:
            answers[name] = (BytesIO(raw), "../../anything.csv")
    return house.admin.submit(house.admin.open("/admin/import"), answers, status=status)


def names(stores: Stores) -> list[tuple[str, bool]]:
    with stores.main() as session:
        found = people.list_people(session, on=local_today())
    return [(person.name, person.active) for person in found]


def test_looking_changes_nothing(house: House, stores: Stores) -> None:
    page = upload(house, teams=TEAMS, people_file=PEOPLE, everybody=True)

    for words in (
        "New teams",
        "New people",
        "People who move",
        "Name: Noor Wit becomes Noor",
        "Roles: none becomes HR",
    ):
        assert words in page.text
    assert names(stores) == [("Ada Smit", True), ("Noor Wit", True)]


def test_carrying_out_does_what_was_shown(house: House, stores: Stores) -> None:
    page = house.admin.submit(upload(house, teams=TEAMS, people_file=PEOPLE))

    assert "Imported: 1 new, 1 changed, 0 deactivated." in page.text
    assert names(stores) == [("Ada Smit", True), ("Noor Blauw", True), ('Sam "S" Bos', True)]


def test_who_is_not_in_the_file_leaves_when_the_box_is_ticked(house: House, stores: Stores) -> None:
    only_ada = "name,email,team\nAda Smit,ada@example.org,L\n"

    assert "Nothing would change" in upload(house, people_file=only_ada).text
    page = upload(house, people_file=only_ada, everybody=True)
    assert "One person would be deactivated." in page.text
    house.admin.submit(page)

    assert names(stores) == [("Ada Smit", True), ("Noor Wit", False)]
    back = upload(house, people_file=only_ada + "Noor Wit,noor@example.org,KC\n")
    assert "People who come back" in back.text


def test_every_mistake_has_its_file_and_line(house: House, stores: Stores) -> None:
    page = upload(house, teams="code;name\nN;Noord\n", people_file=MISTAKES, status=422)

    rows = [[cell.text for cell in row.select("td")] for row in page.select(".errors tbody tr")]
    assert rows == [
        ["Teams", "1", "This column is missing: parent"],
        ["People", "2", "This is not an e-mail address: noor"],
        ["People", "3", "There is no team with this code: X"],
    ]
    assert names(stores) == [("Ada Smit", True), ("Noor Wit", True)]


def test_another_encoding_is_refused_with_a_way_out(house: House) -> None:
    page = upload(house, people_file="name,email,team\nZoë".encode("latin-1"), status=422)

    assert "CSV UTF-8" in page.select(".errors")[0].text


def test_a_byte_order_mark_is_fine(house: House) -> None:
    upload(house, teams=b"\xef\xbb\xbf" + TEAMS.encode())


def test_without_files_there_is_nothing_to_show(house: House) -> None:
    page = upload(house, status=422)

    assert page.select_one(".errors a[href='#teams']")


def test_what_is_in_a_file_is_shown_as_text(house: House) -> None:
    page = upload(house, teams="code,name,parent\nN,<img src=x onerror=alert(1)>,X\n", status=422)
    assert not page.select("main img")

    page = upload(house, teams="code,name,parent\nN,<script>x</script>,L\n")
    assert not page.select("main script")


def test_what_changed_in_the_meantime_is_shown_again(house: House, stores: Stores) -> None:
    shown = upload(house, people_file=PEOPLE.replace("N;N;hr", "L;;"))
    with stores.main() as session, transaction(session):
        people.change_person(
            session, person_id=house.noor.id, name="Noor Groen", email="noor@example.org"
        )

    page = house.admin.submit(shown, status=422)

    assert "Something changed in the meantime." in page.text
    assert "Name: Noor Groen becomes Noor Blauw" in page.text
    assert "1 new" in house.admin.submit(page).text


def test_a_form_that_was_tampered_with_is_checked_again(house: House, stores: Stores) -> None:
    shown = upload(house, people_file=PEOPLE.replace("N;N;hr", "L;;"))

    page = house.admin.submit(shown, {"people_text": MISTAKES}, status=422)

    assert "There is no team with this code" in page.text
    assert names(stores) == [("Ada Smit", True), ("Noor Wit", True)]


def test_one_cannot_lock_oneself_out(house: House) -> None:
    page = upload(
        house,
        people_file="name,email,team\nNoor Wit,noor@example.org,KC\n",
        everybody=True,
        status=422,
    )

    assert "your own access" in page.text


def many(count: int = LARGE + 1) -> str:
    lines = (f"Bo {number};bo{number}@example.org;L\n" for number in range(count))
    return "name;email;team\n" + "".join(lines)


def begun(house: House, people_file: str) -> str:
    """Begin a large import; return the address where it says how far it is."""
    page = house.admin.submit(upload(house, people_file=people_file))
    link = page.select_one("main a.btn.quiet")
    assert link is not None
    return str(link["href"])


def at_work(stores: Stores) -> int:
    return Desk(stores=stores, handlers=HANDLERS).work()


def test_a_large_import_is_carried_out_elsewhere_and_its_page_says_how_it_ended(
    house: House, stores: Stores
) -> None:
    address = begun(house, many())
    before = names(stores)
    page = house.admin.open(address)
    at_work(stores)
    after = house.admin.open(address)

    assert "It begins in a moment." in page.text
    assert page.select_one("progress:not([value])")
    assert len(before) == 2
    assert f"Imported: {LARGE + 1} new, 0 changed, 0 deactivated." in after.text
    assert not after.select("[data-progress]")
    assert len(names(stores)) == LARGE + 3


def test_only_who_began_an_import_sees_how_far_it_is(
    house: House, stores: Stores, visit: Callable[[PersonId | None], Visitor]
) -> None:
    address = begun(house, many())
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=house.noor.id, role=Role.ADMIN)

    visit(house.noor.id).open(address, status=404)


def test_there_is_one_large_import_at_a_time(house: House) -> None:
    begun(house, many())

    page = house.admin.submit(upload(house, people_file=many(LARGE + 2)))

    assert "Another large import is being carried out." in page.text


def test_a_large_import_does_nothing_when_something_changed_meanwhile(
    house: House, stores: Stores
) -> None:
    address = begun(house, many())
    with stores.main() as session, transaction(session):
        people.add_person(
            session, name="Bo", email="bo1@example.org", team_id=house.root.id, at=clock.now()
        )
    at_work(stores)

    page = house.admin.open(address)
    assert "People or teams changed in the meantime" in page.select("[role=alert]")[0].text
    assert len(names(stores)) == 3


def test_nothing_of_the_files_is_left_in_the_job(house: House, stores: Stores) -> None:
    begun(house, many())
    at_work(stores)

    with stores.main() as session:
        [row] = session.scalars(select(JobRow))
    assert (row.payload, row.arguments, row.dedupe) == (None, {}, None)


def test_the_page_counts_on_while_the_import_has_the_database_for_itself(
    house: House, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slip, "PAUSE", 0.0)
    address = begun(house, many())
    seen: list[str] = []

    def look() -> None:
        bar = house.admin.open(address).select_one("progress")
        seen.append(str(bar.get("value")) if bar else "none")

    def carry_out_while_somebody_looks(task: Task) -> None:
        def report(done: int, total: int) -> None:
            task.report(done, total)
            looking = threading.Thread(target=look)
            looking.start()
            looking.join()

        carry_out(replace(task, report=report))

    Desk(stores=stores, handlers={JobKind.IMPORT: carry_out_while_somebody_looks}).work()

    assert seen == ["0", "33", "66", "99", "100"]
    assert "The import is done" in house.admin.open(address).text
