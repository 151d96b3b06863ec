"""What I wrote about the teams I lead, as parts of a document to take along."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import ANCHOR, Catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.people import service as people
from feedbackpulse.reflection.mirror import Look, Mirror
from feedbackpulse.reflection.mirrors import list_mirrors
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reports.document import Section, Table
from feedbackpulse.web.page import day, number


def mirror_sections(
    session: Session, notebook: Notebook, catalogue: Catalogue, locale: str
) -> Iterator[Section]:
    """Yield what I wrote before each round, oldest first."""
    mine = list_mirrors(session, notebook=notebook)
    names = {team.id: team.name for team in people.team_tree(session).teams}
    for asked in cycles.list_rounds(session):
        for mirror in (one for one in mine if one.round == asked.id and one.team in names):
            heading = _("My mirror: %(team)s", team=names[mirror.team])
            caption = f"{asked.title}, {day(asked.opens_at, 'MMMM y')}"
            parts = (_table(mirror, caption, catalogue, locale),)
            yield Section(heading=str(heading), parts=parts)


def _table(mirror: Mirror, caption: str, catalogue: Catalogue, locale: str) -> Table:
    head = (str(_("Topic")), str(_("My answers")), str(_("I expected")))
    rows = tuple(_row(look, catalogue, locale) for look in mirror.looks)
    return Table(caption=caption, head=head, rows=rows, widths=(5, 3, 2))


def _row(look: Look, catalogue: Catalogue, locale: str) -> tuple[str, ...]:
    answers = ", ".join(str(value) for value in look.values)
    expected = "–" if look.expected is None else number(look.expected)
    return _title(look.topic, catalogue, locale), answers or "–", expected


def _title(topic: str, catalogue: Catalogue, locale: str) -> str:
    if topic == ANCHOR:
        return str(_("Listening, all in all"))
    return catalogue.checkpoint(topic).title.in_(locale)
