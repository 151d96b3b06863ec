"""Is the page with the questions the same for everybody in a group, and true at every moment?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import clock, create_app
from feedbackpulse.accounts import service as accounts
from feedbackpulse.cycles.extending import extend_round
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Theme
from feedbackpulse.web.prepared import PreparedPages
from tests.conftest import close as let_go
from tests.databases import settings_in
from tests.pages import Visitor
from tests.queries import counted_queries
from tests.web.employee.rounds import Asked, ask, close

Browse = Callable[[PersonId | None], Visitor]
OWN = re.compile(
    'name="csrf_token" value="(?P<form>[^"]+)"|data-token="(?P<token>[^"]+)"'
    '|name="ballot" value="(?P<number>[0-9a-f]{64})"'
    '|data-draft="(?P<draft>[^"]+)"|data-owner="(?P<owner>[^"]+)"'
)
"""All that may differ between two people of one group."""
WHY = "Half of us were ill this week."


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores)


@pytest.fixture
def elsewhere(app: Flask) -> Iterator[Flask]:
    """Return a second process of the same installation, as far as pages can tell."""
    other = create_app(settings_in(Path(app.instance_path)))
    yield other
    let_go(other)


def text_of(visitor: Visitor, asked: Asked) -> str:
    """Return the page as the browser gets it."""
    answer = visitor.get(asked.path)
    assert answer.status_code == 200
    return answer.text


def own_of(page: str) -> dict[str, set[str]]:
    """Return what is one reader's own on a page."""
    found: dict[str, set[str]] = {}
    for match in OWN.finditer(page):
        for name, value in match.groupdict().items():
            if value is not None:
                found.setdefault(name, set()).add(value)
    return found


def signed_in(app: Flask, person_id: PersonId) -> Visitor:
    """Give somebody a browser at another process."""
    stores: Stores = app.extensions["feedbackpulse"].stores
    with stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=person_id, now=clock.now())
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": token, "_fresh": True})
    return Visitor(client)


def test_all_of_a_group_get_the_same_page_but_for_what_is_their_own(
    visit: Browse, asked: Asked
) -> None:
    pages = [text_of(visit(person), asked) for person in asked.people]

    assert len({OWN.sub("", page) for page in pages}) == 1
    owned = [own_of(page) for page in pages]
    assert all(set(one) == {"form", "token", "number", "draft", "owner"} for one in owned)
    for name in ("form", "number", "draft", "owner"):
        assert len(set.union(*(one[name] for one in owned))) == len(pages)


def test_what_is_put_together_beforehand_is_what_would_be_written_for_one_reader(
    visit: Browse, asked: Asked
) -> None:
    visitor = visit(asked.people[0])
    prepared = text_of(visitor, asked)
    with visitor.client.session_transaction() as cookie:
        cookie["_flashes"] = [("success", "Only for you.")]

    written = text_of(visitor, asked)

    said = re.search(
        r'<div class="stack g2" role="status">\n<p class="toast">.*?</div>', written, re.DOTALL
    )
    assert said
    assert "Only for you." in said[0]
    assert (
        OWN.sub("", written.replace(said[0], "").strip()).split() == OWN.sub("", prepared).split()
    )
    assert "Only for you." not in text_of(visitor, asked)


def test_nothing_of_the_first_reader_is_on_the_page_of_the_next(
    visit: Browse, asked: Asked
) -> None:
    first = own_of(text_of(visit(asked.people[0]), asked))

    second = text_of(visit(asked.people[1]), asked)

    assert not [value for values in first.values() for value in values if value in second]


def test_the_language_and_the_theme_of_each_reader_hold_at_once(
    visit: Browse, asked: Asked, stores: Stores
) -> None:
    ada = visit(asked.people[0])
    english = text_of(ada, asked)
    with stores.main() as session, transaction(session):
        people.choose_theme(session, person_id=asked.people[0], theme=Theme.DARK)

    assert "Before you begin" in english
    assert 'media="screen"' not in english
    assert 'media="screen"' in text_of(ada, asked)
    assert "Eigen vraag?" in text_of(Visitor(ada.client, language="nl"), asked)
    assert "Our own question?" in text_of(ada, asked)


def test_longer_time_and_closing_show_at_once_in_every_process(
    visit: Browse, asked: Asked, stores: Stores, elsewhere: Flask
) -> None:
    visitors = [visit(asked.people[0]), signed_in(elsewhere, asked.people[1])]
    before = [text_of(visitor, asked) for visitor in visitors]
    with stores.main() as session, transaction(session):
        now = clock.now() + timedelta(minutes=1)
        extend_round(session, round_id=asked.round_id, days=1, now=now, reason=WHY)

    longer = [text_of(visitor, asked) for visitor in visitors]
    close(stores, asked)
    closed = [text_of(visitor, asked) for visitor in visitors]

    assert all(WHY not in page and 'id="ballot"' in page for page in before)
    assert all(WHY in page and 'id="ballot"' in page for page in longer)
    assert not [page for page in closed if 'id="ballot"' in page]
    assert len({OWN.sub("", page) for page in longer}) == 1


def test_names_of_the_group_are_those_of_now_and_stay_text(
    visit: Browse, asked: Asked, stores: Stores
) -> None:
    ada = visit(asked.people[0])
    text_of(ada, asked)
    with stores.main() as session, transaction(session):
        people.change_person(
            session, person_id=asked.people[2], name="<b>Eve</b> & co", email="eve@example.org"
        )

    page = text_of(ada, asked)

    assert "&lt;b&gt;Eve&lt;/b&gt; &amp; co" in page
    assert "<b>Eve" not in page


def test_the_page_takes_few_questions_to_the_database(
    app: Flask, visit: Browse, asked: Asked
) -> None:
    text_of(visit(asked.people[0]), asked)
    ada = visit(asked.people[1])
    text_of(ada, asked)

    with counted_queries(app) as statements:
        text_of(ada, asked)

    assert len([one for one in statements if one != "BEGIN"]) <= 7


def test_a_process_keeps_no_more_pages_than_it_has_room_for(
    app: Flask, visit: Browse, asked: Asked
) -> None:
    kept = PreparedPages(most=1)
    app.extensions["feedbackpulse.prepared"] = kept
    ada = visit(asked.people[0])

    pages = [text_of(Visitor(ada.client, language=one), asked) for one in ("nl", "en", "nl")]

    assert OWN.sub("", pages[0]) == OWN.sub("", pages[2]) != OWN.sub("", pages[1])
    assert len(kept) == 1
