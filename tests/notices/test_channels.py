"""Is each message about a round posted once in every channel, also when something fails halfway?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.channels import (
    LEASE,
    Channel,
    QueuedPost,
    add_channel,
    find_channel,
    list_channels,
    post_due,
    queue_posts,
    remove_channel,
    send_message,
    switch_channel,
)
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.formats import CARD, ChannelKind, Message, slack_body, teams_body
from feedbackpulse.notices.tables import ChannelPostRow
from feedbackpulse.notices.webhook import AddressRefusedError, Door, Fault
from tests.jobs.company import START, Company, found
from tests.notices import outside
from tests.notices.outside import Outside

pytestmark = pytest.mark.both_engines

NOW = START
MESSAGE = Message(text="A round is open.", link_text="Go", link="https://pulse.example.org/")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with outside.running(tmp_path_factory.mktemp("outside")) as running:
        yield running


@pytest.fixture
def there(server: Outside) -> Outside:
    """Return the server as if nothing had come yet."""
    server.came.clear()
    server.status, server.says = 200, b"ok"
    return server


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def round_id(company: Company) -> RoundId:
    return company.plan()


def add(
    stores: Stores, there: Outside, name: str = "All", kind: ChannelKind = ChannelKind.SLACK
) -> Channel:
    with stores.main() as session, transaction(session):
        return add_channel(
            session, door=there.door, kind=kind, name=name, url=there.address(), locale="en"
        )


def queue(stores: Stores, round_id: RoundId, kind: MailKind = MailKind.INVITATION) -> int:
    with stores.main() as session, transaction(session):
        return queue_posts(session, round_id=round_id, kind=kind, due_at=NOW)


def compose(_queued: QueuedPost) -> Message | None:
    return MESSAGE


def post(stores: Stores, there: Outside, *, after: timedelta = timedelta(0)) -> int:
    send = partial(send_message, there.door)
    return post_due(stores, now=NOW + after, send=send, compose=compose)


def test_a_message_is_posted_once_in_every_channel(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    add(stores, there)
    add(stores, there, "Teams", ChannelKind.TEAMS)

    assert (queue(stores, round_id), queue(stores, round_id)) == (2, 0)
    assert (post(stores, there), post(stores, there)) == (2, 0)
    assert post(stores, there, after=timedelta(days=30)) == 0

    came = sorted(there.came, key=str)
    assert came == sorted([slack_body(MESSAGE), teams_body(MESSAGE)], key=str)


def test_what_comes_after_goes_only_where_the_opening_stands(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    add(stores, there)
    queue(stores, round_id)
    post(stores, there)
    add(stores, there, "Later")

    assert queue(stores, round_id, MailKind.RESULTS) == 1
    assert post(stores, there) == 1


def test_a_channel_that_is_off_gets_nothing_until_it_is_on(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    channel = add(stores, there)
    queue(stores, round_id)
    with stores.main() as session, transaction(session):
        switch_channel(session, channel_id=channel.id, active=False)
    assert (queue(stores, round_id), post(stores, there)) == (0, 0)

    with stores.main() as session, transaction(session):
        switch_channel(session, channel_id=channel.id, active=True)

    assert post(stores, there) == 1


def test_nothing_is_left_of_a_channel_that_is_removed(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    channel = add(stores, there)
    queue(stores, round_id)

    with stores.main() as session, transaction(session):
        remove_channel(session, channel_id=channel.id)

    with stores.main() as session:
        assert list_channels(session) == ()
        assert session.scalar(select(func.count()).select_from(ChannelPostRow)) == 0
    assert post(stores, there) == 0


def test_an_address_that_is_not_allowed_is_not_kept(stores: Stores, there: Outside) -> None:
    with stores.main() as session, transaction(session):
        with pytest.raises(AddressRefusedError):
            add_channel(
                session,
                door=Door.of("hooks.slack.com"),
                kind=ChannelKind.SLACK,
                name="All",
                url=there.address(),
                locale="en",
            )
        assert list_channels(session) == ()


def test_an_address_is_in_no_text_that_a_channel_gives(stores: Stores, there: Outside) -> None:
    assert "secret" not in repr(add(stores, there))


def test_who_is_busy_is_asked_again_later_each_time(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    channel = add(stores, there)
    queue(stores, round_id)
    there.status = 503
    asked = []
    for minute in range(40):
        there.came.clear()
        post(stores, there, after=timedelta(minutes=minute))
        asked.append(len(there.came))

    assert [minute for minute, times in enumerate(asked) if times] == [0, 5, 15, 35]
    with stores.main() as session:
        noted = find_channel(session, channel_id=channel.id)
    assert noted is not None
    assert noted.problem is Fault.BUSY
    there.status = 200
    assert post(stores, there, after=timedelta(hours=2)) == 1
    with stores.main() as session:
        noted = find_channel(session, channel_id=channel.id)
    assert noted is not None
    assert noted.problem is None


def test_a_channel_that_refuses_is_not_asked_again(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    add(stores, there)
    queue(stores, round_id)
    there.status = 404

    for day in range(3):
        post(stores, there, after=timedelta(days=day))

    assert len(there.came) == 1


def test_a_message_that_makes_no_sense_any_more_is_dropped(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    add(stores, there)
    queue(stores, round_id)

    for day in range(2):
        sent = post_due(
            stores,
            now=NOW + timedelta(days=day),
            send=partial(send_message, there.door),
            compose=lambda _queued: None,
        )
        assert sent == 0
    assert (there.came, post(stores, there, after=timedelta(days=3))) == ([], 0)


def test_who_is_killed_between_posting_and_noting_it_posts_once_more_at_most(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    add(stores, there)
    queue(stores, round_id)

    def post_and_die(channel: Channel, message: Message) -> Fault | None:
        send_message(there.door, channel, message)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        post_due(stores, now=NOW, send=post_and_die, compose=compose)
    assert post(stores, there, after=LEASE / 2) == 0
    assert post(stores, there, after=LEASE) == 1
    assert post(stores, there, after=3 * LEASE) == 0

    assert len(there.came) == 2


def test_a_clock_that_jumped_back_keeps_no_message_for_ever(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    add(stores, there)
    queue(stores, round_id)

    def die(_channel: Channel, _message: Message) -> Fault | None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        post_due(stores, now=NOW + timedelta(days=365), send=die, compose=compose)

    assert post(stores, there) == 1


def test_several_processes_post_a_message_once(
    stores: Stores, there: Outside, round_id: RoundId
) -> None:
    add(stores, there)
    add(stores, there, "Other")
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        queue(stores, round_id)
        post(stores, there)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(there.came) == 2


def test_a_title_is_read_as_it_is_and_calls_nobody(stores: Stores) -> None:
    typed = Message(text="<!channel> *A* & [b](c)", link_text="<Go>", link="https://x.example.org/")

    slack, teams = slack_body(typed), teams_body(typed)

    assert slack["text"] == "&lt;!channel&gt; *A* &amp; [b](c)"
    assert slack["blocks"][0]["text"] == {
        "type": "plain_text",
        "text": typed.text,
        "emoji": False,
    }
    assert slack["blocks"][1]["text"]["text"] == "<https://x.example.org/|&lt;Go&gt;>"
    [attachment] = teams["attachments"]
    assert attachment["contentType"] == CARD
    card = attachment["content"]
    assert card["body"][0]["text"] == r"<\!channel\> \*A\* & \[b\]\(c\)"
    assert card["actions"] == [
        {"type": "Action.OpenUrl", "title": "<Go>", "url": "https://x.example.org/"}
    ]


def test_without_an_address_of_ours_there_is_no_link() -> None:
    message = Message(text="Open.", link_text="Go", link=None)

    assert len(slack_body(message)["blocks"]) == 1
    assert "actions" not in teams_body(message)["attachments"][0]["content"]
