"""The table of topics by rounds: what was asked in turn stands in one column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.web.team.moments import Moment
from feedbackpulse.web.team.topic import Topic

MOST_PERIODS = 6
"""How many columns fit; the page of a topic has all rounds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Rounds in a row that asked every topic once at most."""

    title: str
    rounds: tuple[RoundId, ...]

    @property
    def is_one_round(self) -> bool:
        """Say whether it is a single round."""
        return len(self.rounds) == 1


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicLine:
    """One topic, with its moment in each of the periods, if it was asked."""

    topic: Topic
    cells: tuple[Moment | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicTable:
    """All topics by periods, the latest period first."""

    periods: tuple[Period, ...]
    lines: tuple[TopicLine, ...]


def topic_table(topics: Sequence[Topic], rounds: Sequence[Round]) -> TopicTable:
    """Return the table of these topics over these rounds, given oldest first."""
    by_round = {asked.id: _asked_in(asked.id, topics) for asked in rounds}
    labels = {m.round_id: m.label for topic in topics for m in topic.course.moments}
    found = _periods([asked.id for asked in reversed(rounds)], by_round)[:MOST_PERIODS]
    periods = tuple(
        Period(title=_title([labels[each] for each in reversed(ids)]), rounds=tuple(ids))
        for ids in found
    )
    lines = tuple(
        TopicLine(topic=topic, cells=tuple(_moment_in(topic, each) for each in periods))
        for topic in topics
    )
    return TopicTable(periods=periods, lines=lines)


def _periods(
    latest_first: Iterable[RoundId], topics: dict[RoundId, frozenset[str]]
) -> list[list[RoundId]]:
    periods: list[list[RoundId]] = []
    seen: set[str] = set()
    for round_id in latest_first:
        asked = topics[round_id]
        if not asked:
            continue
        if not periods or seen & asked:
            periods.append([])
            seen = set()
        periods[-1].append(round_id)
        seen |= asked
    return periods


def _asked_in(round_id: RoundId, topics: Iterable[Topic]) -> frozenset[str]:
    return frozenset(
        topic.key
        for topic in topics
        if any(moment.round_id == round_id for moment in topic.course.moments)
    )


def _title(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} – {labels[-1]}"


def _moment_in(topic: Topic, period: Period) -> Moment | None:
    found = (moment for moment in topic.course.moments if moment.round_id in period.rounds)
    return next(found, None)
