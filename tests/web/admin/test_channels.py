"""Can an administrator set up a channel of Slack or Teams, without its address being seen again?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.rounds import get_round
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.channels import add_channel, list_channels
from feedbackpulse.notices.formats import ChannelKind
from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.web.admin import channels as page_of_channels
from feedbackpulse.web.channel_posts import channel_poster
from tests.jobs.company import found
from tests.notices import outside
from tests.notices.outside import Outside
from tests.pages import words_of
from tests.web.admin.conftest import House

GOOD = {
    "kind": "slack",
    "name": "Everybody",
    "url": "https://hooks.slack.com/services/T0/B0/secret",
    "locale": "en",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with outside.running(tmp_path_factory.mktemp("outside")) as running:
        yield running


@pytest.fixture
def there(server: Outside, monkeypatch: pytest.MonkeyPatch) -> Outside:
    """Return the server, as the only host that the pages may post to."""
    server.came.clear()
    server.status = 200
    monkeypatch.setattr(page_of_channels, "_door", lambda: server.door)
    return server


def add(house: House, *, status: int = 200, **changes: str) -> BeautifulSoup:
    page = house.admin.open("/admin/channels/new")
    return house.admin.submit(page, {**GOOD, **changes}, status=status)


def press(house: House, page: BeautifulSoup, what: str) -> BeautifulSoup:
    return house.admin.submit(page, form=f"form[action$='/{what}']")


def test_without_channels_the_page_says_how_to_begin(house: House) -> None:
    page = house.admin.open("/admin/channels")

    assert "There are no channels yet" in words_of(page)
    assert page.select_one("main a[href='/admin/channels/new']")


def test_a_channel_is_added_and_its_address_is_never_seen_again(house: House) -> None:
    page = add(house)

    assert "Everybody is added. Send a test message." in words_of(page)
    assert "https://hooks.slack.com/…" in words_of(page)
    assert "secret" not in page.text
    assert "secret" not in str(house.admin.open("/admin/channels"))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"url": "http://hooks.slack.com/x"}, "has to begin with https://"),
        ({"url": "https://127.0.0.1/x"}, "We do not post to this host."),
        ({"url": "https://hooks.slack.com@127.0.0.1/x"}, "This is not an address."),
        ({"url": ""}, "Fill in the address of the webhook."),
        ({"name": ""}, "Fill in a name."),
        ({"kind": "pigeon"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(
    house: House, stores: Stores, changes: dict[str, str], says: str
) -> None:
    page = add(house, status=422, **changes)

    assert says in words_of(page)
    with stores.main() as session:
        assert list_channels(session) == ()


def test_the_hosts_that_are_allowed_are_named(house: House) -> None:
    assert "*.webhook.office.com" in words_of(house.admin.open("/admin/channels/new"))


def test_a_test_message_arrives(house: House, there: Outside) -> None:
    page = add(house, url=there.address(), kind="teams")

    page = press(house, page, "test")

    assert "The test message is in Everybody." in words_of(page)
    [came] = there.came
    [attachment] = came["attachments"]
    assert "This is a test" in attachment["content"]["body"][0]["text"]
    assert "actions" not in attachment["content"]  # nobody told us our address


def test_what_does_not_arrive_is_said_and_stays_on_the_page(house: House, there: Outside) -> None:
    page = add(house, url=there.address())
    there.status = 404

    page = press(house, page, "test")

    assert words_of(page).count("The message was refused.") == 2
    assert "Does not arrive" in words_of(page)
    there.status = 200
    assert "Does not arrive" not in words_of(press(house, page, "test"))


def test_a_channel_is_switched_off_and_on(house: House, stores: Stores) -> None:
    page = press(house, add(house), "switch")
    assert "Switched off" in words_of(page)
    with stores.main() as session:
        assert not list_channels(session)[0].active

    assert "Switched off" not in words_of(press(house, page, "switch"))


def test_a_channel_is_removed_after_a_question(house: House, stores: Stores) -> None:
    page = add(house)
    link = page.select_one("a[href$='/remove']")
    assert link is not None

    page = house.admin.submit(house.admin.open(str(link["href"])))

    assert "Everybody is removed." in words_of(page)
    with stores.main() as session:
        assert list_channels(session) == ()


def test_a_channel_that_is_not_there_is_not_found(house: House) -> None:
    house.admin.open(f"/admin/channels/{uuid4()}/remove", status=404)


def test_a_message_comes_when_a_round_opens_halfway_and_when_its_outcome_is_in(
    app: Flask, stores: Stores, server: Outside
) -> None:
    server.came.clear()
    company = found(stores)
    round_id = company.plan()
    company.open(round_id)
    asked = company.round(round_id)
    with stores.main() as session, transaction(session):
        for kind in ChannelKind:
            add_channel(
                session,
                door=server.door,
                kind=kind,
                name=kind.value,
                url=server.address(),
                locale="en",
            )
    calm = Calm(zone="Europe/Amsterdam", quiet=QuietHours(), closed=lambda _day: False)
    post = channel_poster(app, server.door)
    said = []

    moment = asked.opens_at
    while moment < asked.closes_at + timedelta(days=1):
        if moment >= asked.closes_at:
            close_round(stores, round_id=round_id, now=moment)
        post(moment, calm)
        said += [(moment, came["text"]) for came in server.came if "text" in came]
        server.came.clear()
        moment += timedelta(hours=1)

    assert [words.replace("\xa0", " ").split(",")[0] for _, words in said] == [
        "“Luisteren 2027” is open until Friday 16 January",
        "“Luisteren 2027” is still open",
        "The outcome of “Luisteren 2027” is in. Everybody looks at the same figures.",
    ]
    assert [moment.astimezone(UTC) for moment, _ in said] == [
        datetime(2026, 1, 12, 8, 0, tzinfo=UTC),
        datetime(2026, 1, 14, 8, 0, tzinfo=UTC),
        datetime(2026, 1, 16, 16, 0, tzinfo=UTC),
    ]


def test_in_quiet_hours_nothing_is_posted(app: Flask, stores: Stores, server: Outside) -> None:
    server.came.clear()
    company = found(stores)
    round_id = company.plan()
    with stores.main() as session:
        opens_at = get_round(session, round_id=round_id).opens_at
    assert open_round(stores, round_id=round_id, now=opens_at, catalogue=load_catalogue())
    with stores.main() as session, transaction(session):
        add_channel(
            session,
            door=server.door,
            kind=ChannelKind.SLACK,
            name="All",
            url=server.address(),
            locale="nl",
        )
    post = channel_poster(app, server.door)
    quiet = Calm(zone="Europe/Amsterdam", quiet=QuietHours(), closed=lambda _day: False)
    closed = Calm(zone="Europe/Amsterdam", quiet=QuietHours(), closed=lambda _day: True)

    assert post(opens_at + timedelta(hours=12), quiet) == 0
    assert post(opens_at, closed) == 0
    assert server.came == []
    assert post(opens_at, quiet) == 1
    assert "vrijdag 16 januari, 17.00 uur" in server.came[0]["text"].replace("\xa0", " ")
