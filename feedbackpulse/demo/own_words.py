"""What one fictional person added to her profile herself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import address
from feedbackpulse.people.directory import find_person_by_email
from feedbackpulse.reflection.notebook import open_notebook
from feedbackpulse.reflection.own_words import OwnWords, Place, add_own_words, write_note

OWNER: Final = "Noor Libel"
DAYS_AGO: Final = 39
ADDED: Final = (
    OwnWords(
        place=Place.STRENGTH,
        title="Ik breng rust in een lastig gesprek.",
        text="Als iemand boos is, praat ik langzamer. Dat helpt bijna altijd.",
    ),
    OwnWords(
        place=Place.IMPROVEMENT_AREA,
        title="Ik vraag collega’s vaker wat zij van mijn aanpak vinden.",
        text="Van bewoners hoor ik veel, van collega’s weinig.",
    ),
)
NOTE: Final = ("M4A", "Bij bewoners lukt dit vanzelf. In ons eigen overleg moet ik eraan denken.")


def make_own_words(stores: Stores, *, zone: str, now: datetime) -> None:
    """Add them, through the same service as anybody."""
    day = clock.local_day(now, zone) - timedelta(days=DAYS_AGO)
    with stores.main() as session, transaction(session):
        person = find_person_by_email(session, email=address(OWNER), on=day)
        assert person is not None, OWNER
        notebook = open_notebook(session, keys=stores.keys, owner=person.id)
        for words in ADDED:
            add_own_words(session, notebook=notebook, words=words, today=day)
        facet, text = NOTE
        write_note(session, notebook=notebook, facet=facet, text=text, today=day)
