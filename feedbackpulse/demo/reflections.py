"""Four looks at themselves by several of the fictional people, over the same year, and short ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import Audience, Catalogue
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.organisation import address
from feedbackpulse.demo.short_looks import SHORT_LOOKS, look_shortly
from feedbackpulse.people.directory import find_person_by_email
from feedbackpulse.reflection import service
from feedbackpulse.reflection.notebook import Notebook, open_notebook

CHECKPOINTS: Final = ("M1", "M2", "M4", "M7", "M9")
DAYS_AGO: Final = (330, 235, 140, 40)
STARTED_AGAIN: Final = "Wout Meerkoet"
Steps = tuple[int, int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """How somebody sees themselves: mostly the same, on some facets otherwise, with words."""

    usual: int
    facets: Mapping[str, Steps]
    words: Mapping[str, tuple[str, str, str, str]] = field(default_factory=dict)


STORIES: Final[Mapping[str, Story]] = MappingProxyType(
    {
        "Noor Libel": Story(
            usual=3,
            facets={
                "M1B": (4, 5, 5, 5),
                "M4B": (5, 5, 5, 5),
                "M4A": (4, 4, 4, 5),
                "M4E": (1, 2, 3, 4),
                "M4F": (2, 1, 2, 1),
                "M7B": (2, 2, 1, 2),
                "M2B": (2, 3, 4, 4),
            },
            words={
                "M4E-O1": (
                    "Aan de telefoon praat ik mensen voorbij als ik het antwoord al weet.",
                    "Ik tel nu tot drie voordat ik iets zeg. Dat lukt de ene dag beter.",
                    "Bij boze bewoners lukt het al goed. In ons eigen overleg nog niet.",
                    "Een collega zei dat ik rustiger ben geworden. Dat doet me goed.",
                ),
                "M4F-O1": (
                    "Voor de nieuwe bewoners aan de Rietkade.",
                    "Mevrouw van nummer 12, die al drie keer heeft gebeld.",
                    "Voor de collega die net begonnen is. Zij loopt vast in de afspraken.",
                    "Voor mezelf, tussen twee gesprekken in. Ik ren van deur naar deur.",
                ),
                "M9B-O1": (
                    "",
                    "Ik schrijf na een gesprek op wat ik heb gehoord, niet wat ik heb gezegd.",
                    "Ik vraag aan het eind: heb ik alles gehoord?",
                    "Ik bel terug op de dag die ik heb beloofd. Dat hou ik vol.",
                ),
            },
        ),
        "Grace Heron": Story(
            usual=4,
            facets={
                "M7A": (4, 5, 5, 5),
                "M7B": (5, 5, 5, 5),
                "M4E": (2, 2, 2, 3),
                "M2B": (2, 2, 3, 2),
                "M4C": (2, 3, 4, 4),
            },
            words={
                "M7A-O1": (
                    "A tenant could not reach the tap. I swapped the cupboards in ten minutes.",
                    "I asked what she does in her kitchen, and then the plan was clear.",
                    "Two small repairs in one visit. It saved them a day at home.",
                    "I left a note with a drawing. They called to say thank you.",
                ),
                "M2B-O1": (
                    "The family with the draughty door. I must call them.",
                    "Nobody this week, I think.",
                    "The man on the third floor; the part has not come in.",
                    "I still forget to say when I will be back.",
                ),
            },
        ),
        "Fatima Dotter": Story(
            usual=4,
            facets={
                "M4A": (5, 5, 5, 5),
                "M2A": (5, 5, 4, 5),
                "M4F": (3, 2, 2, 1),
                "M4D": (2, 2, 3, 3),
            },
            words={
                "M4F-O1": (
                    "Voor het team dat in januari is samengevoegd.",
                    "Voor één op één. Die schuif ik te vaak door.",
                    "Ik heb ze deze maand alle achttien gesproken. Dat gaf rust.",
                    "De drukte wint het van de aandacht. Dat wil ik anders.",
                ),
                "M4D-O1": (
                    "De planner. Zij ziet de dag als getallen, ik als gesprekken.",
                    "De monteurs. Wat horen zij dat ik niet hoor?",
                    "Mijn eigen leidinggevende, over de wachttijden.",
                    "Een bewoner die is weggegaan. Waarom eigenlijk?",
                ),
            },
        ),
        "Wout Meerkoet": Story(
            usual=3,
            facets={
                "M9A": (4, 5, 5, 5),
                "M4D": (5, 4, 5, 5),
                "M1A": (2, 2, 2, 2),
                "M4B": (2, 2, 2, 1),
            },
            words={
                "M1A-O1": (
                    "Ze wilde vooral weten wanneer de steiger weggaat.",
                    "Rust in huis, meer dan een nieuw kozijn.",
                    "Duidelijkheid over de kosten.",
                    "Iemand die langskomt en niet alleen een brief stuurt.",
                ),
            },
        ),
    }
)


def make_reflections(stores: Stores, *, zone: str, now: datetime) -> None:
    """Let everybody in the stories reflect, in the order of the days, as anybody does."""
    catalogue = load_catalogue()
    today = clock.local_day(now, zone)
    with stores.main() as session, transaction(session):
        for name, story in STORIES.items():
            person = find_person_by_email(session, email=address(name), on=today)
            assert person is not None, name
            notebook = open_notebook(session, keys=stores.keys, owner=person.id)
            looks = {look.days_ago: look for look in SHORT_LOOKS.get(name, ())}
            for days in sorted({*DAYS_AGO, *looks}, reverse=True):
                day = today - timedelta(days=days)
                if days in looks:
                    look_shortly(session, catalogue, notebook=notebook, look=looks[days], day=day)
                    continue
                turn = DAYS_AGO.index(days)
                _reflect(session, catalogue, notebook=notebook, story=story, turn=turn, day=day)
            if name == STARTED_AGAIN:
                service.start_reflection(
                    session, notebook=notebook, checkpoints=CHECKPOINTS, today=today
                )


def _reflect(
    session: Session,
    catalogue: Catalogue,
    *,
    notebook: Notebook,
    story: Story,
    turn: int,
    day: date,
) -> None:
    begun = service.start_reflection(session, notebook=notebook, checkpoints=CHECKPOINTS, today=day)
    for code in CHECKPOINTS:
        for item in catalogue.reflection_items(code):
            value = story.facets.get(str(item.facet), (story.usual,) * len(DAYS_AGO))[turn]
            service.rate(session, notebook=notebook, reflection_id=begun.id, item=item, value=value)
        for prompt in catalogue.prompts(code, Audience.REFLECTION):
            if text := story.words.get(prompt.code, ("",) * len(DAYS_AGO))[turn]:
                service.write(
                    session, notebook=notebook, reflection_id=begun.id, prompt=prompt, text=text
                )
    service.finish_reflection(session, notebook=notebook, reflection_id=begun.id, today=day)
