"""Are words counted once, and anew as soon as a text or a name is another?"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import timedelta
from types import FunctionType, ModuleType
from uuid import uuid4

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.database import Stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, PersonId
from feedbackpulse.release.tables import CommentRow
from feedbackpulse.release.written import written
from feedbackpulse.signals.moderation import cover
from feedbackpulse.signals.redactions import Subject
from feedbackpulse.web.team import word_counts
from tests.days import local_today
from tests.pages import Visitor
from tests.web.released import World

pytestmark = pytest.mark.both_engines

Visit = Callable[[PersonId | None], Visitor]
TEXTS = 12
SAID = "Vraag het Quirijn of zijn zonnescherm dicht mag."


@pytest.fixture
def keys(stores: Stores, world: World) -> list[bytes]:
    """Let people of one team write the same; give the keys of what they wrote."""
    keys = [uuid4().bytes for _ in range(TEXTS)]
    with stores.main() as session:
        for key in keys:
            session.add(
                CommentRow(
                    id=key,
                    round_id=world.rounds[1].id,
                    team_id=world.teams["Trio"],
                    part=Part.WHOLE.value,
                    item="G4",
                    body=SAID,
                )
            )
        session.commit()
    return keys


def counted(visitor: Visitor, address: str) -> dict[str, str]:
    """Return in how many texts each word is, as the page tells."""
    rows = visitor.open(address).select("form tbody tr")
    return dict(row.get_text("|", strip=True).split("|") for row in rows)


def cover_name(session: Session, world: World, key: bytes) -> None:
    cover(
        session,
        subject=Subject.COMMENT,
        subject_id=key,
        text=SAID,
        numbers=[2],
        by=world.hr,
        now=clock.now(),
        today=local_today() - timedelta(days=1),
    )


def test_whatever_changes_is_in_the_counts_at_the_next_reading(
    keys: list[bytes], stores: Stores, world: World, visit: Visit
) -> None:
    places = [(visit(world.hr), "/org/words")]
    places.append((visit(world.lead("Trio")), f"/team/{world.teams['Trio']}/words"))

    def told(word: str) -> set[str | None]:
        return {counted(visitor, address).get(word) for visitor, address in places}

    assert told("quirijn") == told("zonnescherm") == {str(TEXTS)}
    with stores.main() as session:
        cover_name(session, world, keys[0])
        session.commit()
    assert (told("quirijn"), told("zonnescherm")) == ({str(TEXTS - 1)}, {str(TEXTS)})

    with stores.main() as session:
        session.execute(delete(CommentRow).where(CommentRow.id == keys[1]))
        session.commit()
    assert (told("quirijn"), told("zonnescherm")) == ({str(TEXTS - 2)}, {str(TEXTS - 1)})

    with stores.main() as session:
        people.change_person(
            session, person_id=world.member("Night"), name="Quirijn Bos", email="q@example.org"
        )
        session.commit()
    assert (told("quirijn"), told("zonnescherm")) == ({None}, {str(TEXTS - 1)})


def test_of_many_comments_some_are_drawn_with_the_names_in_them_covered(
    keys: list[bytes], stores: Stores, world: World
) -> None:
    first, second, *_others = sorted(keys)
    with stores.main() as session:
        cover_name(session, world, second)
        session.commit()

        few = written(session, rounds=[world.rounds[1].id], teams=[world.teams["Trio"]], most=2)

    assert first < second
    assert few == (SAID, "Vraag het ▇▇▇ of zijn zonnescherm dicht mag.")


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("keys")
def test_a_process_keeps_what_is_shown_and_neither_texts_nor_names(
    world: World, visit: Visit
) -> None:
    word_counts._place.cache_clear()
    visitor = visit(world.hr)

    visitor.open("/org/words")
    visitor.open("/org/words")

    assert (word_counts._place.cache_info().misses, word_counts._place.cache_info().hits) == (1, 1)
    kept = _kept()
    assert "zonnescherm" in kept
    assert not [text for text in kept if " " in text]


def _kept() -> list[str]:
    """Return every text that the counts of a process lead to."""
    seen: set[int] = set()
    found, waiting = list[str](), list[object]([word_counts._place])
    while waiting:
        one = waiting.pop()
        if id(one) not in seen and not isinstance(one, FunctionType | ModuleType | type):
            seen.add(id(one))
            if isinstance(one, str):
                found.append(one)
            waiting += gc.get_referents(one)
    return found
