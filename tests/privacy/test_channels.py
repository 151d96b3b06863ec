"""Can anything about a person, or what they did, be read from the messages in a channel?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.calm import Calm
from feedbackpulse.notices.channels import add_channel
from feedbackpulse.notices.formats import ChannelKind
from feedbackpulse.people import directory
from feedbackpulse.people.trees import team_tree
from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.web.channel_posts import channel_poster
from tests.jobs.company import START, Company, found
from tests.notices import outside
from tests.notices.outside import Outside

CALM = Calm(zone="Europe/Amsterdam", quiet=QuietHours(), closed=lambda _day: False)


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Outside]:
    with outside.running(tmp_path) as running:
        yield running


@pytest.fixture
def company(stores: Stores, there: Outside) -> Company:
    with stores.main() as session, transaction(session):
        for kind in ChannelKind:
            add_channel(
                session,
                door=there.door,
                kind=kind,
                name=kind.value,
                url=there.address(),
                locale="en",
            )
    return found(stores)


def run(app: Flask, company: Company, there: Outside, *, answers: bool) -> list[dict[str, Any]]:
    """Run a round with or without answers; return everything that was posted about it."""
    round_id = company.plan()
    company.open(round_id)
    asked, post = company.round(round_id), channel_poster(app, there.door)
    if answers:
        company.answer(round_id, "Mill", [5, 1, 5, 4, 2, 3])
    post(asked.opens_at, CALM)
    company.close(round_id)
    post(asked.closes_at, CALM)
    return there.came


def test_no_name_address_or_number_of_anybody_leaves(
    app: Flask, company: Company, there: Outside
) -> None:
    posted = json.dumps(run(app, company, there, answers=True))

    with company.stores.main() as session:
        everybody = directory.list_people(session, on=START.date())
        teams = team_tree(session).teams
    assert len(there.came) == 4
    for one in everybody:
        assert one.name not in posted
        assert one.email not in posted
        assert str(one.id) not in posted
        assert one.id.hex not in posted
    assert not [team.name for team in teams if team.name in posted]
    assert "/i#" not in posted


def test_what_is_posted_does_not_depend_on_who_answered(
    app: Flask, company: Company, there: Outside
) -> None:
    silent = list(run(app, company, there, answers=False))
    there.came.clear()
    busy = run(app, company, there, answers=True)

    assert sorted(map(str, busy)) == sorted(map(str, silent))
