"""Can the form of a promise be used to learn what others wrote, and does a promise leave traces?"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people.domain import PersonId, TeamId, UnitKey
from feedbackpulse.receipt_codes import mailbox_of
from feedbackpulse.release.replies import write_as_writer
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.signals.conversations import write_as_sender
from feedbackpulse.signals.domain import Reader, SignalKind
from feedbackpulse.signals.moderation import cover
from feedbackpulse.signals.redactions import Subject
from feedbackpulse.signals.sending import send
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.release.answerable import add_answerable
from tests.web.employee.test_promises import WORDS
from tests.web.released import REMARK, World

Visit = Callable[[PersonId | None], Visitor]
REFUSED = "Say it in your own words."
NAMED = "Please ask Quispelbaert to call customers back"
TOLD = "the door of the garage never closes"


def refused(visit: Visit, maker: PersonId, address: str, said: str) -> bool:
    """Say whether the form refuses these words, and so tells that somebody wrote them."""
    visitor = visit(maker)
    form = visitor.open(address)
    return REFUSED in words_of(
        visitor.submit(form, {**WORDS, "said": said, "recognisable": "yes"}, status=422)
    )


def commented(stores: Stores, world: World, team: str, text: str) -> bytes:
    """Add a released comment at a team; return its key."""
    unit = UnitKey(team_id=TeamId(world.teams[team]))
    with stores.main() as session, transaction(session):
        key, _code = add_answerable(session, round_id=world.rounds[0].id, unit=unit)
        session.get_one(CommentRow, key.bytes).body = text
    return key.bytes


def signalled(stores: Stores, world: World, reader: Reader, team: str | None = None) -> None:
    """Let somebody send a concern to these readers, a few days ago."""
    with stores.main() as session, transaction(session):
        send(
            session,
            keys=stores.keys,
            kind=SignalKind.CONCERN,
            reader=reader,
            team_id=TeamId(world.teams[team]) if team else None,
            text=f"I worry, {TOLD}.",
            on=local_today() - timedelta(days=3),
            sender=world.member("Night"),
        )


def test_a_lead_learns_of_no_word_that_was_written_elsewhere(
    stores: Stores, world: World, visit: Visit
) -> None:
    commented(stores, world, "Desk", NAMED)
    commented(stores, world, "House", "Everybody waits for an answer from the board")
    address = f"/team/{world.teams['Day']}/promises/new"

    assert refused(visit, world.lead("Day"), address, REMARK)
    assert not refused(visit, world.lead("Day"), address, NAMED)
    elsewhere = "Everybody waits for an answer from the board"
    assert not refused(visit, world.lead("Day"), address, elsewhere)
    assert refused(visit, world.hr, "/org/promises/new", NAMED)


def test_a_covered_name_cannot_be_guessed_through_a_refusal(
    stores: Stores, world: World, visit: Visit
) -> None:
    key, now = commented(stores, world, "Day", NAMED), clock.now()
    with stores.main() as session, transaction(session):
        cover(
            session,
            subject=Subject.COMMENT,
            subject_id=key,
            text=NAMED,
            numbers=[2],
            by=world.hr,
            now=now,
            today=now.date(),
        )

    for maker, address in (
        (world.lead("Day"), f"/team/{world.teams['Day']}/promises/new"),
        (world.hr, "/org/promises/new"),
    ):
        assert not refused(visit, maker, address, "Please ask Quispelbaert to call")


@pytest.mark.parametrize(
    ("reader", "team", "knows"),
    [
        (Reader.HR, None, {"hr"}),
        (Reader.LEAD, "Day", {"lead"}),
        (Reader.ADVISER, None, set()),
    ],
)
def test_a_refusal_tells_of_a_signal_only_to_whom_it_was_sent(
    stores: Stores, world: World, visit: Visit, reader: Reader, team: str | None, knows: set[str]
) -> None:
    signalled(stores, world, reader, team)
    makers = {
        "hr": (world.hr, "/org/promises/new"),
        "lead": (world.lead("Day"), f"/team/{world.teams['Day']}/promises/new"),
        "lead above": (world.lead("Care"), f"/team/{world.teams['Care']}/promises/new"),
        "other lead": (world.lead("Desk"), f"/team/{world.teams['Desk']}/promises/new"),
    }

    found = {name for name, (who, address) in makers.items() if refused(visit, who, address, TOLD)}

    assert found == knows


def test_what_a_sender_wrote_later_is_refused_from_the_day_it_can_be_read(
    stores: Stores, world: World, visit: Visit
) -> None:
    today, mailbox = local_today(), secrets.token_bytes(32)
    later = "and every evening it gets worse"
    with stores.main() as session, transaction(session):
        send(
            session,
            keys=stores.keys,
            kind=SignalKind.CONCERN,
            reader=Reader.HR,
            team_id=None,
            text=TOLD,
            on=today - timedelta(days=3),
            mailbox=mailbox,
        )
    found = []

    for days_ago, words in ((0, f"Now {later}"), (1, f"Yesterday {later}")):
        with stores.main() as session, transaction(session):
            write_as_sender(
                session,
                keys=stores.keys,
                body=words,
                on=today - timedelta(days=days_ago),
                mailbox=mailbox,
            )
        found.append(refused(visit, world.hr, "/org/promises/new", later))

    assert found == [False, True]


def test_what_the_writer_of_a_comment_added_is_refused_to_its_readers_alone(
    stores: Stores, world: World, visit: Visit
) -> None:
    added = "it happened once more on Friday"
    with stores.main() as session, transaction(session):
        unit = UnitKey(team_id=TeamId(world.teams["Day"]))
        _key, code = add_answerable(session, round_id=world.rounds[0].id, unit=unit)
        mailbox = mailbox_of(code)
        assert mailbox is not None
        yesterday = local_today() - timedelta(days=1)
        write_as_writer(session, mailbox=mailbox, body=f"Yes, {added}.", on=yesterday)

    found = {
        team: refused(
            visit, world.lead(team), f"/team/{world.teams[team]}/promises/new", f"So {added}"
        )
        for team in ("Day", "Desk")
    }

    assert found == {"Day": True, "Desk": False}


def test_words_that_are_refused_stand_in_no_log_job_or_mail(
    stores: Stores, world: World, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    assert refused(visit, world.hr, "/org/promises/new", REMARK)

    assert REMARK not in caplog.text
    assert "more time to listen please" not in caplog.text
    with stores.main() as session:
        assert session.scalars(select(MailRow)).all() == []
        assert session.scalars(select(JobRow)).all() == []
