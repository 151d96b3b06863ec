"""What a talk is about: one topic that goes well and one that is difficult, and why these.

What a test found comes first: a change, then a difference from the whole organisation. Only
then a higher or lower number, with the word that its place can be chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Bounded, Known, Side
from feedbackpulse.web.team.moments import Comparison, Moment
from feedbackpulse.web.team.topic import Topic


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """One topic to talk about."""

    topic: Topic
    fact: str
    """What the numbers say of it."""
    how: str
    """Why it was chosen, and how sure that is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subjects:
    """What goes well and what is difficult; None where nothing may be said of either."""

    good: Subject | None = None
    difficult: Subject | None = None


def choose_subjects(topics: Sequence[Topic]) -> Subjects:
    """Return what to talk about; never one topic twice."""
    good = _tested(topics, Verdict.UP)
    difficult = _tested(topics, Verdict.DOWN, other_than=good)
    if good is None and difficult is None and (only := _only(topics)):
        return Subjects(difficult=only)
    difficult = difficult or _lower(_not(topics, Verdict.UP), other_than=good)
    good = good or _higher(_not(topics, Verdict.DOWN), other_than=difficult)
    return Subjects(good=good, difficult=difficult)


def in_time(moment: Moment, verdict: Verdict) -> Comparison | None:
    """Return the earlier round since which a test says that the level went that way."""
    both = (moment.before, moment.year)
    return next((one for one in both if one and one.verdict is verdict), None)


def went(title: str, moment: Moment, comparison: Comparison) -> str:
    """Return a change as a sentence to say."""
    return str(
        _(
            "“%(topic)s” went from %(before)s to %(now)s since %(round)s.",
            topic=title,
            before=comparison.said.text,
            now=moment.said.text,
            round=comparison.since,
        )
    )


def stands(title: str, moment: Moment) -> str:
    """Return a level as a sentence to say."""
    return str(_("“%(topic)s” is at %(now)s, out of 5.", topic=title, now=moment.said.text))


def _tested(
    topics: Sequence[Topic], verdict: Verdict, *, other_than: Subject | None = None
) -> Subject | None:
    left = _without(topics, other_than)
    changed = [_changed(topic, one) for topic in left if (one := in_time(topic.latest, verdict))]
    apart = [_apart(topic, one) for topic in left if (one := _beside(topic, verdict))]
    return next(iter([*changed, *apart]), None)


def _not(topics: Sequence[Topic], verdict: Verdict) -> list[Topic]:
    """Leave out the topics that a test says went that way: a fall is nothing to celebrate."""
    return [
        topic
        for topic in topics
        if not in_time(topic.latest, verdict) and not _beside(topic, verdict)
    ]


def _without(topics: Sequence[Topic], other: Subject | None) -> list[Topic]:
    return [topic for topic in topics if other is None or topic.key != other.topic.key]


def _beside(topic: Topic, verdict: Verdict) -> Comparison | None:
    one = topic.latest.beside
    return one if one and one.verdict is verdict else None


def _changed(topic: Topic, comparison: Comparison) -> Subject:
    fact = went(topic.title, topic.latest, comparison)
    return Subject(topic=topic, fact=fact, how=_more_than_chance())


def _apart(topic: Topic, comparison: Comparison) -> Subject:
    fact = _(
        "“%(topic)s” is at %(now)s with us, and at %(other)s in the whole organisation.",
        topic=topic.title,
        now=topic.latest.said.text,
        other=comparison.said.text,
    )
    return Subject(topic=topic, fact=str(fact), how=_more_than_chance())


def _more_than_chance() -> str:
    return str(_("This is more than chance, as far as we can tell."))


def _higher(topics: Sequence[Topic], *, other_than: Subject | None) -> Subject | None:
    how = _("One of our higher numbers. Which one is higher can be chance, so ask.")
    return _at_the_end(_without(topics, other_than), str(how), Side.HIGHER)


def _lower(topics: Sequence[Topic], *, other_than: Subject | None) -> Subject | None:
    how = _("One of our lower numbers. Which one is lower can be chance, so ask.")
    return _at_the_end(_without(topics, other_than), str(how), Side.LOWER)


def _only(topics: Sequence[Topic]) -> Subject | None:
    """Return the only topic with a number: beside no other it is neither high nor low."""
    shown = [topic for topic in topics if isinstance(topic.latest.level, Known | Bounded)]
    if len(shown) != 1:
        return None
    [topic] = shown
    how = str(_("This is the only topic with a number now."))
    return Subject(topic=topic, fact=stands(topic.title, topic.latest), how=how)


def _at_the_end(topics: Sequence[Topic], how: str, side: Side) -> Subject | None:
    """Return the topic with the highest or the lowest number; a bound only at its own side."""
    numbers = {topic.key: _number(topic, side) for topic in topics}
    shown = [(value, topic) for topic in topics if (value := numbers[topic.key]) is not None]
    if not shown:
        return None
    pick = max if side is Side.HIGHER else min
    _value, topic = pick(shown, key=lambda one: one[0])
    return Subject(topic=topic, fact=stands(topic.title, topic.latest), how=how)


def _number(topic: Topic, side: Side) -> float | None:
    level = topic.latest.level
    if isinstance(level, Known) or (isinstance(level, Bounded) and level.side is side):
        return level.value
    return None
