"""What colleagues see and told me and what I shared, as parts of a document to take along."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.reflection.compliments import every_compliment
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.peer_page import PeerPage
from feedbackpulse.reflection.peer_view import Seen, Sight
from feedbackpulse.reflection.peers import list_peer_pages
from feedbackpulse.reflection.shares import list_shared
from feedbackpulse.reports.document import Bullets, Section, Table
from feedbackpulse.web.employee.compliment_words import quoted
from feedbackpulse.web.employee.sharing_words import tell
from feedbackpulse.web.identity import today
from feedbackpulse.web.page import day, number


def other_sections(
    session: Session, notebook: Notebook, catalogue: Catalogue, locale: str
) -> tuple[Section, ...]:
    """Return the parts about what colleagues see, about compliments, and about what was shared."""
    return (
        *_peers(session, notebook, catalogue, locale),
        *_compliments(session, notebook, catalogue, locale),
        *_shared(session, notebook, catalogue, locale),
    )


def _peers(
    session: Session, notebook: Notebook, catalogue: Catalogue, locale: str
) -> Iterator[Section]:
    for page in list_peer_pages(session, notebook=notebook):
        heading = _("What colleagues see in me, %(day)s", day=day(page.opens_on))
        if page.seen:
            yield Section(heading=str(heading), parts=(_seen(page, catalogue, locale),))


def _seen(page: PeerPage, catalogue: Catalogue, locale: str) -> Table:
    caption = str(_("What colleagues see, and how I rated myself"))
    head = (str(_("Behaviour")), str(_("I")), str(_("Colleagues")), str(_("What that means")))
    rows = tuple(_row(one, catalogue, locale) for one in page.seen or ())
    return Table(caption=caption, head=head, rows=rows, widths=(5, 1, 2, 5))


def _row(one: Seen, catalogue: Catalogue, locale: str) -> tuple[str, ...]:
    return (
        catalogue.item(one.item).text.in_(locale),
        str(one.own or "–"),
        "–" if one.others is None else number(one.others),
        _meaning(one.sight, catalogue, locale),
    )


def _meaning(sight: Sight, catalogue: Catalogue, locale: str) -> str:
    if sight is Sight.OTHERS_ONLY:
        return str(_("Only colleagues rated this."))
    wording = "not_visible" if sight is Sight.NOT_VISIBLE else sight.value
    return catalogue.wording_of(f"others.{wording}").in_(locale)


def _compliments(
    session: Session, notebook: Notebook, catalogue: Catalogue, locale: str
) -> Iterator[Section]:
    given = every_compliment(session, notebook=notebook)
    if given:
        items = tuple(
            f"{catalogue.facet(one.facet).title.in_(locale)}: {quoted(one)}" for one in given
        )
        yield Section(heading=str(_("Compliments")), parts=(Bullets(items=items),))


def _shared(
    session: Session, notebook: Notebook, catalogue: Catalogue, locale: str
) -> Iterator[Section]:
    mine = list_shared(session, notebook=notebook, today=today())
    if mine:
        items = tuple(
            f"{tell(one.copy, catalogue, locale).title}: {day(one.since)} – {day(one.until)}"
            for one in mine
        )
        yield Section(heading=str(_("What I shared")), parts=(Bullets(items=items),))
