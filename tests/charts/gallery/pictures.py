"""What the gallery draws, and the reference picture that each of them stands beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from feedbackpulse.charts.association import association_svg
from feedbackpulse.charts.demand import demand_svg
from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.dumbbell import Dumbbell, dumbbell_svg
from feedbackpulse.charts.growth import growth_svg
from feedbackpulse.charts.heatmap import Heatmap, heatmap_svg
from feedbackpulse.charts.leader_gap import leader_gap_svg
from feedbackpulse.charts.options import options_svg
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.participation import participation_svg
from feedbackpulse.charts.peer_view import peer_view_svg
from feedbackpulse.charts.profile_picture import profile_svg
from feedbackpulse.charts.topics import topics_svg
from feedbackpulse.charts.trend import trend_svg
from tests.charts.gallery import between, growing, heat, rounds, standing
from tests.charts.gallery.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A picture in every language, shade and width; `like` names the reference."""

    draw: Callable[[Words, Shade, Width], bytes]
    like: str = ""


def _heat(table: Callable[[Words], Heatmap]) -> Callable[[Words, Shade, Width], bytes]:
    return lambda words, shade, width: heatmap_svg(table(words), shade=shade, width=width)


def _dumbbell(pairs: Callable[[Words], Dumbbell]) -> Callable[[Words, Shade, Width], bytes]:
    return lambda words, shade, width: dumbbell_svg(pairs(words), shade=shade, width=width)


def _associations(words: Words, shade: Shade, width: Width) -> bytes:
    return association_svg(between.associations(words), shade=shade, width=width)


def _learning(words: Words, shade: Shade, width: Width) -> bytes:
    return demand_svg(between.demand(words), shade=shade, width=width)


def _growth(words: Words, shade: Shade, width: Width) -> bytes:
    return growth_svg(growing.growth(words), shade=shade, width=width)


def _profile(words: Words, shade: Shade, width: Width) -> bytes:
    return profile_svg(standing.profile(words), shade=shade, width=width)


def _peers(words: Words, shade: Shade, width: Width) -> bytes:
    return peer_view_svg(between.peers(words), shade=shade, width=width)


def _leader(words: Words, shade: Shade, width: Width) -> bytes:
    return leader_gap_svg(between.leader(words), shade=shade, width=width)


def _trend(words: Words, shade: Shade, width: Width) -> bytes:
    told = rounds.trend(words)
    return trend_svg(
        told.columns,
        shade=shade,
        width=width,
        smoothed=told.smoothed,
        note=told.note,
        name=told.name,
        beside=told.beside,
    )


def _topics(words: Words, shade: Shade, width: Width) -> bytes:
    return topics_svg(rounds.topics(words), shade=shade, width=width)


def _options(words: Words, shade: Shade, width: Width) -> bytes:
    return options_svg(rounds.options(words), shade=shade, width=width)


def _participation(words: Words, shade: Shade, width: Width) -> bytes:
    return participation_svg(rounds.participation(words), shade=shade, width=width)


PICTURES = {
    "trend": Drawn(draw=_trend, like="01_team_trend"),
    "topics": Drawn(draw=_topics),
    "options": Drawn(draw=_options, like="03_likert"),
    "participation": Drawn(draw=_participation, like="07_hr_response"),
    "team-heatmap": Drawn(draw=_heat(heat.team), like="02_team_heatmap"),
    "cells": Drawn(draw=_heat(heat.ends)),
    "organisation-heatmap": Drawn(draw=_heat(heat.organisation), like="08_hr_org_heatmap"),
    "association": Drawn(draw=_associations, like="10_org_association"),
    "learning": Drawn(draw=_learning),
    "leader": Drawn(draw=_leader, like="09_leader_gap"),
    "peers": Drawn(draw=_peers, like="06_employee_johari"),
    "profile": Drawn(draw=_profile, like="04_employee_profile"),
    "growth": Drawn(draw=_growth, like="05_employee_growth"),
    "rounds": Drawn(draw=_dumbbell(between.rounds)),
}
