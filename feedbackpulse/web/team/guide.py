"""Help for a lead who talks with a team about its numbers: four steps in twenty minutes.

Everything said comes from the page that the team sees as well. Without a number the steps are
the same and the sentences speak of no numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from feedbackpulse.checkpoints.domain import Action, Catalogue, Checkpoint
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Known, Missing, Unclear
from feedbackpulse.web.team.moments import Moment
from feedbackpulse.web.team.subjects import (
    Subject,
    Subjects,
    choose_subjects,
    in_time,
    stands,
    went,
)
from feedbackpulse.web.team.view import TeamPage

WITHOUT_TOPIC = "M4"
"""Whose small steps are suggested when no topic stands out: the listening culture."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of the talk."""

    title: str
    minutes: int
    how: tuple[str, ...]
    """What the lead does, a sentence each."""
    say: tuple[str, ...]
    """What the lead may say aloud, a sentence each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide:
    """The whole talk, and small steps to choose from at its end."""

    steps: tuple[Step, ...]
    has_numbers: bool
    suggested_for: str
    """The topic that the suggestions belong to."""
    team: tuple[str, ...]
    lead: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long the talk takes."""
        return sum(step.minutes for step in self.steps)


def guide_of(page: TeamPage | None, *, catalogue: Catalogue, locale: str) -> Guide:
    """Return the guide for a talk about a page; about nothing in particular without numbers."""
    shown = page if page and not page.is_silent else None
    subjects = choose_subjects(shown.asked_now) if shown else Subjects()
    about = _checkpoint(subjects, catalogue)
    return Guide(
        steps=(_share(shown), _praise(subjects.good), _ask(subjects.difficult), _choose()),
        has_numbers=shown is not None,
        suggested_for=about.title.in_(locale),
        team=_texts(about.development.get("team", ()), locale),
        lead=_texts(about.development.get("leader", ()), locale),
    )


def _checkpoint(subjects: Subjects, catalogue: Catalogue) -> Checkpoint:
    known = {point.code: point for point in catalogue.checkpoints}
    chosen = [one.topic.key for one in (subjects.difficult, subjects.good) if one]
    return next((known[key] for key in chosen if key in known), known[WITHOUT_TOPIC])


def _texts(actions: Sequence[Action], locale: str) -> tuple[str, ...]:
    return tuple(action.text.in_(locale) for action in actions)


def _share(page: TeamPage | None) -> Step:
    return Step(
        title=str(_("Thank and share")),
        minutes=3,
        how=_how_to_share(page) if page else _without_numbers(),
        say=_shared(page) if page else (str(_("We talk without numbers today.")),),
    )


def _without_numbers() -> tuple[str, ...]:
    return (str(_("Thank everybody. You do not need a number to talk.")),)


def _how_to_share(page: TeamPage) -> tuple[str, ...]:
    said = _("Say what you saw, not yet what you think of it. The team sees the same page.")
    few = _("Fewer than half answered. Say so: the others may see it differently.")
    is_low = page.count is not None and page.count.is_low
    return (str(said), str(few)) if is_low else (str(said),)


def _shared(page: TeamPage) -> tuple[str, ...]:
    thanks = str(_("%(people)s. Thank you.", people=page.people))
    if page.now is None or isinstance(page.now.level, Missing | Unclear):
        return (thanks,)
    return (thanks, _overall(page.anchor, page.now))


def _overall(question: str, moment: Moment) -> str:
    topic = question.rstrip(".")
    if changed := in_time(moment, Verdict.UP) or in_time(moment, Verdict.DOWN):
        return went(topic, moment, changed)
    if not isinstance(moment.level, Known):
        return stands(topic, moment)
    return str(
        _(
            "“%(topic)s” is at %(now)s out of 5, most likely %(interval)s.",
            topic=topic,
            now=moment.said.text,
            interval=moment.said.interval,
        )
    )


def _praise(subject: Subject | None) -> Step:
    generic = str(_("Where did we listen well lately, to customers or to each other?"))
    return Step(
        title=str(_("Celebrate what goes well")),
        minutes=4,
        how=(subject.how if subject else str(_("Ask for one example. Thank whoever gives it.")),),
        say=(subject.fact, str(_("Where do you notice that?"))) if subject else (generic,),
    )


def _ask(subject: Subject | None) -> Step:
    listen = str(_("Listen first. Say back what you hear before you explain anything."))
    generic = str(_("When did listening not work? What got in the way?"))
    return Step(
        title=str(_("Ask more")),
        minutes=8,
        how=(subject.how, listen) if subject else (listen,),
        say=(
            (subject.fact, str(_("Do you recognise that? What would help?")))
            if subject
            else (generic,)
        ),
    )


def _choose() -> Step:
    return Step(
        title=str(_("Choose one step")),
        minutes=5,
        how=(str(_("Small, and something you can do yourselves. Let the team choose.")),),
        say=(str(_("What do we try until the next round? Who keeps an eye on it?")),),
    )
