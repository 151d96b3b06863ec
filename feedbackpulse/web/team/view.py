"""What the page about a unit shows: to its lead, its members and HR the same."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from feedbackpulse.charts.axis import lowest_mark
from feedbackpulse.charts.topics import Row
from feedbackpulse.charts.trend import Column
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.insight.estimates import Bounded, Count, Level, Missing, Unclear
from feedbackpulse.insight.trend import Link
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.domain import PublishedComment
from feedbackpulse.web.team.whole import Whole
from feedbackpulse.web.team.words import Said, say_list, say_people


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question as it was asked, and the level of the unit."""

    text: str
    said: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A level in one round, beside the organisation's."""

    round_id: RoundId
    label: str
    said: Said
    organisation: Said | None
    level: Level
    organisation_level: Level | None
    link: Link


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A checkpoint, or a question of the organisation's own: its latest level and those before."""

    title: str
    summary: str
    latest: Moment
    earlier: tuple[Moment, ...]
    questions: tuple[Question, ...]
    is_asked_now: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamPage:
    """Everything that one round, and those before it, say about a unit."""

    unit: UnitKey
    name: str
    round: Round
    label: str
    rounds: tuple[Round, ...]
    count: Count | None
    counted_in: UnitKey | None
    """Where the people are counted when the unit was too small to stand on its own."""
    anchor: str
    trend: tuple[Moment, ...]
    topics: tuple[Topic, ...]
    comments: tuple[PublishedComment, ...]
    whole: Whole | None
    """Only of the whole organisation: counts that no other unit has."""

    @property
    def is_whole_organisation(self) -> bool:
        """Say whether the unit is everybody."""
        return self.whole is not None

    @property
    def now(self) -> Moment | None:
        """The listening culture in this round."""
        return next((moment for moment in self.trend if moment.round_id == self.round.id), None)

    @property
    def asked_now(self) -> tuple[Topic, ...]:
        """The topics that this round asked about."""
        return tuple(topic for topic in self.topics if topic.is_asked_now)

    @property
    def is_silent(self) -> bool:
        """Say whether this round has no number at all for this unit."""
        moments = [topic.latest for topic in self.asked_now]
        moments += [self.now] if self.now else []
        return all(isinstance(moment.level, Missing) for moment in moments)

    @property
    def has_dashes(self) -> bool:
        """Say whether the trend is broken somewhere because a few people joined or left."""
        return any(moment.link is Link.DASHED for moment in self.trend)

    @property
    def gaps(self) -> tuple[Moment, ...]:
        """The rounds of the trend without a number."""
        return tuple(m for m in self.trend if isinstance(m.level, Missing | Unclear))

    @property
    def gap_sentences(self) -> tuple[str, ...]:
        """Which rounds show nothing, for each of the reasons."""
        by_reason: dict[str, list[str]] = {}
        for moment in self.gaps:
            by_reason.setdefault(moment.said.text, []).append(moment.label)
        return tuple(
            str(_("Not shown in %(rounds)s: %(reason)s.", rounds=say_list(labels), reason=reason))
            for reason, labels in by_reason.items()
        )

    @property
    def never_spoke(self) -> bool:
        """Say whether no round so far had a number for this unit."""
        moments = [*self.trend, *(topic.latest for topic in self.topics)]
        moments += [moment for topic in self.topics for moment in topic.earlier]
        return all(isinstance(moment.level, Missing) for moment in moments)

    @property
    def has_bounds(self) -> bool:
        """Say whether only one end of some round is known."""
        return any(isinstance(moment.level, Bounded) for moment in self.trend)

    @property
    def axis_begins(self) -> int:
        """Where the scale of the trend begins; it always ends at 5."""
        return lowest_mark(
            level for moment in self.trend for level in (moment.level, moment.organisation_level)
        )

    @property
    def people(self) -> str:
        """How many people answered, in words."""
        return say_people(self.count) if self.count else ""

    @property
    def trend_sentence(self) -> str:
        """What the picture of the trend shows, for who does not see it."""
        if not self.trend:
            return str(_("No round has asked this yet."))
        first, last = self.trend[0], self.trend[-1]
        found = _(
            "Listening culture of %(unit)s, from %(first)s to %(last)s. In %(last)s: %(level)s.",
            unit=self.name,
            first=first.label,
            last=last.label,
            level=last.said.text,
        )
        return " ".join((str(found), *self.gap_sentences))

    @property
    def topics_sentence(self) -> str:
        """What the picture of the topics shows, for who does not see it."""
        return "; ".join(f"{topic.title}: {topic.latest.said.text}" for topic in self.asked_now)

    def columns(self) -> tuple[Column, ...]:
        """Return the trend as the picture wants it."""
        return tuple(
            Column(
                label=moment.label,
                caption=moment.said.brief_count,
                level=moment.level,
                link=moment.link,
                organisation=moment.organisation_level,
                shown=moment.said.short,
            )
            for moment in self.trend
        )

    def rows(self) -> tuple[Row, ...]:
        """Return the topics of this round as the picture wants them."""
        return tuple(
            Row(
                title=topic.title,
                caption=topic.latest.said.count,
                level=topic.latest.level,
                organisation=topic.latest.organisation_level,
                shown=topic.latest.said.text,
            )
            for topic in self.asked_now
        )
