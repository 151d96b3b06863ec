"""What somebody can take along to a talk, of what they wrote about themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.reflection.plan import Plan
from feedbackpulse.reflection.plan_course import Moment, course_of
from feedbackpulse.reflection.profile import FacetProfile, Profile
from feedbackpulse.reports.document import Bullets, Section
from feedbackpulse.web.employee.plan_words import (
    checkpoint_of,
    how_it_went,
    name_of_note,
    name_of_status,
    sentence_of,
    what_comes_next,
)
from feedbackpulse.web.page import day


@dataclass(frozen=True, kw_only=True, slots=True)
class TalkItem:
    """One thing to take along or to leave."""

    key: str
    section: Section

    @property
    def label(self) -> str:
        """Return what it is called."""
        return self.section.heading


def talk_items(
    profile: Profile, plans: Sequence[Plan], catalogue: Catalogue, locale: str
) -> tuple[TalkItem, ...]:
    """Return everything there is to choose from: what stands out, then plans, the last first."""
    named = (
        ("strengths", _("What I am good at"), profile.strengths),
        ("growth", _("Where I can grow"), profile.improvement_areas),
    )
    told = [
        TalkItem(key=key, section=_facets(heading, facets, catalogue, locale))
        for key, heading, facets in named
        if facets
    ]
    return (*told, *_of_plans(plans, catalogue, locale))


def plan_sections(plans: Sequence[Plan], catalogue: Catalogue, locale: str) -> tuple[Section, ...]:
    """Return all plans with what happened along the way, the last first."""
    return tuple(item.section for item in _of_plans(plans, catalogue, locale))


def _facets(
    heading: str, facets: Sequence[FacetProfile], catalogue: Catalogue, locale: str
) -> Section:
    said = tuple(_behaviour(facet.facet, catalogue, locale) for facet in facets)
    return Section(heading=heading, parts=(Bullets(items=said),))


def _behaviour(facet: str, catalogue: Catalogue, locale: str) -> str:
    items = catalogue.reflection_items(checkpoint_of(facet, catalogue).code)
    said = next(item.text.in_(locale) for item in items if item.facet == facet)
    return f"{catalogue.facet(facet).title.in_(locale)}: {said}"


def _of_plans(plans: Sequence[Plan], catalogue: Catalogue, locale: str) -> Iterator[TalkItem]:
    for plan in reversed(plans):
        title = catalogue.facet(plan.facet).title.in_(locale)
        heading = _("My plan: %(part)s", part=title)
        yield TalkItem(key=f"plan-{plan.id}", section=_planned(heading, plan))
        along = [moment for moment in course_of([plan]) if not moment.is_beginning]
        if along:
            told = tuple(_happened(moment, catalogue, locale) for moment in along)
            heading = _("Along the way: %(part)s", part=title)
            section = Section(heading=heading, parts=(Bullets(items=told),))
            yield TalkItem(key=f"notes-{plan.id}", section=section)


def _planned(heading: str, plan: Plan) -> Section:
    said = (
        (_("What I want to do differently"), plan.goal),
        (_("How it goes now"), plan.reality),
        (_("My step"), sentence_of(plan)),
        (_("What could hold me back, and what I do then"), plan.obstacle),
        (_("Who may know"), plan.support),
        (_("From and until"), f"{day(plan.created)} – {day(plan.ended or plan.due)}"),
        (_("Where it is"), name_of_status(plan.status)),
    )
    items = tuple(f"{name}: {text}" for name, text in said if text)
    return Section(heading=heading, parts=(Bullets(items=items),))


def _happened(moment: Moment, catalogue: Catalogue, locale: str) -> str:
    on = day(moment.day)
    if moment.note:
        return f"{on}. {name_of_note(moment.note.kind)}: {moment.note.text}"
    assert moment.follow_up is not None
    went = how_it_went(moment.follow_up, catalogue, locale)
    onward = what_comes_next(moment.follow_up, catalogue, locale)
    return f"{on}. {went}. {onward}. {moment.follow_up.note}".rstrip()
