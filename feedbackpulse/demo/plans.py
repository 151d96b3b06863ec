"""Two plans of one fictional person: one that became a habit, and one that is running."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import address
from feedbackpulse.people.directory import find_person_by_email
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.notebook import Notebook, open_notebook
from feedbackpulse.reflection.plan import Next, NoteKind, Plan, PlanId

OWNER: Final = "Noor Libel"


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One look back, so many days ago; a step that was changed afterwards has other words."""

    days_ago: int
    gas: int
    next: Next
    note: str = ""
    instead: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Jotting:
    """Something written down, so many days ago."""

    days_ago: int
    kind: NoteKind
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """A plan from its beginning, with what happened in its order."""

    facet: str
    days_ago: int
    due_days_ago: int
    words: Mapping[str, Any]
    course: tuple[Look | Jotting, ...]


STORIES: Final = (
    Story(
        facet="M4E",
        days_ago=230,
        due_days_ago=202,
        words={
            "goal": "Ik laat een beller uitpraten voordat ik antwoord geef. In elk gesprek.",
            "reality": "Bij rustige mensen lukt het. Weet ik het antwoord al, dan praat ik ze voorbij.",
            "action": "M4-E1",
            "language": "nl",
            "text_if": "ik wil reageren",
            "text_then": "tel ik eerst tot twee en vraag ik: “Wil je daar iets meer over vertellen?”",
            "obstacle": "Een volle wachtrij. Dan zet ik het lampje even uit.",
            "support": "Grace. Zij zit naast me.",
        },
        course=(
            Jotting(
                days_ago=223,
                kind=NoteKind.WEEK,
                text="Drie keer gelukt, vaker vergeten. Een briefje op mijn scherm helpt.",
            ),
            Look(days_ago=202, gas=0, next=Next.KEEP, note="Het briefje mag blijven hangen."),
            Jotting(
                days_ago=190,
                kind=NoteKind.COMPLIMENT,
                text="Grace zei: “Wat was je rustig met die boze bewoner.”",
            ),
            Look(days_ago=174, gas=1, next=Next.KEEP),
            Jotting(
                days_ago=160,
                kind=NoteKind.RESULT,
                text="Minder mensen bellen twee keer over hetzelfde.",
            ),
            Look(
                days_ago=139,
                gas=2,
                next=Next.DONE,
                note="Ik tel niet meer. Het gaat vanzelf, ook op drukke dagen.",
            ),
        ),
    ),
    Story(
        facet="M4F",
        days_ago=38,
        due_days_ago=-4,
        words={
            "goal": "Ik maak elke dag één keer echt tijd voor een collega die vastloopt.",
            "reality": "Ik ren van deur naar deur. Op dinsdag, zonder balie, lukt het wel.",
            "action": "M4-E2",
            "language": "nl",
            "text_if": "iemand mij iets komt vertellen",
            "text_then": "leg ik mijn telefoon weg of spreek ik een beter moment af",
            "obstacle": "De telefoon gaat. Dan zeg ik: “Ik bel over tien minuten terug.”",
            "support": "",
        },
        course=(
            Look(
                days_ago=24,
                gas=-1,
                next=Next.ADJUST,
                note="Wegleggen lukt niet tijdens mijn balie-uren.",
                instead="loop ik na mijn balie-uur vijf minuten bij die collega langs",
            ),
            Jotting(
                days_ago=11,
                kind=NoteKind.EXAMPLE,
                text="Met de nieuwe collega de afspraken doorgenomen. Het duurde zes minuten.",
            ),
            Jotting(days_ago=3, kind=NoteKind.WEEK, text="Drie van de vijf dagen. Dat is meer."),
        ),
    ),
)


def make_plans(stores: Stores, *, zone: str, now: datetime) -> None:
    """Write the plans and what happened, through the same service as anybody."""
    today = clock.local_day(now, zone)
    with stores.main() as session, transaction(session):
        person = find_person_by_email(session, email=address(OWNER), on=today)
        assert person is not None, OWNER
        notebook = open_notebook(session, keys=stores.keys, owner=person.id)
        for story in STORIES:
            _tell(session, notebook, story, today)


def _tell(session: Session, notebook: Notebook, story: Story, today: date) -> None:
    begun = today - timedelta(days=story.days_ago)
    due = today - timedelta(days=story.due_days_ago)
    plan = plans.draft_plan(session, notebook=notebook, facet=story.facet, today=begun)
    _change(session, notebook, plan.id, lambda one: replace(one, due=due, **story.words))
    plans.begin_plan(session, notebook=notebook, plan_id=plan.id, today=begun)
    for happened in story.course:
        day = today - timedelta(days=happened.days_ago)
        match happened:
            case Look():
                _look_back(session, notebook, plan.id, happened, day)
            case Jotting(kind=kind, text=text):
                plans.add_note(
                    session, notebook=notebook, plan_id=plan.id, kind=kind, text=text, today=day
                )


def _look_back(
    session: Session, notebook: Notebook, plan_id: PlanId, look: Look, day: date
) -> None:
    plans.follow_up(
        session,
        notebook=notebook,
        plan_id=plan_id,
        today=day,
        gas=look.gas,
        then=look.next,
        note=look.note,
    )
    if look.instead:
        _change(session, notebook, plan_id, partial(replace, text_then=look.instead))


def _change(
    session: Session, notebook: Notebook, plan_id: PlanId, change: Callable[[Plan], Plan]
) -> None:
    plans.change_plan(session, notebook=notebook, plan_id=plan_id, change=change)
