"""Does HR get all units in one file, and can nobody else get it, however it is made?"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from uuid import uuid4

import pikepdf
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.desk import Desk
from feedbackpulse.jobs.domain import JobId, JobKind
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.jobs.reporting import enqueue_report, writes_reports
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId, TeamTree, UnitKey
from feedbackpulse.web.hr.all_units import LARGE, AllUnits, report_writer
from tests.pages import Visitor, table, words_of
from tests.web.hr.taking import tables_in, taken
from tests.web.released import World

BESIDE = "The level of each unit on each topic, from 1 to 5"
Visit = Callable[[PersonId | None], Visitor]


def units_in(file: bytes) -> list[str]:
    """Return whose figures are in a zip file, in its order."""
    return list(dict.fromkeys(row["unit"] for row in tables_in(file)["figures.csv"]))


def begin(stores: Stores, world: World, *, ending: str, locale: str = "en") -> JobId:
    """Begin a file as the page does when it is large."""
    arguments = {"ending": ending, "locale": locale, "round": str(world.rounds[1].id)}
    with stores.main() as session, transaction(session):
        return enqueue_report(session, arguments=arguments, owner=world.hr, now=clock.now())


def make(app: Flask, stores: Stores) -> None:
    """Do what waits, as a worker does."""
    handlers = {**HANDLERS, JobKind.REPORT: writes_reports(report_writer(app))}
    Desk(stores=stores, handlers=handlers).work()


def test_a_small_file_comes_at_once_in_the_order_of_the_tree(world: World, visit: Visit) -> None:
    sent = taken(visit(world.hr), "zip")

    name = sent.headers["Content-Disposition"]
    assert name == 'attachment; filename="results-of-all-units.zip"'
    assert units_in(sent.data) == [
        "House",
        "Care",
        "Care: small teams together",
        "Day",
        "Night",
        "Desk",
    ]


@pytest.mark.both_engines
def test_a_large_file_is_made_by_a_job_and_is_the_same(
    app: Flask, stores: Stores, world: World, visit: Visit
) -> None:
    visitor = visit(world.hr)
    job_id = begin(stores, world, ending="zip")
    waiting = words_of(visitor.open(f"/org/results/reports/{job_id}"))

    make(app, stores)

    assert "It begins in a moment." in waiting
    assert "The file is ready" in words_of(visitor.open(f"/org/results/reports/{job_id}"))
    sent = visitor.get(f"/org/results/reports/{job_id}/file")
    assert sent.data == taken(visitor, "zip").data


def test_the_page_tells_how_far_it_is(stores: Stores, world: World, visit: Visit) -> None:
    job_id = begin(stores, world, ending="pdf")
    with stores.main() as session, transaction(session):
        job = work.claim(session, job_id=job_id, now=clock.now())
        assert job is not None
        work.prolong(session, job=job, now=clock.now(), done=7, total=20)

    page = visit(world.hr).open(f"/org/results/reports/{job_id}")

    bar = page.select_one("progress")
    assert bar is not None
    assert bar["value"] == "35"
    assert visit(world.hr).get(f"/org/results/reports/{job_id}/file").status_code == 404


def test_only_its_owner_gets_a_file(app: Flask, stores: Stores, world: World, visit: Visit) -> None:
    job_id = begin(stores, world, ending="zip")
    make(app, stores)
    other = world.member("Day")
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=other, role=Role.HR)

    for end in ("", "/file"):
        path = f"/org/results/reports/{job_id}{end}"
        assert visit(world.hr).get(path).status_code == 200
        assert visit(other).get(path).status_code == 404


def test_a_file_is_in_the_language_of_whoever_asked(
    app: Flask, stores: Stores, world: World, visit: Visit
) -> None:
    job_id = begin(stores, world, ending="zip", locale="nl")
    make(app, stores)

    file = visit(world.hr).get(f"/org/results/reports/{job_id}/file").data

    assert "Care: kleine teams samen" in units_in(file)


def test_from_a_number_of_units_on_it_is_a_job(session: Session, world: World) -> None:
    units = [UnitKey(team_id=TeamId(uuid4())) for _ in range(LARGE)]

    large = [
        AllUnits(
            session=session,
            tree=TeamTree(teams=()),
            round_id=world.rounds[1].id,
            units=tuple(few),
            locale="en",
        ).is_large
        for few in (units, units[1:])
    ]

    assert large == [True, False]


def test_units_stand_side_by_side_in_the_file_as_on_the_page(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)
    _head, *shown = table(visitor.open("/org/results/departments"), BESIDE)

    rows = tables_in(taken(visitor, "zip").data)["side_by_side.csv"]

    said = [row["level"] or row["reason"] for row in rows if row["above"] == "House"]
    cells = [cell for line in shown for cell in line[1:]]
    assert len(said) == len(cells) > 0
    assert all(cell.startswith(one) for one, cell in zip(said, cells, strict=True))
    assert {row["above"] for row in rows} == {"House", "Care"}


def test_a_document_lays_them_side_by_side_too(world: World, visit: Visit) -> None:
    sent = taken(visit(world.hr), "pdf")

    with pikepdf.open(io.BytesIO(sent.data)) as made, made.open_outline() as outline:
        titles = [entry.title for entry in outline.root]
    assert "Departments side by side" in titles
    assert "Care: its teams side by side" in titles
    assert "The questions" in titles


def test_a_spreadsheet_has_a_sheet_for_each_table(world: World, visit: Visit) -> None:
    sent = taken(visit(world.hr), "xlsx")

    with zipfile.ZipFile(io.BytesIO(sent.data)) as bundle:
        book = bundle.read("xl/workbook.xml").decode()
    names = re.findall(r'<sheet name="([^"]+)"', book)
    assert names == ["Figures", "Side by side", "Topics", "The questions", "What it means"]
