"""Puts the page about a unit together, for whoever may read it, from the release alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue, LocalText
from feedbackpulse.cycles.domain import AskedItem, CycleId, Round, RoundId
from feedbackpulse.insight.estimates import Count, checkpoint_level, turned
from feedbackpulse.insight.trend import Asked, Point, series
from feedbackpulse.people.domain import Part, TeamId, TeamTree, UnitKey
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure, Reason, Result, Withheld
from feedbackpulse.roster import service as roster
from feedbackpulse.web.team.units import released_rounds
from feedbackpulse.web.team.view import Moment, Question, TeamPage, Topic
from feedbackpulse.web.team.whole import whole_organisation
from feedbackpulse.web.team.words import round_labels, say, unit_name

EARLIER_SHOWN = 2

Key = tuple[CycleId | None, str]
"""What a topic is known by: a checkpoint's code, or an own question's within its cycle."""


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
    record = _read(session, tree=tree, unit=unit)
    chosen = next((r for r in reversed(record.rounds) if round_id in {None, r.id}), None)
    if chosen is None:
        return None
    labels = round_labels(record.rounds)
    writer = _Writer(
        record=record, catalogue=catalogue, locale=locale, chosen=chosen, labels=labels
    )
    return TeamPage(
        unit=unit,
        name=unit_name(unit, tree.get(unit.team_id).name),
        round=chosen,
        label=labels[chosen.id],
        rounds=record.rounds,
        count=writer.count(),
        counted_in=record.counted_in(chosen),
        anchor=catalogue.anchor.text.in_(locale),
        trend=writer.trend(),
        topics=writer.topics(),
        comments=release.comments(session, round_id=chosen.id, unit=unit),
        whole=(
            whole_organisation(session, asked=chosen, catalogue=catalogue, locale=locale)
            if unit == record.root
            else None
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Record:
    """What all released rounds about a unit published, for it and for the organisation."""

    unit: UnitKey
    root: UnitKey
    rounds: tuple[Round, ...]
    results: Mapping[tuple[UnitKey, RoundId], Mapping[str, Result]]
    spreads: Mapping[RoundId, Mapping[str, float]]
    places: Mapping[RoundId, UnitKey]

    def counted_in(self, asked: Round) -> UnitKey | None:
        """Return where the unit's people were counted when it did not stand on its own."""
        place = self.places[asked.id]
        return None if place == self.unit else place

    def was_asked(self, asked: Round, item: AskedItem) -> bool:
        """Say whether anybody in the unit was asked this item of a round."""
        result = self.results.get((self.unit, asked.id), {}).get(item.code)
        return not (isinstance(result, Withheld) and result.reason is Reason.NOT_ASKED)

    def asked(self, unit: UnitKey, asked: Round, items: Sequence[AskedItem]) -> Asked:
        """Return what a round published for a unit about these items."""
        known = self.results.get((unit, asked.id), {})
        joined = not known and unit == self.unit
        return Asked(
            round_id=asked.id,
            results=tuple(_result(unit, asked, item, known, joined=joined) for item in items),
            spreads=self.spreads[asked.id],
        )


def _result(
    unit: UnitKey, asked: Round, item: AskedItem, known: Mapping[str, Result], *, joined: bool
) -> Result:
    reason = Reason.COUNTED_IN_PARENT if joined else Reason.NOT_ASKED
    missing = Withheld(unit=unit, unit_name="", round_id=asked.id, item=item.code, reason=reason)
    reverse = {item.code} if item.reverse else set()
    return turned(known.get(item.code, missing), reverse=reverse)


def _read(session: Session, *, tree: TeamTree, unit: UnitKey) -> _Record:
    root = UnitKey(team_id=tree.root.id)
    released = released_rounds(session)
    ids = [found.id for found in released]
    results: dict[tuple[UnitKey, RoundId], dict[str, Result]] = {}
    for result in release.results(session, rounds=ids, units={unit, root}, items=None):
        results.setdefault((result.unit, result.round_id), {})[result.item] = result
    alone = {each for each in ids if _stood_alone(results.get((unit, each), {}))}
    leaves = roster.leaves_of_teams(session, rounds=[each for each in ids if each not in alone])
    joined = {each: _joined(tree, known, unit) for each, known in leaves.items()}
    places = dict.fromkeys(alone, unit) | {each: at for each, at in joined.items() if at}
    return _Record(
        unit=unit,
        root=root,
        rounds=tuple(found for found in released if found.id in places),
        results=results,
        spreads=release.spreads(session, rounds=ids),
        places=places,
    )


def _stood_alone(known: Mapping[str, Result]) -> bool:
    return any(
        isinstance(result, Figure) or result.reason is not Reason.COUNTED_IN_PARENT
        for result in known.values()
    )


