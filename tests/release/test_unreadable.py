"""Is a name that was covered in a released comment unreadable wherever the comment is read?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import PersonId, TeamId, UnitKey
from feedbackpulse.release.replies import find_conversation
from feedbackpulse.release.service import comments
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.release.unreadable import find_comment, overwrite_comments
from feedbackpulse.signals.moderation import cover
from feedbackpulse.signals.redactions import Subject
from tests.release.answerable import add_answerable

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
UNIT = UnitKey(team_id=TeamId(uuid4()))
ROUND = RoundId(uuid4())
READ = "A ▇▇▇ remark that may be answered."


@pytest.fixture
def comment(session: Session) -> UUID:
    """Return the key of a comment in which the second word was covered."""
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    key, _ = add_answerable(session, round_id=ROUND, unit=UNIT)
    found = find_comment(session, comment_id=key.bytes, unit=UNIT)
    assert found is not None
    cover(
        session,
        subject=Subject.COMMENT,
        subject_id=key.bytes,
        text=found.text,
        numbers=[1],
        by=PersonId(uuid4()),
        now=NOW,
        today=NOW.date(),
    )
    return key


def test_the_pages_of_a_unit_and_of_its_answers_show_no_name(
    session: Session, comment: UUID
) -> None:
    [shown] = comments(session, round_id=ROUND, unit=UNIT)
    talk = find_conversation(session, comment_id=comment.bytes, today=NOW.date())

    assert talk is not None
    assert (shown.text, talk.text) == (READ, READ)


def test_after_a_day_the_database_does_not_have_it_either(session: Session, comment: UUID) -> None:
    done = overwrite_comments(session, now=NOW + timedelta(hours=24))

    assert done == 1
    assert session.get_one(CommentRow, comment.bytes).body == READ.replace("▇▇▇", "▇" * 9)
    [shown] = comments(session, round_id=ROUND, unit=UNIT)
    assert shown.text == READ


def test_a_comment_is_not_found_at_another_unit(session: Session, comment: UUID) -> None:
    elsewhere = UnitKey(team_id=TeamId(uuid4()))

    assert find_comment(session, comment_id=comment.bytes, unit=elsewhere) is None
