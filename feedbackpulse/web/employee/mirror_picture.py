"""Both pictures of a team in one: the lead's own, the team's, and what the lead expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID

from flask import Response, abort, url_for
from flask_babel import gettext as _

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.leader_gap import (
    GapRow,
    LeaderGap,
    leader_gap_height,
    leader_gap_svg,
)
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.two_views import Tone
from feedbackpulse.people.domain import Team
from feedbackpulse.reflection.mirror import Sight
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.mirror_mine import my_reflected, my_team, wanted_or_seen
from feedbackpulse.web.employee.mirror_view import Guess, Reflected, Side
from feedbackpulse.web.employee.mirror_words import say_foresight, say_sight
from feedbackpulse.web.page import number, sentence
from feedbackpulse.web.pictures import VARIANTS, Picture
from feedbackpulse.web.team.words import say_list

_TONES: Final = {
    Sight.SAME: Tone.NONE,
    Sight.SELF_HIGHER: Tone.OTHERS_LOWER,
    Sight.SELF_LOWER: Tone.OTHERS_HIGHER,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mirrored:
    """The picture of one mirror, and what it shows in words."""

    drawn: LeaderGap
    picture: Picture

    @property
    def sentence(self) -> str:
        """Return what the picture shows, for who does not see it."""
        groups = groupby(self.drawn.rows, key=lambda row: row.headline)
        return " ".join(
            f"{sentence(said)}: {say_list(row.title for row in some)}." for said, some in groups
        )


def mirrored(team: Team, shown: Reflected) -> Mirrored:
    """Return the picture of a mirror, and where the page finds it."""
    drawn = _drawn(shown)
    asked = shown.asked.round.id
    return Mirrored(
        drawn=drawn,
        picture=Picture(
            address=lambda shade, width: url_for(
                ".mirror_picture", team_id=team.id, shade=shade, width=width, round=asked
            ),
            height=lambda width: leader_gap_height(drawn, width=Width(width)),
        ),
    )


@blueprint.get("/reflect/mirror/<uuid:team_id>/gap-" + VARIANTS)
def mirror_picture(team_id: UUID, shade: str, width: str) -> Response:
    """Draw my mirror, for me; it is kept nowhere, neither here nor in the browser."""
    team = my_team(team_id)
    asked = wanted_or_seen(team) or abort(404)
    every = {one.asked.round.id: one for one in my_reflected(team)}
    shown = every.get(asked.round.id) or abort(404)
    svg = leader_gap_svg(_drawn(shown), shade=Shade(shade), width=Width(width))
    return Response(svg, mimetype="image/svg+xml")


def _drawn(shown: Reflected) -> LeaderGap:
    return LeaderGap(
        own=str(_("me")) if shown.sides else "",
        team=str(_("my team")),
        expected=str(_("what I expected")),
        rows=tuple(_rows(shown)),
    )


def _rows(shown: Reflected) -> Iterator[GapRow]:
    guesses = {guess.subject.key: guess for guess in shown.guesses}
    for side in shown.told:
        yield _of_side(side, guesses.pop(side.subject.key, None))
    for guess in sorted(guesses.values(), key=lambda one: one.place):
        yield _of_guess(guess)


def _of_side(side: Side, guess: Guess | None) -> GapRow:
    team, sight = side.said.text, side.gap.sight if side.gap else None
    return GapRow(
        title=side.title,
        own=side.own,
        team=side.level,
        headline=say_sight(sight) if sight else str(_("not shown")),
        said=_numbers(side.own, team) if sight else team,
        tone=_TONES[sight] if sight else Tone.NONE,
        expected=guess.expected if guess else None,
    )


def _of_guess(guess: Guess) -> GapRow:
    expected, team = number(guess.expected), guess.said.text
    said = _("expected %(level)s, team %(team)s", level=expected, team=team)
    return GapRow(
        title=guess.title,
        own=None,
        team=guess.level,
        headline=say_foresight(guess.foresight) if guess.foresight else str(_("not shown")),
        said=str(said) if guess.foresight else team,
        expected=guess.expected,
    )


def _numbers(own: float, team: str) -> str:
    return str(_("me %(own)s, team %(team)s", own=number(own), team=team))
