"""Both views as a picture, for the one it is about; it is kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Final
from uuid import UUID

from flask import Response, abort, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.peer_view import PeerRow, PeerView, peer_view_height, peer_view_svg
from feedbackpulse.charts.two_views import Tone
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.reflection.pages import PageId
from feedbackpulse.reflection.peer_page import PeerPage
from feedbackpulse.reflection.peer_view import Sight
from feedbackpulse.reflection.peers import find_peer_page
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.peers_view import Line, PeersView, view_page
from feedbackpulse.web.pictures import VARIANTS, Picture
from feedbackpulse.web.team.words import say_list

_TONES: Final[Mapping[Sight, Tone]] = MappingProxyType(
    {Sight.HIDDEN_STRENGTH: Tone.OTHERS_HIGHER, Sight.TO_DISCUSS: Tone.OTHERS_LOWER}
)


@blueprint.get("/reflect/peers/<uuid:asked_id>/picture-" + VARIANTS)
def peer_picture(asked_id: UUID, shade: str, width: str) -> Response:
    """Draw what colleagues see in me, for me."""
    page = find_peer_page(db.session(), notebook=my_notebook(), page_id=PageId(asked_id))
    view = view_page(page, load_catalogue(), str(get_locale()))
    drawn = (drawing(page, view) if view else None) or abort(404)
    svg = peer_view_svg(drawn, shade=Shade(shade), width=Width(width))
    return Response(svg, mimetype="image/svg+xml")


def picture_of(page: PeerPage, drawn: PeerView) -> Picture:
    """Return where the page finds the picture."""
    return Picture(
        address=lambda shade, width: url_for(
            ".peer_picture", asked_id=page.id, shade=shade, width=width
        ),
        height=lambda width: peer_view_height(drawn, width=Width(width)),
    )


def drawing(page: PeerPage, view: PeersView) -> PeerView | None:
    """Return what there is to draw, or None when there is nothing."""
    rows = [_row(line, group.words) for group in view.groups for line in group.lines]
    drawn = tuple(row for row in rows if row.own is not None or row.others is not None)
    if not any(row.others is not None for row in drawn):
        return None
    return PeerView(
        own=str(_("you")),
        others=str(
            ngettext(
                "%(num)s colleague you invited (mean)",
                "%(num)s colleagues you invited (mean)",
                page.count,
            )
        ),
        rows=drawn,
        marks=(str(_("starting out")), str(_("on the way")), str(_("habit"))),
    )


def sentence(drawn: PeerView) -> str:
    """Return what the picture shows, for who does not see it."""
    groups = groupby(drawn.rows, key=lambda row: row.headline)
    return " ".join(f"{name}: {say_list(row.title for row in rows)}." for name, rows in groups)


def _row(line: Line, words: str) -> PeerRow:
    own = line.seen.own
    return PeerRow(
        title=line.title,
        own=None if own is None else float(own),
        others=line.seen.others,
        headline=line.name,
        said=words,
        tone=_TONES.get(line.seen.sight, Tone.NONE),
    )
