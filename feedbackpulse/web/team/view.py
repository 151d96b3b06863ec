"""What the page about a unit shows: to its lead, its members and HR the same."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from feedbackpulse.charts.topics import Row
from feedbackpulse.cycles.domain import Round
from feedbackpulse.insight.estimates import Count, Missing
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.domain import PublishedComment
from feedbackpulse.web.team.claims import Claims, claims_of
from feedbackpulse.web.team.moments import Key, Moment
from feedbackpulse.web.team.periods import TopicTable, topic_table
from feedbackpulse.web.team.topic import Topic
from feedbackpulse.web.team.whole import Whole
from feedbackpulse.web.team.words import say_people


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
    overall: Topic | None
    """The question that every round asks; None while no round did."""
    topics: tuple[Topic, ...]
    comments: tuple[PublishedComment, ...]
    whole: Whole | None
    """Only of the whole organisation: counts that no other unit has."""

    @property
    def is_whole_organisation(self) -> bool:
        """Say whether the unit is everybody."""
        return self.whole is not None

    @property
    def trend(self) -> tuple[Moment, ...]:
        """The question that is always asked, round by round."""
        return self.overall.course.moments if self.overall else ()

    @property
    def now(self) -> Moment | None:
        """What that question says in this round."""
        return next((moment for moment in self.trend if moment.round_id == self.round.id), None)

    @property
    def asked_now(self) -> tuple[Topic, ...]:
        """The topics that this round asked about."""
        return tuple(topic for topic in self.topics if topic.is_asked_now)

    @property
    def every_topic(self) -> tuple[Topic, ...]:
        """All topics, what is always asked before the others."""
        return (self.overall, *self.topics) if self.overall else self.topics

    @property
    def claims(self) -> Claims:
        """What this round says of change."""
        asked = tuple(topic for topic in self.every_topic if topic.is_asked_now)
        return claims_of(asked, self.count)

    @property
    def is_silent(self) -> bool:
        """Say whether this round has no number at all for this unit."""
        moments = [topic.latest for topic in self.asked_now]
        moments += [self.now] if self.now else []
        return all(isinstance(moment.level, Missing) for moment in moments)

    @property
    def never_spoke(self) -> bool:
        """Say whether no round so far had a number for this unit."""
        moments = [moment for topic in self.every_topic for moment in topic.course.moments]
        return all(isinstance(moment.level, Missing) for moment in moments)

    @property
    def people(self) -> str:
        """How many people answered, in words."""
        return say_people(self.count) if self.count else ""

    @property
    def trend_sentence(self) -> str:
        """What the picture of the trend shows, for who does not see it."""
        return self.overall.sentence if self.overall else str(_("No round has asked this yet."))

    @property
    def topics_sentence(self) -> str:
        """What the picture of the topics shows, for who does not see it."""
        return "; ".join(f"{topic.title}: {topic.latest.said.text}" for topic in self.asked_now)

    def topic(self, key: Key) -> Topic | None:
        """Return one topic, if it was ever asked."""
        return next((topic for topic in self.every_topic if topic.key == key), None)

    def table(self) -> TopicTable:
        """Return all topics by rounds."""
        until = self.rounds[: self.rounds.index(self.round) + 1]
        return topic_table(self.topics, until)

    def rows(self) -> tuple[Row, ...]:
        """Return the topics of this round as the picture wants them."""
        return tuple(topic.row() for topic in self.asked_now)
