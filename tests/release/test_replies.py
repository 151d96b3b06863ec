"""Is what the writer of a comment sends kept as it can be kept?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.receipt_codes import mailbox_of
from feedbackpulse.release.replies import replies_for, write_as_writer
from tests.release.answerable import add_answerable

UNIT = UnitKey(team_id=TeamId(uuid4()))


def test_a_sign_that_postgresql_does_not_keep_is_left_out(session: Session) -> None:
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    _key, code = add_answerable(session, round_id=RoundId(uuid4()), unit=UNIT)
    mailbox = mailbox_of(code)
    assert mailbox is not None

    write_as_writer(session, mailbox=mailbox, body="One\0 more.\r\nThing. ", on=date(2026, 3, 4))

    found = replies_for(session, mailbox=mailbox)
    assert found is not None
    assert [one.body for one in found.replies] == ["One more.\nThing."]
