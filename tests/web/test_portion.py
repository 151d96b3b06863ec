"""Can somebody reach every line of a list that is as long as the organisation is large?"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.web.portion import MOST, portion_of
from feedbackpulse.web.promises.writing import MOST_TEAMS
from tests.organisations import add_person, found
from tests.pages import Visitor, table, words_of
from tests.web.hr.organisation import drafted, organisation, running
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
Open = Callable[[str], tuple[list[str], str | None, str | None]]
TEAMS = "Teams with their size"
STANDING = "Teams and their results"
NAMES = [f"Team {number}" for number in range(2 * MOST + 50)]


@pytest.fixture
def pages() -> Open:
    """Return what opens a page of a list: its lines, and the addresses before and after it."""
    app = Flask(__name__)
    app.add_url_rule("/list/<kind>", "list", lambda kind: kind)

    def opened(address: str) -> tuple[list[str], str | None, str | None]:
        with app.test_request_context(address):
            portion = portion_of(NAMES, name=str)
            return list(portion.lines), portion.earlier, portion.later

    return opened


def test_every_line_is_reached_once_forwards_and_backwards(
    pages: Open,
) -> None:
    address: str | None = "/list/long?round=3"
    seen: list[str] = []
    back: list[str | None] = []
    while address:
        lines, earlier, address = pages(address)
        seen += lines
        back.append(earlier)

    assert seen == NAMES
    assert back == [None, "/list/long?round=3&page=1", "/list/long?round=3&page=2"]


@pytest.mark.parametrize("page", ["0", "-7", "x", "", "99999999999999999999"])
def test_a_page_that_does_not_exist_is_the_nearest(pages: Open, page: str) -> None:
    lines, _, _ = pages(f"/list/long?page={page}")

    assert lines == (NAMES[2 * MOST :] if page.startswith("9") else NAMES[:MOST])


@pytest.mark.parametrize(
    "asked",
    ["endpoint=x", "_method=FOO", "_external=1", "_scheme=", "_anchor=z", "kind=../../x%3F"],
)
def test_whatever_an_address_says_its_pages_are_of_the_same_list(pages: Open, asked: str) -> None:
    _, _, later = pages(f"/list/long?{asked}")

    assert later is not None
    parts = urlsplit(later)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("", "", "/list/long", "")
    assert parse_qs(parts.query, keep_blank_values=True)["page"] == ["2"]


def test_a_part_of_a_name_finds_its_lines_on_whatever_page_they_are(
    pages: Open,
) -> None:
    assert pages("/list/long?find=+tEAM++44&page=9") == (
        ["Team 44", *(f"Team 44{n}" for n in range(10))],
        None,
        None,
    )
    assert pages("/list/long?find=nobody") == ([], None, None)


@pytest.fixture
def administrator(stores: Stores, visit: Visit) -> Visitor:
    """Return the administrator of a house with one team more than a page has."""
    with stores.main() as session, transaction(session):
        top = people.add_team(session, name="Heron", code="heron", parent_id=None)
        for number in range(MOST):
            people.add_team(session, name=f"Team {number}", code=f"t{number}", parent_id=top.id)
        vera = people.add_person(
            session, name="Vera", email="vera@example.org", team_id=top.id, at=clock.now()
        )
        people.grant_role(session, person_id=vera.id, role=Role.ADMIN)
    return visit(vera.id)


def test_a_page_with_many_teams_leads_to_all_of_them(administrator: Visitor) -> None:
    first = administrator.open("/admin/people")
    [further] = first.select("a[rel=next]")
    rest = administrator.open(str(further["href"]))

    assert f"1 to {MOST} of {MOST + 1}" in words_of(first)
    assert len(table(first, TEAMS)) == 1 + MOST
    assert len(table(rest, TEAMS)) == 1 + 1
    assert urlsplit(str(rest.select("a[rel=prev]")[0]["href"])).query == "page=1"


def test_who_finds_no_team_is_told_what_to_try(administrator: Visitor) -> None:
    page = administrator.open("/admin/people?find=Kestrel")

    assert "Nothing has “Kestrel” in its name." in words_of(page)
    assert page.select("#find")[0]["value"] == "Kestrel"
    [back] = [str(link["href"]) for link in page.select("main a") if link.text == "Show all lines"]
    assert len(table(administrator.open(back), TEAMS)) == 1 + MOST


def test_of_very_many_people_the_first_are_found(administrator: Visitor, stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        session.add_all(
            PersonRow(name=f"Wim {number:04}", email=f"wim{number}@example.org")
            for number in range(MOST + 1)
        )

    many, few = (administrator.open(f"/admin/people?search={name}") for name in ("wim", "wim 002"))

    assert many.select("#found")[0].text == f"More than {MOST} people found"
    assert "Type more of the name" in words_of(many)
    assert [link.text for link in many.select("#found ~ ul a")] == [
        f"Wim {number:04}" for number in range(MOST)
    ]
    assert few.select("#found")[0].text == "10 people found"
    assert "Type more of the name" not in words_of(few)


@pytest.fixture
def hr(stores: Stores, visit: Visit) -> Visitor:
    """Return HR of an organisation with two teams more than a page has."""
    sizes = {"Planning": 6, **{f"Team {number}": 0 for number in range(MOST)}}
    return visit(organisation(stores, sizes).hr)


def test_a_cycle_leads_to_what_every_team_would_get(stores: Stores, hr: Visitor) -> None:
    place = f"/org/cycles/{running(stores).id}"
    first = hr.open(place)
    [further] = first.select("a[rel=next]")
    rest, found = hr.open(str(further["href"])), hr.open(f"{place}?find=plan")

    assert len(table(first, STANDING)) == 1 + MOST
    assert not first.select("#reported ~ details[open]")
    assert len(table(rest, STANDING)) == 1 + 2
    assert rest.select("#reported ~ details[open]")
    assert [row[:2] for row in table(found, STANDING)[1:]] == [["Planning", "6"]]


def test_a_draft_shows_the_teams_that_are_asked_where_there_are_many(
    stores: Stores, hr: Visitor
) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/whom")

    # Of 202 teams two have people: the others are not asked, and not listed.
    assert [row[0] for row in table(page, STANDING)[1:]] == ["Head office", "Planning"]
    assert len(page.select("details:not([open]) input[name=teams]")) == MOST + 2


def test_of_very_many_teams_the_upper_ones_offer_who_keeps_a_promise(
    stores: Stores, visit: Visit
) -> None:
    outline = ["Heron 1", *(f"  Upper {number} 0" for number in range(MOST_TEAMS))]
    outline += [f"    Lower {number} 0" for number in range(8)]
    with stores.main() as session, transaction(session):
        made = found(session, "\n".join(outline), at=clock.now())
        [hedda] = made.people["Heron"]
        people.grant_role(session, person_id=hedda, role=Role.HR)
        for name in ("Upper 7", "Lower 7"):
            lead = add_person(session, f"Lead of {name}", made.teams["Heron"], at=clock.now())
            people.appoint_lead(session, person_id=lead, team_id=made.teams[name])

    hr, lower_7 = visit(hedda), made.teams["Lower 7"]
    everybody, below = (hr.open(f"/org/promises/new{of}") for of in ("", f"?team_id={lower_7}"))

    assert owners(everybody) == ["Choose somebody", "Heron 0", "Lead of Upper 7"]
    assert "begin on the page of that team" in words_of(everybody)
    assert owners(below) == [
        "Choose somebody",
        "Heron 0",
        "Lead of Lower 7",
        "Lead of Upper 7",
    ]


def owners(page: BeautifulSoup) -> list[str]:
    """Return who can be chosen to keep a promise."""
    return [one.text for one in page.select("select[name=owner] option")]


@pytest.mark.parametrize(
    ("path", "caption"),
    [
        ("/org/participation", "Participation per team"),
        ("/org/participation?round={released}", "Participation per team"),
        ("/org/results/response", "How many answered"),
        ("/org/rounds/{open}", "Groups with results of their own"),
        ("/pulse/{open}/check", "Groups with a stamp of their own"),
    ],
)
def test_pages_about_all_units_find_one(
    world: World, visit: Visit, path: str, caption: str
) -> None:
    place = path.format(released=world.rounds[0].id, open=world.rounds[2].id)
    found = visit(world.hr).open(f"{place}{'&' if '?' in place else '?'}find=NIGHT")

    assert [row[0] for row in table(found, caption)[1:]] == ["Night"]


def test_who_checks_a_round_finds_the_own_group_first_and_then_the_others_in_the_order_of_all(
    world: World, visit: Visit
) -> None:
    def groups(member: str) -> list[str]:
        page = visit(world.member(member)).open(f"/pulse/{world.rounds[2].id}/check")
        return [row[0] for row in table(page, "Groups with a stamp of their own")[1:]]

    own, *others = groups("Night")

    assert own.split() == ["Night", "your", "group"]
    assert "Day" in others
    assert [one for one in others if one != "Day"] == [
        one for one in groups("Day")[1:] if one != "Night"
    ]
