"""How good the questions are: do they hang together, are they shared, does anybody know?

Numbers about the whole organisation alone, as the release computed them once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import AskedItem, Round, RoundId
from feedbackpulse.insight.agreement import (
    Agreement,
    Comparability,
    agreement,
    comparable,
    rwg,
)
from feedbackpulse.release import service as release
from feedbackpulse.release.coherence import HIGHEST_RELIABILITY, LOWEST_RELIABILITY
from feedbackpulse.release.domain import (
    Differences,
    Icc,
    Option,
    OptionCount,
    Statistic,
    StatisticKind,
)
from feedbackpulse.web.hr.ends import at_an_end
from feedbackpulse.web.hr.reading import Topic, find_differences, topics_of
from feedbackpulse.web.page import number
from feedbackpulse.web.team.whole import percent
from feedbackpulse.web.team.words import round_labels

CEILING = 0.60
"""A question of which one option gets more than this part tells people apart too little."""
MANY_DO_NOT_KNOW = 0.20
"""When more than this part does not know, the question is about something they cannot see."""
TOGETHER_FROM, SOMEWHAT_FROM = 0.70, 0.50
_RELIABILITIES = (StatisticKind.OMEGA, StatisticKind.ALPHA, StatisticKind.SPEARMAN_BROWN)
"""The best first: alpha supposes that all questions weigh the same, omega does not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question, and how its answers are spread over the organisation."""

    text: str
    most: Option | None
    """The option that was chosen most, when counts are released."""
    share: float
    do_not_know: float

    @property
    def shown_share(self) -> str:
        """About which part chose that option."""
        return percent(self.share) if self.most else ""

    @property
    def shown_do_not_know(self) -> str:
        """About which part does not know."""
        return percent(self.do_not_know) if self.most else ""

    @property
    def advice(self) -> str:
        """What to think about, if anything."""
        if self.share > CEILING:
            return str(_("Rewrite? Most people choose the same answer."))
        if self.do_not_know > MANY_DO_NOT_KNOW:
            return str(_("Rewrite? Many people do not know."))
        return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quality:
    """One topic: how well its questions measure it, the last time it was asked."""

    title: str
    label: str
    reliability: Statistic | None
    icc: Icc | None
    """How surely levels tell units apart, when enough units and answers are there."""
    shared: float | None
    """r_wg, of people within one unit."""
    questions: tuple[Asked, ...]

    @property
    def together(self) -> str:
        """How well its questions go together, in words."""
        if self.reliability is None:
            return str(_("one question")) if len(self.questions) == 1 else ""
        if self.reliability.value >= TOGETHER_FROM:
            return str(_("yes, well"))
        if self.reliability.value >= SOMEWHAT_FROM:
            return str(_("somewhat"))
        return str(_("hardly"))

    @property
    def use(self) -> str:
        """What levels of units may be used for, in words."""
        if self.icc is None:
            return ""
        known = {
            Comparability.COMPARE: _("compare units"),
            Comparability.OWN_TREND: _("follow one unit over time"),
            Comparability.NONE: _("look at the whole organisation only"),
        }
        return str(known[comparable(self.icc)])

    @property
    def grounds(self) -> str:
        """The numbers behind those words."""
        if self.icc is None:
            return ""
        return f"ICC(2) {number(self.icc.two, 2)}, ICC(1) {number(self.icc.one, 2)}"

    @property
    def alike(self) -> str:
        """Whether people in a unit see it alike, in words."""
        if self.shared is None:
            return ""
        known = {
            Agreement.SHARED: _("yes, about the same"),
            Agreement.BETWEEN: _("in between"),
            Agreement.DIVIDED: _("no, opinions differ widely"),
        }
        return str(known[agreement(self.shared)])

    @property
    def may_be_rewritten(self) -> bool:
        """Say whether any of its questions deserves a second look."""
        return any(question.advice for question in self.questions)

    @property
    def how_well(self) -> str:
        """The number behind that; where the release cuts off, its end."""
        if self.reliability is None:
            return ""
        return at_an_end(
            self.reliability.value, lowest=LOWEST_RELIABILITY, highest=HIGHEST_RELIABILITY
        )

    @property
    def method(self) -> str:
        """What the number of its reliability is called among statisticians."""
        known = {
            StatisticKind.OMEGA: "McDonald’s omega",
            StatisticKind.ALPHA: "Cronbach’s alpha",
            StatisticKind.SPEARMAN_BROWN: "Spearman-Brown",
        }
        return known[self.reliability.kind] if self.reliability else ""


def qualities(
    session: Session, *, rounds: Sequence[Round], catalogue: Catalogue, locale: str
) -> tuple[Quality, ...]:
    """Return how good the questions of every topic were, the last time they were asked."""
    topics = topics_of(rounds, catalogue=catalogue, locale=locale)
    asked = {topic.latest.id: topic.latest for topic in topics}
    latest = list(asked)
    writer = _Writer(
        differences=find_differences(session, rounds=list(asked.values())),
        statistics=release.statistics(session, rounds=latest),
        counts=release.distributions(session, rounds=latest),
        labels=round_labels(rounds),
        locale=locale,
    )
    return tuple(writer.quality(topic, topic.latest) for topic in topics)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writer:
    differences: Mapping[RoundId, Mapping[str, Differences]]
    statistics: Mapping[RoundId, Sequence[Statistic]]
    counts: Mapping[RoundId, Mapping[str, Sequence[OptionCount]]]
    labels: Mapping[RoundId, str]
    locale: str

    def quality(self, topic: Topic, asked: Round) -> Quality:
        """Return what one round says about the questions of a topic."""
        known = {one.kind: one for one in self.statistics[asked.id] if one.checkpoint == topic.code}
        spread = known.get(StatisticKind.SPREAD)
        counts = self.counts[asked.id]
        return Quality(
            title=topic.title,
            label=self.labels[asked.id],
            reliability=next((known[kind] for kind in _RELIABILITIES if kind in known), None),
            icc=self.differences[asked.id][topic.code].icc,
            shared=rwg(spread.value) if spread else None,
            questions=tuple(
                _asked(item, counts.get(item.code, ()), self.locale) for item in topic.items(asked)
            ),
        )


def _asked(item: AskedItem, counts: Sequence[OptionCount], locale: str) -> Asked:
    known = {one.option: one.count for one in counts}
    unknown = known.pop(Option.DONT_KNOW, 0)
    rated = sum(known.values())
    most = max(known, key=lambda option: known[option]) if rated else None
    return Asked(
        text=item.text.in_(locale),
        most=most,
        share=known[most] / rated if most else 0.0,
        do_not_know=unknown / (rated + unknown) if rated else 0.0,
    )
