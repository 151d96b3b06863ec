"""Puts the page about a unit together, for whoever may read it, from the release alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import ANCHOR, WORTH, Catalogue
from feedbackpulse.cycles.domain import AskedItem, Round, RoundId
from feedbackpulse.insight.estimates import Level, checkpoint_level
from feedbackpulse.insight.trend import Asked, Point, series
from feedbackpulse.people.domain import TeamTree, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure
from feedbackpulse.release.replies import with_news
from feedbackpulse.web.identity import today
from feedbackpulse.web.team.course import course_of
from feedbackpulse.web.team.moments import Key, Moment, compared
from feedbackpulse.web.team.record import Record, read_record, read_records
from feedbackpulse.web.team.topic import Question, Topic, editions_of
from feedbackpulse.web.team.view import TeamPage
from feedbackpulse.web.team.whole import whole_organisation
from feedbackpulse.web.team.words import round_labels, round_names, say, unit_name
from feedbackpulse.web.worked_out import MOST, Given

Questions = Mapping[RoundId, Sequence[AskedItem]]
"""What each round asked about one topic, oldest first."""


def find_team_page(
    session: Session,
    *,
    tree: TeamTree,
    unit: UnitKey,
    catalogue: Catalogue,
    locale: str,
    round_id: RoundId | None = None,
) -> TeamPage | None:
    """Return the page of a unit, after one round or after the latest.

    None when no released round was about this unit, or not that one.
    """
    record = read_record(session, tree=tree, unit=unit)
    page = _figures(record, tree=tree, catalogue=catalogue, locale=locale, round_id=round_id)
    if page is None:
        return None
    comments = release.comments(session, round_id=page.round.id, unit=unit)
    return replace(
        page,
        comments=with_news(session, comments, today=today()),
        whole=(
            whole_organisation(session, asked=page.round, catalogue=catalogue, locale=locale)
            if unit == record.root
            else None
        ),
    )


def find_figures(
    session: Session,
    *,
    tree: TeamTree,
    units: Collection[UnitKey],
    catalogue: Catalogue,
    locale: str,
) -> Mapping[UnitKey, TeamPage | None]:
    """Return the pages of several units after their latest rounds, with their figures alone."""
    records = read_records(session, tree=tree, units=units) if units else {}
    return {
        unit: _figures(record, tree=tree, catalogue=catalogue, locale=locale)
        for unit, record in records.items()
    }


def _figures(
    record: Record,
    *,
    tree: TeamTree,
    catalogue: Catalogue,
    locale: str,
    round_id: RoundId | None = None,
) -> TeamPage | None:
    chosen = next((r for r in reversed(record.rounds) if round_id in {None, r.id}), None)
    if chosen is None:
        return None
    ground = Given(content=record.content, value=(record, catalogue))
    name = unit_name(record.unit, tree.get(record.unit.team_id).name)
    return _page(ground, chosen=chosen, name=name, locale=locale)


@lru_cache(maxsize=MOST)
def _page(
    ground: Given[tuple[Record, Catalogue]], *, chosen: Round, name: str, locale: str
) -> TeamPage:
    record, catalogue = ground.value
    writer = _writer(record, catalogue, locale=locale, chosen=chosen, wants=_is_not_worth)
    topics = writer.topics()
    anchor = catalogue.anchor.code
    return TeamPage(
        unit=record.unit,
        name=name,
        round=chosen,
        label=writer.labels[chosen.id],
        rounds=record.rounds,
        count=record.count(chosen),
        counted_in=record.counted_in(chosen),
        anchor=catalogue.anchor.text.in_(locale),
        overall=topics.pop(anchor, None),
        topics=tuple(topics.values()),
        comments=(),
        whole=None,
    )


def find_worth(
    session: Session, *, tree: TeamTree, catalogue: Catalogue, locale: str
) -> Topic | None:
    """Return whether everybody together found the questions worth their time, in all rounds.

    None while no round that asked it is released.
    """
    if not tree.teams:
        return None
    record = read_record(session, tree=tree, unit=UnitKey(team_id=tree.root.id))
    asking = [r for r in record.rounds if any(item.code == WORTH for item in r.rated_items)]
    if not asking:
        return None
    ground = Given(content=record.content, value=(record, catalogue))
    return _worth(ground, chosen=asking[-1], locale=locale)


@lru_cache(maxsize=MOST)
def _worth(ground: Given[tuple[Record, Catalogue]], *, chosen: Round, locale: str) -> Topic | None:
    record, catalogue = ground.value
    writer = _writer(record, catalogue, locale=locale, chosen=chosen, wants=_is_worth)
    return writer.topics().get(WORTH)


def _writer(
    record: Record,
    catalogue: Catalogue,
    *,
    locale: str,
    chosen: Round,
    wants: Callable[[AskedItem], bool],
) -> _Writer:
    return _Writer(
        record=record,
        catalogue=catalogue,
        locale=locale,
        chosen=chosen,
        labels=round_labels(record.rounds),
        names=round_names(record.rounds, now=chosen),
        wants=wants,
    )


def _is_worth(item: AskedItem) -> bool:
    """Tell the question about the questions from those about the team: it is no topic of a team."""
    return item.code == WORTH


def _is_not_worth(item: AskedItem) -> bool:
    return not _is_worth(item)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writer:
    """Writes what a record says, up to the chosen round."""

    record: Record
    catalogue: Catalogue
    locale: str
    chosen: Round
    labels: Mapping[RoundId, str]
    names: Mapping[RoundId, str]
    wants: Callable[[AskedItem], bool]

    def topics(self) -> dict[Key, Topic]:
        """Return every topic that was asked so far, in the order of the norm."""
        questions = self._questions()
        courses = {key: self._moments(asked) for key, asked in questions.items()}
        return {
            key: self._topic(key, moments, questions[key])
            for key, moments in compared(courses).items()
            if moments
        }

    def _questions(self) -> dict[Key, dict[RoundId, list[AskedItem]]]:
        """Return which questions were asked about each topic, in every round that did."""
        found: dict[Key, dict[RoundId, list[AskedItem]]] = {}
        for asked in self.record.up_to(self.chosen):
            for item in asked.rated_items:
                if self.wants(item) and self.record.was_asked(asked, item):
                    of_topic = found.setdefault(self._key(asked, item), {})
                    of_topic.setdefault(asked.id, []).append(item)
        known = [point.code for point in self.catalogue.checkpoints]
        return {key: found[key] for key in known if key in found} | found

    def _key(self, asked: Round, item: AskedItem) -> Key:
        """Return a checkpoint's code, or an own question's within its cycle."""
        if item.checkpoint or item.code in {ANCHOR, WORTH}:
            return item.checkpoint or item.code
        return f"{item.code}-{asked.cycle_id.hex}"

    def _moments(self, questions: Questions) -> tuple[Moment, ...]:
        rounds = [each for each in self.record.up_to(self.chosen) if questions.get(each.id)]
        own = self._published(self.record.unit, rounds, questions)
        whole = series(self._published(self.record.root, rounds, questions).values())
        by_id = {each.id: each for each in rounds}
        beside = self.record.unit != self.record.root
        return tuple(
            self._moment(
                by_id[point.round_id],
                point,
                own[point.round_id],
                wording=_wording(questions[point.round_id]),
                organisation=whole.at(point.round_id) if beside else None,
            )
            for point in series(own.values()).points
        )

    def _published(
        self, unit: UnitKey, rounds: Sequence[Round], questions: Questions
    ) -> dict[RoundId, Asked]:
        return {each.id: self.record.asked(unit, each, questions[each.id]) for each in rounds}

    def _moment(
        self,
        asked: Round,
        point: Point,
        published: Asked,
        *,
        wording: frozenset[tuple[str, int]],
        organisation: Point | None,
    ) -> Moment:
        figures = [result for result in published.results if isinstance(result, Figure)]
        return Moment(
            round_id=asked.id,
            on=asked.opens_at.date(),
            label=self.labels[asked.id],
            name=self.names[asked.id],
            said=say(point.level),
            organisation=say(organisation.level) if organisation else None,
            level=point.level,
            organisation_level=organisation.level if organisation else None,
            link=point.link,
            wording=wording,
            shown=frozenset(figure.item for figure in figures),
            of_all=not any(figure.only_some_asked for figure in figures),
        )

    def _topic(self, key: Key, moments: Sequence[Moment], questions: Questions) -> Topic:
        rounds = {each.id: each for each in self.record.rounds}

        def said(moment: Moment) -> tuple[Question, ...]:
            asked = rounds[moment.round_id]
            return tuple(self._question(asked, item) for item in questions[asked.id])

        title, summary = self._title(key, questions[moments[-1].round_id][0])
        return Topic(
            key=key,
            title=title,
            summary=summary,
            course=course_of(moments),
            editions=editions_of(moments, said),
            is_asked_now=moments[-1].round_id == self.chosen.id,
        )

    def _title(self, key: Key, item: AskedItem) -> tuple[str, str]:
        if key == self.catalogue.anchor.code:
            return str(_("Listening, all in all")), str(_("The question that every round asks."))
        if key == WORTH:
            return self.catalogue.worth.text.in_(self.locale), str(
                _("The last question of a round.")
            )
        if any(point.code == key for point in self.catalogue.checkpoints):
            point = self.catalogue.checkpoint(key)
            return point.title.in_(self.locale), point.summary.in_(self.locale)
        return item.text.in_(self.locale), str(_("A question of our own"))

    def _question(self, asked: Round, item: AskedItem) -> Question:
        return Question(text=item.text.in_(self.locale), said=say(self._level(asked, item)))

    def _level(self, asked: Round, item: AskedItem) -> Level:
        published = self.record.asked(self.record.unit, asked, [item])
        return checkpoint_level(published.results, spreads=published.spreads)


def _wording(items: Sequence[AskedItem]) -> frozenset[tuple[str, int]]:
    return frozenset((item.code, item.version) for item in items)
