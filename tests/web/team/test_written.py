"""Do leads and HR count and search what they may read anyway, and nothing else?"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, PersonId, Role
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.signals.domain import Reader
from feedbackpulse.signals.moderation import cover
from feedbackpulse.signals.redactions import Subject
from feedbackpulse.web.team.written import MOST_READ
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.privacy.dumps import raw_bytes
from tests.signals.inbox import add_signal
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
NEEDED = 10
YESTERDAY = local_today() - timedelta(days=1)


@pytest.fixture
def writing(stores: Stores, world: World) -> Iterator[Session]:
    with stores.main() as session:
        yield session


def comment(session: Session, world: World, team: str, text: str, part: Part = Part.WHOLE) -> bytes:
    key = uuid4().bytes
    session.add(
        CommentRow(
            id=key,
            round_id=RoundId(world.rounds[1].id),
            team_id=world.teams[team],
            part=part.value,
            item="G4",
            body=text,
        )
    )
    session.flush()
    return key


def say(session: Session, world: World, team: str, *texts: str) -> None:
    """Let people of a team write these comments, besides ten about the planning."""
    for text in [*texts, *(f"De planning is te vol, vind ik, dag {n}." for n in range(NEEDED))]:
        comment(session, world, team, text)


def texts(page: BeautifulSoup) -> set[str]:
    return {quote.get_text(" ", strip=True) for quote in page.select("blockquote")}


def search(visitor: Visitor, address: str, wanted: str, expect: int = 200) -> BeautifulSoup:
    return visitor.submit(visitor.open(address), {"wanted": wanted}, status=expect)


def of(world: World, team: str) -> str:
    return f"/team/{world.teams[team]}/words"


def test_of_very_many_texts_some_are_read_and_the_page_says_so(
    writing: Session, world: World, visit: Visit
) -> None:
    for number in range(MOST_READ + NEEDED):
        comment(writing, world, "Trio", f"De planning is vol, dag {number}.")
    writing.commit()
    visitor = visit(world.hr)

    page = visitor.open("/org/words")

    assert re.search(rf"We read {MOST_READ} of the \d+ texts of the last year", words_of(page))
    assert words_of(visitor.open("/org/words")) == words_of(page)


def test_a_lead_counts_the_words_and_themes_of_their_team(
    writing: Session, world: World, visit: Visit
) -> None:
    say(writing, world, "Trio", "We luisteren niet.", "Wij luisteren te kort.", "Luister eerst.")
    writing.commit()

    page = visit(world.lead("Trio")).open(of(world, "Trio"))

    rows = {row.get_text("|", strip=True) for row in page.select("tbody tr")}
    assert {"planning|10", "Listening culture|3"} <= rows
    assert not texts(page)


def test_with_nine_texts_nothing_is_counted_and_nothing_found(
    writing: Session, world: World, visit: Visit
) -> None:
    for number in range(NEEDED - 1):
        comment(writing, world, "Trio", f"De planning is te vol, dag {number}.")
    writing.commit()

    page = visit(world.lead("Trio")).open(of(world, "Trio"))

    assert "Too little to count" in words_of(page)
    assert not page.select("table, main form")
    assert not texts(visit(world.lead("Trio")).open(of(world, "Trio") + "?theme=M4"))


def test_a_search_finds_texts_and_says_neither_unit_nor_day(
    writing: Session, world: World, visit: Visit
) -> None:
    say(writing, world, "Night", "Het formulier is te lang.")
    comment(writing, world, "Care", "Het formulier van nu.", Part.REST)
    writing.commit()

    page = search(visit(world.lead("Care")), of(world, "Care"), "formulieren")

    assert texts(page) == {"Het formulier is te lang.", "Het formulier van nu."}
    found = page.select_one("section[aria-labelledby=found]")
    assert found is not None
    assert "Night" not in found.text
    assert str(clock.now().year) not in found.text


def test_the_lead_of_all_teams_searches_what_was_written_anywhere(
    writing: Session, world: World, visit: Visit
) -> None:
    director = world.lead("Care")
    people.appoint_lead(writing, person_id=director, team_id=world.teams["House"])
    say(writing, world, "Night", "Het formulier is te lang.")
    comment(writing, world, "House", "Het formulier van nu.", Part.REST)
    writing.commit()

    page = search(visit(director), of(world, "House"), "formulieren")

    assert texts(page) == {"Het formulier is te lang.", "Het formulier van nu."}


def test_a_theme_shows_its_texts(writing: Session, world: World, visit: Visit) -> None:
    say(writing, world, "Trio", "Laat elkaar uitpraten.")
    writing.commit()
    visitor = visit(world.lead("Trio"))

    assert texts(visitor.open(of(world, "Trio") + "?theme=M4")) == {"Laat elkaar uitpraten."}
    assert visitor.get(of(world, "Trio") + "?theme=M99").status_code == 404


def test_nobody_looks_up_a_colleague(writing: Session, world: World, visit: Visit) -> None:
    people.change_person(
        writing, person_id=world.member("Night"), name="Sanne Bakker", email="s@example.org"
    )
    say(writing, world, "Trio", *["Sanne belt altijd terug."] * 3)
    writing.commit()
    visitor = visit(world.lead("Trio"))

    page = search(visitor, of(world, "Trio"), "sanne", expect=422)

    assert "We do not search for names of colleagues." in words_of(page)
    assert not texts(page)
    assert "sanne" not in {one.get("value") for one in page.select("button[name=wanted]")}


def test_a_lead_reads_signals_to_themselves_and_no_others(
    writing: Session, world: World, stores: Stores, visit: Visit
) -> None:
    say(writing, world, "Trio")
    for team, text in (("Trio", "Koffie voor ons."), ("Night", "Koffie voor hen.")):
        add_signal(
            writing,
            keys=stores.keys,
            text=text,
            reader=Reader.LEAD,
            team_id=world.teams[team],
            on=YESTERDAY,
        )
    for reader in (Reader.HR, Reader.ADVISER):
        add_signal(writing, keys=stores.keys, text="Koffie?", reader=reader, on=YESTERDAY)
    writing.commit()

    assert texts(search(visit(world.lead("Trio")), of(world, "Trio"), "koffie")) == {
        "Koffie voor ons."
    }
    assert not texts(search(visit(world.lead("Care")), of(world, "Care"), "koffie"))
    assert texts(search(visit(world.hr), "/org/words", "koffie")) == {"Koffie?"}


def test_hr_finds_nothing_that_went_to_the_adviser(
    writing: Session, world: World, stores: Stores, visit: Visit
) -> None:
    say(writing, world, "Trio")
    add_signal(writing, keys=stores.keys, text="Koffie!", reader=Reader.ADVISER, on=YESTERDAY)
    people.grant_role(writing, person_id=world.hr, role=Role.ADVISER)
    writing.commit()

    assert not texts(search(visit(world.hr), "/org/words", "koffie"))


def test_what_came_today_without_a_name_is_not_found_yet(
    writing: Session, world: World, stores: Stores, visit: Visit
) -> None:
    say(writing, world, "Trio")
    add_signal(writing, keys=stores.keys, text="Koffie!", on=local_today())
    writing.commit()

    assert not texts(search(visit(world.hr), "/org/words", "koffie"))


def test_covered_names_are_neither_counted_nor_found(
    writing: Session, world: World, visit: Visit
) -> None:
    say(writing, world, "Trio")
    key = comment(writing, world, "Trio", "Vraag het maar aan Quirijn hoor.")
    cover(
        writing,
        subject=Subject.COMMENT,
        subject_id=key,
        text="Vraag het maar aan Quirijn hoor.",
        numbers=[4],
        by=world.hr,
        now=clock.now(),
        today=YESTERDAY,
    )
    writing.commit()
    visitor = visit(world.lead("Trio"))

    assert not texts(search(visitor, of(world, "Trio"), "quirijn"))
    assert texts(search(visitor, of(world, "Trio"), "vraag")) == {"Vraag het maar aan ▇▇▇ hoor."}


def test_what_somebody_searches_for_is_kept_nowhere(
    writing: Session,
    world: World,
    visit: Visit,
    app: Flask,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    say(writing, world, "Trio")
    writing.commit()

    search(visit(world.lead("Trio")), of(world, "Trio"), "zonneschermverzekering")

    assert "zonnescherm" not in caplog.text
    assert b"zonnescherm" not in raw_bytes(Path(app.instance_path))


def test_what_somebody_searches_for_is_in_no_address(
    writing: Session, world: World, visit: Visit
) -> None:
    say(writing, world, "Trio")
    writing.commit()

    page = visit(world.lead("Trio")).open(of(world, "Trio"))

    forms = page.select("main form")
    assert len(forms) == 2
    assert {form["method"] for form in forms} == {"post"}


def test_comments_of_longer_ago_than_a_year_are_not_counted(
    writing: Session, world: World, visit: Visit
) -> None:
    say(writing, world, "Trio")
    writing.commit()

    with time_machine.travel(clock.now() + timedelta(days=366)):
        page = visit(world.lead("Trio")).open(of(world, "Trio"))

    assert "Too little to count" in words_of(page)


def test_markup_in_a_search_or_a_text_stays_text(
    writing: Session, world: World, visit: Visit
) -> None:
    say(writing, world, "Trio", "<b>vet</b> is het <script>woord</script>")
    writing.commit()

    page = search(visit(world.lead("Trio")), of(world, "Trio"), "<script>vet")

    assert not page.select("main script, main b")
