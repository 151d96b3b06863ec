"""Is a picture drawn once, for whoever may read it, and is nothing else kept?"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse import clock, create_app
from feedbackpulse.accounts import service as accounts
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from tests.conftest import close
from tests.databases import settings_in
from tests.pages import Visitor
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
SEEN = b"<!-- drawn before --></svg>\n"


@pytest.fixture
def shelf(app: Flask) -> Path:
    """Return the folder of published pictures."""
    return Path(app.instance_path) / "pictures"


def signs_in(app: Flask) -> Visit:
    """Return a function that gives somebody a browser at another application."""

    def sign_in(person_id: PersonId | None) -> Visitor:
        assert person_id is not None
        stores: Stores = app.extensions["feedbackpulse"].stores
        with stores.main() as session, transaction(session):
            token = accounts.start_session(
                session, person_id=person_id, now=clock.now(), twice=True
            )
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie.update({"_user_id": token, "_fresh": True})
        return Visitor(client)

    return sign_in


def picture_of(visit: Visit, person: PersonId, path: str) -> bytes:
    """Return a picture as a reader's browser gets it."""
    svg: bytes = visit(person).get(path).data
    return svg


def mark(kept: Path) -> None:
    """Write in a kept picture, so that it is known when it is sent again."""
    kept.write_bytes(kept.read_bytes().replace(b"</svg>\n", SEEN))


def test_a_picture_of_published_figures_is_drawn_once_for_all_its_readers(
    world: World, visit: Visit, shelf: Path
) -> None:
    end = world.unit("Day") + "/trend-light-wide.svg"
    first = picture_of(visit, world.lead("Day"), "/team" + end)
    [kept] = shelf.iterdir()
    mark(kept)

    assert not first.endswith(SEEN)
    assert picture_of(visit, world.lead("Day"), "/team" + end).endswith(SEEN)
    assert picture_of(visit, world.hr, "/org/results" + end).endswith(SEEN)
    assert len(list(shelf.iterdir())) == 1


def test_a_kept_picture_is_there_after_a_restart(
    world: World, visit: Visit, shelf: Path, app: Flask
) -> None:
    path = "/team" + world.unit("Day") + "/topics-dark-phone.svg"
    picture_of(visit, world.lead("Day"), path)
    [kept] = shelf.iterdir()
    mark(kept)

    again = create_app(settings_in(Path(app.instance_path)))

    assert picture_of(signs_in(again), world.lead("Day"), path).endswith(SEEN)
    close(again)


def test_who_may_not_read_a_picture_does_not_get_a_kept_one(
    world: World, visit: Visit, shelf: Path
) -> None:
    path = "/team" + world.unit("Day") + "/trend-light-wide.svg"
    picture_of(visit, world.lead("Day"), path)

    assert len(list(shelf.iterdir())) == 1
    assert visit(world.lead("Desk")).get(path).status_code == 404
    assert visit(None).get(path).status_code == 302


def test_what_may_still_change_is_not_kept(world: World, visit: Visit, shelf: Path) -> None:
    path = "/org/participation/light-wide.svg"

    assert visit(world.hr).get(path).mimetype == "image/svg+xml"

    assert not shelf.exists()


def test_a_picture_may_use_its_own_letters_and_nothing_else(world: World, visit: Visit) -> None:
    answer = visit(world.lead("Day")).get("/team" + world.unit("Day") + "/trend-light-wide.svg")

    policy = answer.headers["Content-Security-Policy"]

    assert "font-src data:" in policy
    assert "script" not in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(rb"https?://(?!www\.w3\.org/)", answer.data)


def test_a_browser_that_has_a_picture_keeps_the_same_rules(world: World, visit: Visit) -> None:
    path = "/team" + world.unit("Day") + "/trend-light-wide.svg"
    first = visit(world.lead("Day")).get(path)

    again = visit(world.lead("Day")).client.get(
        path, headers={"If-None-Match": first.headers["ETag"], "Accept-Language": "en"}
    )

    name = "Content-Security-Policy"
    assert (again.status_code, again.headers[name]) == (304, first.headers[name])
