"""Does a file hold the same as the page it comes from, for the same readers and no others?"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from pptx import Presentation
from werkzeug.test import TestResponse

from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, table, words_of
from tests.web.released import REMARK, World

Visit = Callable[[PersonId | None], Visitor]
ENDINGS = ("pdf", "pptx", "xlsx", "zip")


def figures(response: TestResponse) -> list[dict[str, str]]:
    """Return the rows of the figures in a zip file."""
    with zipfile.ZipFile(io.BytesIO(response.data)) as bundle:
        text = bundle.read("figures.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def inside(response: TestResponse) -> dict[str, bytes]:
    """Return everything that is packed in a file."""
    with zipfile.ZipFile(io.BytesIO(response.data)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


@pytest.mark.parametrize("ending", ["xlsx", "zip"])
def test_a_member_a_lead_and_hr_get_the_same_file(world: World, visit: Visit, ending: str) -> None:
    unit, end = world.unit("Day"), f"/report.{ending}"

    files = [
        visit(world.member("Day")).get(f"/outcome{unit}{end}"),
        visit(world.lead("Day")).get(f"/team{unit}{end}"),
        visit(world.hr).get(f"/org/results{unit}{end}"),
    ]

    assert [file.status_code for file in files] == [200] * 3
    name = files[0].headers["Content-Disposition"]
    assert re.fullmatch(rf'attachment; filename="results-of-day-[a-z0-9-]+\.{ending}"', name)
    assert files[0].headers["Cache-Control"] == "private, no-store"
    assert inside(files[0]) == inside(files[1]) == inside(files[2])


def test_the_file_has_the_numbers_of_the_page(world: World, visit: Visit) -> None:
    reader, unit = visit(world.member("Day")), world.unit("Day")
    page = reader.open(f"/outcome{unit}")

    rows = figures(reader.get(f"/outcome{unit}/report.zip"))

    [_head, *shown] = table(page, "Listening, all in all: round by round")
    filed = [row for row in rows if row["topic"] == "Listening, all in all"]
    assert len(shown) == len(filed) == 2
    for words, row in zip(shown, filed, strict=True):
        assert f"{row['level']} {row['end']}".strip() == words[1]
        assert row["answers"] in words[3]


def test_a_team_counted_with_others_has_no_number(world: World, visit: Visit) -> None:
    rows = figures(visit(world.hr).get(f"/org/results{world.unit('Trio')}/report.zip"))

    assert {row["unit"] for row in rows} == {"Trio"}
    assert {row["reason"] for row in rows} == {"counted together"}
    assert not any(row["level"] or row["low"] or row["answers"] for row in rows)


def test_a_pdf_is_made_of_the_page(world: World, visit: Visit) -> None:
    sent = visit(world.member("Day")).get(f"/outcome{world.unit('Day')}/report.pdf")

    with pikepdf.open(io.BytesIO(sent.data)) as made:
        assert str(made.docinfo.Title) == "Results of Day"
        assert str(made.Root.Lang) == "en"
    assert sent.mimetype == "application/pdf"
    assert sent.data.count(b"/Figure") == 2


def test_nobody_gets_a_file_of_a_page_that_they_may_not_read(world: World, visit: Visit) -> None:
    end = f"{world.unit('Day')}/report.pdf"

    assert visit(world.member("Desk")).get(f"/outcome{end}").status_code == 404
    assert visit(world.lead("Desk")).get(f"/team{end}").status_code == 404
    assert visit(world.lead("Day")).get(f"/org/results{end}").status_code == 403


def test_slides_follow_the_page(world: World, visit: Visit) -> None:
    sent = visit(world.lead("Day")).get(f"/team{world.unit('Day')}/report.pptx")

    show = Presentation(io.BytesIO(sent.data))

    titles = [slide.shapes.title.text_frame.text for slide in show.slides if slide.shapes.title]
    assert titles == [
        "Results of Day",
        "In short",
        "Listening, all in all: round by round",
        "The topics of this round",
        "All topics so far",
        "To talk about",
        "About these numbers",
    ]


def test_no_file_has_a_comment_in_it(world: World, visit: Visit) -> None:
    reader, page = visit(world.hr), f"/org/results{world.unit('House')}"
    assert REMARK in reader.get(page).text

    for ending in ENDINGS[1:]:
        sent = reader.get(f"{page}/report.{ending}")
        assert not any(REMARK.encode() in part for part in inside(sent).values())


def test_without_the_extra_there_is_still_something_to_print_and_to_count(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("pptx", "xlsxwriter"):
        monkeypatch.setitem(sys.modules, package, None)  # as if it was never installed
    reader, unit = visit(world.member("Day")), world.unit("Day")

    page = reader.open(f"/outcome{unit}")

    offered = [str(link["href"]) for link in page.select("a[href*='/report.']")]
    assert [link.split("?")[0].rpartition(".")[2] for link in offered] == ["pdf", "zip"]
    assert "install it with “reports”" in words_of(page)
    assert reader.get(f"/outcome{unit}/report.pptx").status_code == 404