def _joined(tree: TeamTree, leaves: Mapping[TeamId, UnitKey], unit: UnitKey) -> UnitKey | None:
    """Return where the people of a unit that did not stand on its own were counted."""
    if unit.part is Part.REST:
        return None
    teams = tree.subtree(unit.team_id) if unit.part is Part.WHOLE else (tree.get(unit.team_id),)
    return next((leaves[team.id] for team in teams if team.id in leaves), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writer:
    """Writes what a record says, up to the chosen round."""

    record: _Record
    catalogue: Catalogue
    locale: str
    chosen: Round
    labels: Mapping[RoundId, str]

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The chosen round and those before it, oldest first."""
        return self.record.rounds[: self.record.rounds.index(self.chosen) + 1]

    def count(self) -> Count | None:
        """Return how many people answered: the most that any question of the round got."""
        known = self.record.results.get((self.record.unit, self.chosen.id), {})
        figures = [result for result in known.values() if isinstance(result, Figure)]
        if not figures:
            return None
        most = max(figures, key=lambda figure: figure.n)
        return Count(n=most.n, at_least=most.n_is_minimum, invited=most.invited)

    def trend(self) -> tuple[Moment, ...]:
        """Return the question that is always asked, over the rounds."""
        code = self.catalogue.anchor.code
        return self._moments(
            {r.id: [item for item in r.rated_items if item.code == code] for r in self.rounds}
        )

    def topics(self) -> tuple[Topic, ...]:
        """Return every topic that was asked so far, in the order of the norm."""
        return tuple(self._topics())

    def _topics(self) -> Iterator[Topic]:
        for key, asked in self._questions().items():
            moments = self._moments(asked)
            if not moments:
                continue
            title, summary = self._title(key, asked)
            yield Topic(
                title=title,
                summary=summary,
                latest=moments[-1],
                earlier=tuple(reversed(moments[-1 - EARLIER_SHOWN : -1])),
                questions=self._said_questions(asked),
                is_asked_now=self.chosen.id in asked,
            )

    def _questions(self) -> dict[Key, dict[RoundId, list[AskedItem]]]:
        """Return which questions were asked about each topic, in every round that did."""
        order = [(None, point.code) for point in self.catalogue.checkpoints]
        found: dict[Key, dict[RoundId, list[AskedItem]]] = {}
        for asked in self.rounds:
            for item in asked.rated_items:
                if item.code != self.catalogue.anchor.code and self.record.was_asked(asked, item):
                    key = _key(asked, item)
                    found.setdefault(key, {}).setdefault(asked.id, []).append(item)
        known = {key: found[key] for key in order if key in found}
        return known | found

    def _moments(self, asked: Mapping[RoundId, Sequence[AskedItem]]) -> tuple[Moment, ...]:
        rounds = [found for found in self.rounds if asked.get(found.id)]
        own = series(self.record.asked(self.record.unit, r, asked[r.id]) for r in rounds)
        whole = series(self.record.asked(self.record.root, r, asked[r.id]) for r in rounds)
        by_id = {found.id: found for found in rounds}
        beside = self.record.unit != self.record.root
        return tuple(
            self._moment(by_id[point.round_id], point, whole.at(point.round_id) if beside else None)
            for point in own.points
        )

    def _moment(self, asked: Round, point: Point, organisation: Point | None) -> Moment:
        return Moment(
            round_id=asked.id,
            label=self.labels[asked.id],
            said=say(point.level),
            organisation=say(organisation.level) if organisation else None,
            level=point.level,
            organisation_level=organisation.level if organisation else None,
            link=point.link,
        )

    def _title(self, key: Key, asked: Mapping[RoundId, Sequence[AskedItem]]) -> tuple[str, str]:
        cycle, code = key
        if cycle is None and any(point.code == code for point in self.catalogue.checkpoints):
            point = self.catalogue.checkpoint(code)
            return point.title.in_(self.locale), point.summary.in_(self.locale)
        latest = list(asked.values())[-1][0]
        return self._in(latest.text), str(_("A question of our own"))

    def _in(self, text: LocalText) -> str:
        return text.in_(self.locale)

    def _said_questions(self, asked: Mapping[RoundId, Sequence[AskedItem]]) -> tuple[Question, ...]:
        latest = next(found for found in reversed(self.rounds) if found.id in asked)
        said = []
        for item in asked[latest.id]:
            each = self.record.asked(self.record.unit, latest, [item])
            level = checkpoint_level(each.results, spreads=each.spreads)
            said.append(Question(text=self._in(item.text), said=say(level)))
        return tuple(said)


def _key(asked: Round, item: AskedItem) -> Key:
    return (None, item.checkpoint) if item.checkpoint else (asked.cycle_id, item.code)
