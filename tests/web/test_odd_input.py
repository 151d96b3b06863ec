"""Does anything a browser can send end in an error of ours?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from feedbackpulse.consultations.service import open_consultation
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.cycles.cycles import own_question
from tests.pages import Visitor
from tests.web.hr.organisation import drafted, next_week, organisation

pytestmark = pytest.mark.both_engines

Visit = Callable[[PersonId | None], Visitor]
TODAY = next_week() - timedelta(days=7)
ODD = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\u200b",
    "\u202egnp.exe",
    "-1",
    "0x10",
    "٣",
    "9" * 40,
    "1e400",
    "NaN",
    "2026-02-30",
    "25:61",
    "../../etc/passwd",
    "' OR 1=1--",
    "=1+1",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "\r\nSet-Cookie: a=b",
    "A" * 70_000,
]
BODIES = [
    (b"&".join(b"field%d=1" % number for number in range(5000)), "form"),
    (b"\xff\xfe" * 100, "form; charset=utf-16"),
    (b"name=%ED%A0%80&team=%00", "form"),
    (b"[" * 5000, "json"),
    (b"--x\r\n\r\n", "parts"),
]
TYPES = {
    "form": "application/x-www-form-urlencoded",
    "form; charset=utf-16": "application/x-www-form-urlencoded; charset=utf-16",
    "json": "application/json",
    "parts": "multipart/form-data; boundary=x",
}


def fields(page: BeautifulSoup) -> dict[str, str]:
    """Return the names in all forms of a page, each with what protects it, or nothing."""
    found = page.select("main form [name]")
    return {
        str(field["name"]): str(field.get("value", "")) if field["name"] == "csrf_token" else ""
        for field in found
    }


def pages(stores: Stores) -> Iterator[tuple[PersonId, str]]:
    """Return the pages with forms of every audience, and somebody who may open each."""
    made = organisation(stores)
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=made.hr, role=Role.ADMIN)
    draft = drafted(stores, own_questions=(own_question(),))
    for step in ("what", "whom", "privacy", "rhythm", "languages", "check"):
        yield made.hr, f"/org/cycles/{draft.id}/{step}"
    yield made.hr, "/org/promises/new"
    for path in ("people/new", "teams/new", "import", f"people/{made.member}"):
        yield made.hr, f"/admin/{path}"
    yield made.hr, f"/admin/people/{made.member}/leads"
    yield made.hr, "/org/consultations/new"
    with stores.main() as session, transaction(session):
        asked = open_consultation(
            session, title="How?", question="How?", closes_on=next_week(), on=TODAY
        )
    for path in (f"/contribute/{asked.id}", "/contribute/propose"):
        yield made.member, path
    for path in ("/reflect/start", "/account", "/account/password", "/account/data", "/leaving"):
        yield made.member, path


def test_odd_values_in_every_field_are_refused_or_taken_but_never_break_a_page(
    stores: Stores, visit: Visit
) -> None:
    for person, path in pages(stores):
        visitor = visit(person)
        page = BeautifulSoup(visitor.get(path).text, "html5lib")
        for odd in ODD:
            sent = {name: value or odd for name, value in fields(page).items()}
            answer = visitor.client.post(path, data=sent)
            assert answer.status_code < 500, f"{odd[:20]!r} in {path}"


@pytest.mark.parametrize(("body", "kind"), BODIES)
def test_odd_bodies_never_break_a_page(
    body: bytes, kind: str, stores: Stores, visit: Visit
) -> None:
    for person, path in pages(stores):
        visitor = visit(person)
        token = fields(BeautifulSoup(visitor.get(path).text, "html5lib")).get("csrf_token", "")
        answer = visitor.client.post(
            path, data=body, content_type=TYPES[kind], headers={"X-CSRFToken": token}
        )
        assert answer.status_code < 500, f"{kind} to {path}"


@pytest.mark.parametrize(
    "path",
    [
        "/" + "a" * 60_000,
        "/%ff%fe%00",
        "/pulse/%00",
        "/pulse/not-a-number",
        "/password/" + "x" * 5000,
        "/sign-in?next=" + "/a" * 20_000,
        "/static/%2e%2e/%2e%2e/setup.cfg",
        "/static/..%2f..%2fsetup.cfg",
        "/reflect/strengths?since=" + "9" * 40,
        "/outcome/00000000-0000-0000-0000-000000000000/whole?round=%00",
    ],
)
def test_odd_addresses_are_not_there(path: str, stores: Stores, visit: Visit) -> None:
    for person in (None, organisation(stores).member):
        assert visit(person).get(path).status_code < 500
