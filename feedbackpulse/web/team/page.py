"""Puts the page about a unit together, for whoever may read it, from the release alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.domain import AskedItem, Round, RoundId
from feedbackpulse.insight.estimates import Level, checkpoint_level
from feedbackpulse.insight.trend import Asked, Point, series
from feedbackpulse.people.domain import TeamTree, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure
from feedbackpulse.web.team.course import course_of
from feedbackpulse.web.team.moments import Key, Moment, compared
from feedbackpulse.web.team.record import Record, read_record
from feedbackpulse.web.team.topic import Question, Topic, editions_of
from feedbackpulse.web.team.view import TeamPage
from feedbackpulse.web.team.whole import whole_organisation
from feedbackpulse.web.team.words import round_labels, round_names, say, unit_name

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
    chosen = next((r for r in reversed(record.rounds) if round_id in {None, r.id}), None)
    if chosen is None:
        return None
    writer = _Writer(
        record=record,
        catalogue=catalogue,
        locale=locale,
        chosen=chosen,
        labels=round_labels(record.rounds),
        names=round_names(record.rounds, now=chosen),
    )
    topics = writer.topics()
    anchor = catalogue.anchor.code
    return TeamPage(
        unit=unit,
        name=unit_name(unit, tree.get(unit.team_id).name),
        round=chosen,
        label=writer.labels[chosen.id],
        rounds=record.rounds,
        count=record.count(chosen),
        counted_in=record.counted_in(chosen),
        anchor=catalogue.anchor.text.in_(locale),
        overall=topics.pop(anchor, None),
        topics=tuple(topics.values()),
        comments=release.comments(session, round_id=chosen.id, unit=unit),
        whole=(
            whole_organisation(session, asked=chosen, catalogue=catalogue, locale=locale)
            if unit == record.root
            else None
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writer:
    """Writes what a record says, up to the chosen round."""

    record: Record
    catalogue: Catalogue
    locale: str
    chosen: Round
    labels: Mapping[RoundId, str]
    names: Mapping[RoundId, str]

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
                if self.record.was_asked(asked, item):
                    of_topic = found.setdefault(self._key(asked, item), {})
                    of_topic.setdefault(asked.id, []).append(item)
        known = [point.code for point in self.catalogue.checkpoints]
        return {key: found[key] for key in known if key in found} | found

    def _key(self, asked: Round, item: AskedItem) -> Key:
        """Return a checkpoint's code, or an own question's within its cycle."""
        if item.checkpoint or item.code == self.catalogue.anchor.code:
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
