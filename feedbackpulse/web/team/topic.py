"""One topic of a unit: a checkpoint, a question of the organisation's own, or the one always asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _

from feedbackpulse.charts.topics import Row
from feedbackpulse.web.page import sentence
from feedbackpulse.web.team.beside import beside_before, beside_in_short, beside_organisation
from feedbackpulse.web.team.course import Course
from feedbackpulse.web.team.moments import Key, Moment
from feedbackpulse.web.team.words import Said

EARLIER_SHOWN = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question as it was asked, and the level of the unit."""

    text: str
    said: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """The rounds in a row that asked a topic in the same words, oldest first."""

    moments: tuple[Moment, ...]
    questions: tuple[Question, ...]
    """With the levels of its last round."""

    @property
    def rounds(self) -> str:
        """Which rounds those are, in words."""
        first, last = self.moments[0].label, self.moments[-1].label
        if first == last:
            return first
        return str(_("%(first)s to %(last)s", first=first, last=last))


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """What a unit said about one topic, up to one round."""

    key: Key
    title: str
    summary: str
    course: Course
    editions: tuple[Edition, ...]
    """Oldest first; more than one when the words changed."""
    is_asked_now: bool

    @property
    def latest(self) -> Moment:
        """The last moment."""
        return self.course.latest

    @property
    def earlier(self) -> tuple[Moment, ...]:
        """The last moments before that, latest first."""
        return tuple(reversed(self.course.moments[-1 - EARLIER_SHOWN : -1]))

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions as they were asked last."""
        return self.editions[-1].questions

    @property
    def times(self) -> tuple[str, ...]:
        """What changed since the time before and since a year before."""
        both = (self.latest.before, self.latest.year)
        return tuple(beside_before(one) for one in both if one)

    @property
    def beside(self) -> str:
        """Whether it differs from the whole organisation."""
        return beside_organisation(self.latest)

    @property
    def beside_in_short(self) -> str:
        """Return the same in a word or two."""
        return beside_in_short(self.latest)

    @property
    def sentence(self) -> str:
        """What the picture of the trend shows, for who does not see it."""
        first, last = self.course.moments[0], self.latest
        found = _(
            "%(topic)s, from %(first)s to %(last)s. In %(last)s: %(level)s.",
            topic=self.title,
            first=first.label,
            last=last.label,
            level=last.said.text,
        )
        note = f"{sentence(self.course.note)}." if self.course.note else ""
        return " ".join(filter(None, (str(found), note, *self.course.gap_sentences)))

    def row(self) -> Row:
        """Return the latest moment as the picture of topics wants it."""
        return Row(
            title=self.title,
            caption=self.latest.said.count,
            level=self.latest.level,
            organisation=self.latest.organisation_level,
            shown=self.latest.said.text,
        )


def editions_of(
    moments: Sequence[Moment], questions: Callable[[Moment], tuple[Question, ...]]
) -> tuple[Edition, ...]:
    """Return the moments of a topic by their wording, oldest first."""
    alike = [tuple(same) for _wording, same in groupby(moments, key=lambda one: one.wording)]
    return tuple(Edition(moments=same, questions=questions(same[-1])) for same in alike)
