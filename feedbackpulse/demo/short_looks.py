"""Short looks in between by one of the fictional people, at the part that a plan was about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.reflection import service
from feedbackpulse.reflection.notebook import Notebook


@dataclass(frozen=True, kw_only=True, slots=True)
class ShortLook:
    """How somebody saw themselves on a few facets, and what they wrote; or only what they wrote."""

    days_ago: int
    prompt: str
    text: str
    facets: Mapping[str, int] = field(default_factory=dict)


SHORT_LOOKS: Final[Mapping[str, tuple[ShortLook, ...]]] = {
    "Noor Libel": (
        ShortLook(
            days_ago=202,
            facets={"M4E": 2},
            prompt="M4E-O1",
            text="Als de wachtrij vol is. Dan hoor ik mezelf sneller praten.",
        ),
        ShortLook(
            days_ago=174,
            facets={"M4E": 3},
            prompt="M4E-O1",
            text="In ons overleg. Daar ben ik bang dat mijn beurt voorbijgaat.",
        ),
        ShortLook(
            days_ago=24,
            facets={"M4F": 2},
            prompt="M4F-O1",
            text="Voor de nieuwe collega, op dinsdag. Dan sta ik niet aan de balie.",
        ),
        ShortLook(
            days_ago=10,
            prompt="M7A-O1",
            text="Een bewoner kreeg een andere monteur, op een vast uur. Ik vroeg wat hielp.",
        ),
    )
}


def look_shortly(
    session: Session, catalogue: Catalogue, *, notebook: Notebook, look: ShortLook, day: date
) -> None:
    """Keep a short look, through the same service as anybody."""
    prompt = catalogue.item(look.prompt)
    if not look.facets:
        service.keep_words(session, notebook=notebook, prompt=prompt, text=look.text, today=day)
        return
    begun = service.start_small(session, notebook=notebook, facets=tuple(look.facets), today=day)
    for facet, value in look.facets.items():
        for item in catalogue.reflection_items(str(prompt.checkpoint)):
            if item.facet == facet:
                service.rate(
                    session, notebook=notebook, reflection_id=begun.id, item=item, value=value
                )
    service.write(session, notebook=notebook, reflection_id=begun.id, prompt=prompt, text=look.text)
    service.finish_reflection(session, notebook=notebook, reflection_id=begun.id, today=day)
