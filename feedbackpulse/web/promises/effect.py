"""Whether a promise helped: what the test of the team page says of its topic, before and after.

Nothing is worked out anew: the levels are those that were released, and the test is the one that
the page of the same team uses. “Cannot tell yet” is an answer, and always comes with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.change import Change, Verdict
from feedbackpulse.insight.estimates import Missing, Unclear
from feedbackpulse.promises.domain import Promise
from feedbackpulse.web.page import number
from feedbackpulse.web.team.beside import beside_before
from feedbackpulse.web.team.claims import grounds_of, sentence_of
from feedbackpulse.web.team.moments import Comparison, Moment, since
from feedbackpulse.web.team.topic import Topic
from feedbackpulse.web.team.view import TeamPage

LOOKS_FOR: Final = timedelta(days=365)
"""So long after a promise ended we go on looking: later on, much else has changed."""

Places = Mapping[RoundId, int]
"""Which of all released rounds comes when."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What one round after the promise says beside the last one before it."""

    label: str
    verdict: Verdict
    sentence: str
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What the rounds say of a promise's topic, the latest look first."""

    looks: tuple[Look, ...] = ()
    waiting: str = ""
    """Why no round says anything yet."""

    @property
    def latest(self) -> Look | None:
        """The look at the latest round, if there is any."""
        return self.looks[0] if self.looks else None


def effect_of(promise: Promise, page: TeamPage | None, *, places: Places, today: date) -> Effect:
    """Return what the released rounds of its unit say of a promise about a topic."""
    topic = page.topic(promise.plan.topic or "") if page else None
    if page is None or topic is None:
        return Effect(waiting=str(_("No round has asked about this here yet.")))
    before = _before(promise, topic, places)
    if before is None:
        said = _("This was not asked here before the promise. So there is nothing to compare with.")
        return Effect(waiting=str(said))
    looks = [
        _look(page, topic, before, moment)
        for moment in reversed(topic.course.moments)
        if _is_after(moment, promise, places, today)
    ]
    if not looks:
        said = _(
            "No round has asked about this since the promise. The next one that does shows it."
        )
        return Effect(waiting=str(said))
    return Effect(looks=tuple(looks))


def _before(promise: Promise, topic: Topic, places: Places) -> Moment | None:
    """Return the last time that the topic was asked, of the rounds released by then."""
    last = places.get(RoundId(promise.source.round_id)) if promise.source.round_id else None
    if last is None:
        return None
    known = [one for one in topic.course.moments if places.get(one.round_id, last + 1) <= last]
    return known[-1] if known else None


def _is_after(moment: Moment, promise: Promise, places: Places, today: date) -> bool:
    """Say whether a round opened after the promise was made, and not too long after it ended."""
    last = places.get(RoundId(promise.source.round_id)) if promise.source.round_id else None
    if last is None or places.get(moment.round_id, last) <= last:
        return False
    return promise.made_on <= moment.on <= (promise.ended_on or today) + LOOKS_FOR


def _look(page: TeamPage, topic: Topic, before: Moment, moment: Moment) -> Look:
    if not moment.is_like(before):
        return Look(label=moment.label, verdict=Verdict.CANNOT_TELL, sentence=_why_unlike(moment))
    courses = {one.key: one.course.moments for one in page.every_topic}
    change = since(courses, topic.key, before=before, moment=moment)
    beside = Comparison(change=change, said=before.said, since=before.name)
    if change.verdict is Verdict.CANNOT_TELL:
        return _cannot_tell(moment, beside)
    return Look(
        label=moment.label,
        verdict=change.verdict,
        sentence=sentence_of(moment, beside),
        grounds=tuple(grounds_of(moment, beside)),
    )


def _cannot_tell(moment: Moment, beside: Comparison) -> Look:
    """Return what was found all the same, and how large a change would have had to be."""
    if beside.change.p is None:
        said = _nothing(moment) or beside_before(beside)
        return Look(label=moment.label, verdict=Verdict.CANNOT_TELL, sentence=said)
    said = _(
        "From %(before)s to %(now)s since %(round)s. That can be chance.",
        before=beside.said.text,
        now=moment.said.text,
        round=beside.since,
    )
    return Look(
        label=moment.label,
        verdict=Verdict.CANNOT_TELL,
        sentence=str(said),
        grounds=(*grounds_of(moment, beside), *_visible(beside.change)),
    )


def _nothing(moment: Moment) -> str:
    """Return why a round has no number; nothing where it has one."""
    if isinstance(moment.level, Missing | Unclear):
        return str(_("There is no number: %(reason)s.", reason=moment.said.text))
    return ""


def _why_unlike(moment: Moment) -> str:
    if nothing := _nothing(moment):
        return nothing
    said = _("The questions, or the people who were asked, were not the same. We do not compare.")
    return str(said)


def _visible(change: Change) -> tuple[str, ...]:
    if change.visible is None:
        return ()
    points = number(change.visible)
    return (str(_("We would have seen a change of about %(points)s or more.", points=points)),)
