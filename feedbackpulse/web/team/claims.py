"""What changed, in plain sentences: only what a test found, and else what it could have found."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median

from flask_babel import gettext as _
from flask_babel import ngettext

from feedbackpulse.insight.change import STEADY_WITHIN, Verdict
from feedbackpulse.insight.estimates import Count, Missing
from feedbackpulse.web.page import number, sentence
from feedbackpulse.web.team.moments import Comparison, Moment
from feedbackpulse.web.team.topic import Topic
from feedbackpulse.web.team.words import Said, say_count

ORDER = (Verdict.UP, Verdict.DOWN, Verdict.STEADY)
MOST_FIRST = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One topic that went up or down, or did not."""

    verdict: Verdict
    topic: Topic
    sentence: str
    grounds: tuple[str, ...]
    """How we know this, a sentence each."""
    size: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """What one round says of change."""

    first: tuple[Claim, ...]
    """The clearest of each kind, and the clearest others while there is room."""
    more: tuple[Claim, ...]
    untold: tuple[Topic, ...]
    """The topics of which nothing can be said."""
    nothing: str
    """Why nothing can be said of any topic."""
    visible: str
    """How large a change must be to be seen here."""

    @property
    def is_full(self) -> bool:
        """Say whether the first row has no room for more."""
        return len(self.first) == MOST_FIRST


def claims_of(topics: Sequence[Topic], count: Count | None) -> Claims:
    """Return what the topics of a round say of change."""
    family = [one for topic in topics for one in _tested(topic.latest)]
    found = [one for topic in topics for one in _found(topic)]
    told = {one.topic.key for one in found}
    first = _first(found)
    return Claims(
        first=first,
        more=tuple(one for one in found if one not in first),
        untold=tuple(topic for topic in topics if topic.key not in told),
        nothing="" if found else _nothing(topics, family),
        visible=_visible(family, count) if count else "",
    )


def _tested(moment: Moment) -> list[Comparison]:
    both = (moment.before, moment.year)
    return [one for one in both if one and one.change.p is not None]


def _first(found: Sequence[Claim]) -> tuple[Claim, ...]:
    """Return three claims at most: one of each kind before a second one."""
    by_kind = [_clearest(found, verdict) for verdict in ORDER]
    in_turn = [one for place in zip_longest(*by_kind) for one in place if one]
    chosen = in_turn[:MOST_FIRST]
    return tuple(sorted(chosen, key=lambda one: ORDER.index(one.verdict)))


def _clearest(found: Sequence[Claim], verdict: Verdict) -> list[Claim]:
    """Return the claims of one kind: the largest change first, or the smallest."""
    same = [claim for claim in found if claim.verdict is verdict]
    return sorted(same, key=lambda one: one.size, reverse=verdict is not Verdict.STEADY)


def _found(topic: Topic) -> Iterator[Claim]:
    """Yield a claim for each direction; the time before speaks first, then the year before."""
    moment = topic.latest
    told = {one.verdict: one for one in (moment.year, moment.before) if one}
    known = [verdict for verdict in ORDER if verdict in told]
    moved = [verdict for verdict in known if verdict is not Verdict.STEADY]
    for verdict in moved or known:
        comparison = told[verdict]
        yield Claim(
            verdict=verdict,
            topic=topic,
            sentence=sentence_of(moment, comparison),
            grounds=tuple(grounds_of(moment, comparison)),
            size=abs(comparison.change.difference or 0),
        )


def sentence_of(moment: Moment, comparison: Comparison) -> str:
    """Return a change, or that there was none, as a sentence."""
    if comparison.verdict is not Verdict.STEADY:
        before, now = comparison.said.text, moment.said.text
        return str(
            _(
                "From %(before)s to %(now)s since %(round)s.",
                before=before,
                now=now,
                round=comparison.since,
            )
        )
    if moment.year and moment.year is not comparison and moment.year.verdict is Verdict.STEADY:
        return str(
            _(
                "%(now)s: about the same as in %(round)s, and as in %(year)s.",
                now=moment.said.text,
                round=comparison.since,
                year=moment.year.since,
            )
        )
    return str(
        _(
            "%(now)s: about the same as in the round of %(round)s.",
            now=moment.said.text,
            round=comparison.since,
        )
    )


def grounds_of(moment: Moment, comparison: Comparison) -> Iterator[str]:
    """Yield how we know what a test says, a sentence each."""
    yield _level(comparison.since, comparison.said)
    yield _level(moment.name, moment.said)
    if comparison.verdict is Verdict.STEADY:
        points = number(STEADY_WITHIN)
        yield str(
            _(
                "If it had changed by %(points)s or more, we would say this at most 1 time in 20.",
                points=points,
            )
        )
        return
    difference = number(abs(comparison.change.difference or 0))
    if comparison.change.at_least:
        yield str(_("The difference is at least %(points)s.", points=difference))
    else:
        yield str(_("The difference is %(points)s.", points=difference))
    yield _chance(comparison.change.p or 0)
    yield str(_("We compare many topics at once. So we ask for more proof than for one."))


def _level(when: str, said: Said) -> str:
    if said.interval:
        return str(
            _(
                "%(round)s: %(level)s, most likely %(interval)s (%(count)s people).",
                round=sentence(when),
                level=said.text,
                interval=said.interval,
                count=said.count,
            )
        )
    return str(
        _(
            "%(round)s: %(level)s (%(count)s people).",
            round=sentence(when),
            level=said.text,
            count=said.count,
        )
    )


def _chance(p: float) -> str:
    times = max(1, math.ceil(100 * p))
    return str(
        ngettext(
            "When nothing changes, chance gives such a difference at most %(num)s time in 100.",
            "When nothing changes, chance gives such a difference at most %(num)s times in 100.",
            times,
        )
    )


def _nothing(topics: Sequence[Topic], family: Sequence[Comparison]) -> str:
    if family:
        return str(_("We looked for change. We found none that we can be sure of."))
    if all(len(topic.course.moments) == 1 for topic in topics):
        return str(
            _(
                "These topics were asked here for the first time. "
                "From the next time on, we look for change."
            )
        )
    if all(isinstance(topic.latest.level, Missing) for topic in topics):
        return str(_("There is no number this time, so we cannot compare."))
    return str(
        _(
            "We cannot compare with an earlier round yet. "
            "There was no number then, or other people or questions."
        )
    )


def _visible(family: Iterable[Comparison], count: Count) -> str:
    points = [one.change.visible for one in family if one.change.visible is not None]
    if not points:
        return ""
    return str(
        _(
            "With answers from %(count)s people, we see a change of about %(points)s or more. "
            "A smaller one can be chance.",
            count=say_count(count),
            points=number(median(points)),
        )
    )
