"""Does erasing what somebody wrote reach what they showed to others as well?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.erasing import erase_all_of
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.tables import LetterRow, NotebookPageRow, NotebookRow
from feedbackpulse.signals.shown import show_compliment
from feedbackpulse.signals.tables import ShownComplimentRow
from tests.reflection.complimented import SAID, complimented
from tests.reflection.sharers import hire, rows_of

pytestmark = pytest.mark.both_engines

DAY = date(2026, 3, 2)
KEPT = (NotebookRow, NotebookPageRow, LetterRow, ShownComplimentRow)


def shows_one(stores: Stores, receiver: PersonId, giver: PersonId) -> None:
    """Let somebody be given a compliment and show it to their team."""
    with stores.main() as session, transaction(session):
        team = people.team_tree(session).root
        complimented(session, keys=stores.keys, giver=giver, to=receiver, today=DAY)
        show_compliment(
            session,
            keys=stores.keys,
            receiver=receiver,
            team_id=team.id,
            facet="M4E",
            text=SAID,
            on=DAY,
        )


def test_nothing_is_left_of_a_compliment_and_nothing_of_others_goes(stores: Stores) -> None:
    noor, ali = hire(stores, "Noor", "Ali")
    shows_one(stores, noor, ali)
    shows_one(stores, ali, noor)

    with stores.main() as session, transaction(session):
        erase_all_of(session, owner=noor, today=DAY)

    with stores.main() as session:
        assert rows_of(session, KEPT) == {
            "notebook": 1,
            "notebook_page": 1,
            "letter": 0,
            "shown_compliment": 1,
        }
        assert session.scalars(select(NotebookRow.owner)).all() == [ali]
