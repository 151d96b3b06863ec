"""How many took part: in steps while a round is open, exact only in what was released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, abort, render_template, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.participation import PARTICIPATION_HEIGHT, Day, participation_svg
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.insight.estimates import Count
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Withheld
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.participation import (
    Level,
    LevelKind,
    UnitParticipation,
)
from feedbackpulse.roster.participation import (
    participation as read_participation,
)
from feedbackpulse.roster.service import RoundUnit
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.pictures import VARIANTS, Picture, send_svg
from feedbackpulse.web.team.links import wanted_round
from feedbackpulse.web.team.words import say_count, unit_name

SHOWN = {RoundState.OPEN, RoundState.CLOSED, RoundState.RELEASED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One unit: how many people it has, and what is known of how many answered."""

    name: str
    invited: int
    said: str
    percent: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticipationPage:
    """What may be known about one round."""

    round: Round
    rounds: tuple[Round, ...]
    whole: Line | None
    lines: tuple[Line, ...]
    days: tuple[Day, ...]
    day_number: int
    day_total: int

    @property
    def is_released(self) -> bool:
        """Say whether the exact counts are out."""
        return self.round.state is RoundState.RELEASED


@blueprint.get("/participation")
def participation() -> str:
    """Show how many took part in a round, without showing anybody."""
    page = _read(db.session())
    if page is None:
        planned = [r for r in cycles.list_rounds(db.session()) if r.state is RoundState.PLANNED]
        return render_template("hr/participation/nothing_yet.html", planned=planned)
    return render_template("hr/participation/round.html", page=page, picture=_picture(page))


@blueprint.get("/participation/" + VARIANTS)
def participation_picture(shade: str, width: str) -> Response:
    """Send the picture of participation per working day."""
    page = _read(db.session())
    if page is None or not page.days:
        abort(404)
    days = page.days
    return send_svg(
        (days, shade, width),
        lambda: participation_svg(days, shade=Shade(shade), width=Width(width)),
    )


def _picture(page: ParticipationPage) -> Picture:
    return Picture(
        address=lambda shade, width: url_for(
            ".participation_picture", shade=shade, width=width, round=page.round.id
        ),
        height=lambda _width: PARTICIPATION_HEIGHT,
    )


def _read(session: Session) -> ParticipationPage | None:
    rounds = [found for found in cycles.list_rounds(session) if found.state in SHOWN]
    wanted = wanted_round()
    asked = _choose(rounds, wanted)
    if asked is None:
        return None if wanted is None else abort(404)
    counted = read_participation(session, round_id=asked.id)
    lines = _released(session, asked) if asked.state is RoundState.RELEASED else _so_far(counted)
    number, total = _day_of(asked)
    return ParticipationPage(
        round=asked,
        rounds=tuple(rounds),
        whole=lines[0] if lines else None,
        lines=tuple(lines[1:]),
        days=_days(counted),
        day_number=number,
        day_total=total,
    )


def _choose(rounds: Sequence[Round], wanted: RoundId | None) -> Round | None:
    """Return the round that was asked for, else an open one, else the latest."""
    if wanted is not None:
        return next((found for found in rounds if found.id == wanted), None)
    still_open = [found for found in rounds if found.state is RoundState.OPEN]
    latest = still_open or list(rounds)
    return latest[-1] if latest else None


def _so_far(counted: Sequence[UnitParticipation]) -> list[Line]:
    latest = {each.unit: each for each in counted}
    return [
        Line(
            name=unit_name(each.unit, each.unit_name),
            invited=each.invited,
            said=say_level(each.level),
            percent=each.level.percent,
        )
        for each in latest.values()
    ]


def _released(session: Session, asked: Round) -> list[Line]:
    """Return the counts of a released round: of the whole, and of every leaf."""
    most: dict[UnitKey, Count] = {}
    hidden: dict[UnitKey, int] = {}
    for result in release.results(session, rounds=[asked.id]):
        if isinstance(result, Withheld):
            hidden[result.unit] = max(hidden.get(result.unit, 0), result.fewer_than or 0)
        else:
            before = most.get(result.unit)
            if before is None or result.n > before.n:
                most[result.unit] = Count(
                    n=result.n, at_least=result.n_is_minimum, invited=result.invited
                )
    units = roster.units_of_round(session, round_id=asked.id)
    return [
        _released_line(unit, most.get(unit.key), hidden.get(unit.key, 0))
        for unit in units
        if unit.is_leaf or unit.parent is None
    ]


def _released_line(unit: RoundUnit, count: Count | None, fewer_than: int) -> Line:
    name = unit_name(unit.key, unit.name)
    if count is None:
        hidden = _("fewer than %(smallest)s", smallest=fewer_than)
        said = str(hidden if fewer_than else _("too few answers"))
        return Line(name=name, invited=unit.invited, said=said, percent=None)
    percent = round(100 * count.n / unit.invited)
    return Line(name=name, invited=unit.invited, said=say_count(count), percent=percent)


def say_level(level: Level) -> str:
    """Return how many answered, as coarse as it is known."""
    if level.kind is LevelKind.PERCENT:
        return str(_("%(percent)s%% or more", percent=level.percent))
    known: Mapping[LevelKind, str] = {
        LevelKind.FEWER_THAN_FIVE: _("fewer than %(smallest)s", smallest=5),
        LevelKind.AT_LEAST_FIVE: _("5 or more"),
        LevelKind.MORE_THAN_HALF: _("more than half"),
    }
    return str(known[level.kind])


def _days(counted: Sequence[UnitParticipation]) -> tuple[Day, ...]:
    """Return the days of the whole organisation, which comes first."""
    if not counted:
        return ()
    whole = counted[0].unit
    return tuple(
        Day(
            label=format_date(each.day, "E d").replace(".", ""),
            percent=each.level.percent,
            shown=f"{each.level.percent}%+"
            if each.level.percent is not None
            else say_level(each.level),
        )
        for each in counted
        if each.unit == whole
    )


def _day_of(asked: Round) -> tuple[int, int]:
    """Return which day of the window it is, and how many there are."""
    zone = current_settings().zone
    first = clock.local_day(asked.opens_at, zone)
    last = clock.local_day(asked.closes_at, zone)
    today = clock.local_day(clock.now(), zone)
    return min((today - first).days, (last - first).days) + 1, (last - first).days + 1
