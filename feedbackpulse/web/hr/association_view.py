"""Which topics go together with listening well: a look at the answers, and no reason why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.insight.association import Association, stand_out, with_interval
from feedbackpulse.release import service as release
from feedbackpulse.release.coherence import HIGHEST_ASSOCIATION
from feedbackpulse.release.domain import Statistic, StatisticKind
from feedbackpulse.web.hr.ends import at_an_end
from feedbackpulse.web.hr.reading import Topic, topics_of
from feedbackpulse.web.page import number
from feedbackpulse.web.team.words import round_labels, say_list


@dataclass(frozen=True, kw_only=True, slots=True)
class Together:
    """One topic, and how strongly its answers go with those to the question always asked."""

    title: str
    label: str
    found: Association
    answers: int
    stands_out: bool

    @property
    def shown(self) -> str:
        """The number, as the page and the picture write it; where the release cuts off, its end."""
        return at_an_end(self.found.value, lowest=-HIGHEST_ASSOCIATION, highest=HIGHEST_ASSOCIATION)

    @property
    def interval(self) -> str:
        """Between which numbers it most likely lies."""
        low, high = number(self.found.low, 2), number(self.found.high, 2)
        if self.found.value >= HIGHEST_ASSOCIATION:
            return str(_("%(number)s or higher", number=low))
        if self.found.value <= -HIGHEST_ASSOCIATION:
            return str(_("%(number)s or lower", number=high))
        return str(_("between %(low)s and %(high)s", low=low, high=high))


@dataclass(frozen=True, kw_only=True, slots=True)
class AssociationPage:
    """Every topic with a number, the strongest first."""

    anchor: str
    rows: tuple[Together, ...]

    @property
    def average(self) -> float | None:
        """The mean of all topics."""
        return fmean(row.found.value for row in self.rows) if self.rows else None

    @property
    def outstanding(self) -> tuple[str, ...]:
        """The topics that surely go together more than the average one."""
        return tuple(row.title for row in self.rows if row.stands_out)

    @property
    def finding(self) -> str:
        """What stands out, when anything does."""
        if self.outstanding:
            topics = say_list(self.outstanding)
            return str(_("More than average: %(topics)s", topics=topics))
        return str(_("No topic stands out from the others"))

    @property
    def sentence(self) -> str:
        """What the picture shows, for who does not see it."""
        return "; ".join(f"{row.title}: {row.shown}, {row.interval}" for row in self.rows)


def find_associations(
    session: Session, *, rounds: Sequence[Round], catalogue: Catalogue, locale: str
) -> AssociationPage:
    """Return the latest association of every topic that has one."""
    topics = topics_of(rounds, catalogue=catalogue, locale=locale)
    known = release.statistics(session, rounds=[found.id for found in rounds])
    latest = [(topic, *found) for topic in topics if (found := _latest(topic, known)) is not None]
    return AssociationPage(
        anchor=catalogue.anchor.text.in_(locale), rows=_rows(latest, round_labels(rounds))
    )


def _latest(
    topic: Topic, known: Mapping[RoundId, Sequence[Statistic]]
) -> tuple[Round, Statistic] | None:
    for asked in reversed(topic.rounds):
        for one in known[asked.id]:
            if one.kind is StatisticKind.ASSOCIATION and one.checkpoint == topic.code:
                return asked, one
    return None


def _rows(
    latest: Sequence[tuple[Topic, Round, Statistic]], labels: Mapping[RoundId, str]
) -> tuple[Together, ...]:
    intervals = {one.checkpoint: with_interval(one.value, one.answers) for _t, _r, one in latest}
    outstanding = stand_out(intervals)
    rows = (
        Together(
            title=topic.title,
            label=labels[asked.id],
            found=intervals[topic.code],
            answers=one.answers,
            stands_out=topic.code in outstanding,
        )
        for topic, asked, one in latest
    )
    return tuple(sorted(rows, key=lambda row: -row.found.value))
