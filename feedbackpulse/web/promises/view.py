"""What pages show of promises: to whoever they concern, and to all of those the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import get_locale
from sqlalchemy.orm import Session

from feedbackpulse.access.domain import Viewer, may_read_unit
from feedbackpulse.access.promises import may_keep_promise, may_make_promise, teams_of
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.people.domain import Part, TeamTree, UnitKey
from feedbackpulse.promises.domain import Promise, of_late
from feedbackpulse.promises.service import concerning, of_teams
from feedbackpulse.roster import service as roster
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.promises.effect import Effect, effect_of
from feedbackpulse.web.promises.words import (
    ICONS,
    KINDS,
    Told,
    origin_name,
    state_name,
    told,
    topic_names,
)
from feedbackpulse.web.team.page import find_figures
from feedbackpulse.web.team.units import released_rounds
from feedbackpulse.web.team.view import TeamPage

MOST_ON_HOME: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One promise as a page shows it."""

    promise: Promise
    scope: str
    """The team that it is of; empty for the whole organisation."""
    owner: str
    """Who keeps it; empty when nobody does any more."""
    topic: str
    overdue: bool
    effect: Effect | None = None
    """None where it is about no topic, or where the reader may not see its figures."""
    history: tuple[Told, ...] = ()
    may_keep: bool = False
    may_change: bool = False

    @property
    def state(self) -> str:
        """How far it is, in a word or two."""
        return state_name(self.promise.state)

    @property
    def icon(self) -> str:
        """What stands beside that word."""
        return ICONS[self.promise.state]

    @property
    def kind(self) -> str:
        """How the pill with that word looks."""
        return KINDS[self.promise.state]

    @property
    def origin(self) -> str:
        """What it comes from, in words."""
        return origin_name(self.promise.source.origin)


def show_promises(promises: Sequence[Promise], *, tree: TeamTree) -> tuple[Shown, ...]:
    """Return promises for a list in which nothing is said of whether they helped."""
    return _shown(promises, tree=tree, effect=lambda _promise: None)


def for_home(promises: Sequence[Promise], *, tree: TeamTree) -> tuple[Shown, ...]:
    """Return what changed lately, of these, because of people whom whoever looks is one of."""
    teams = {None, *teams_of(Viewer.of(me()), tree)}
    mine = [one for one in promises if one.team_id in teams]
    return show_promises(of_late(mine, today=today())[:MOST_ON_HOME], tree=tree)


def my_promises(session: Session, *, tree: TeamTree, with_history: bool) -> tuple[Promise, ...]:
    """Return what was promised to people whom whoever looks is one of."""
    teams = teams_of(Viewer.of(me()), tree)
    return concerning(session, team_ids=teams, with_history=with_history)


def show_with_effects(
    session: Session,
    promises: Sequence[Promise],
    *,
    tree: TeamTree,
    known: TeamPage | None = None,
) -> tuple[Shown, ...]:
    """Return promises with what happened, and with what the rounds since then say of them.

    Where the page of their unit is being read already, that page speaks.
    """
    pages, read = _pages(session, promises, tree, known), _reading(session, tree)
    places = {asked.id: place for place, asked in enumerate(released_rounds(session))}

    def effect(promise: Promise) -> Effect | None:
        if promise.plan.topic is None or not tree.teams:
            return None
        page = pages[_unit_of(promise, tree)]
        if page is not None and page is not known and not read(page):
            return None
        return effect_of(promise, page, places=places, today=today())

    return _shown(promises, tree=tree, effect=effect)


def promises_of(session: Session, page: TeamPage, *, tree: TeamTree) -> tuple[Shown, ...]:
    """Return what was promised to a unit, for its own page; to a part of a team nothing is."""
    if page.unit.part is not Part.WHOLE:
        return ()
    promises = of_teams(session, tree=tree, team_ids={page.unit.team_id}, with_history=True)
    return show_with_effects(session, promises, tree=tree, known=page) if promises else ()


def _pages(
    session: Session, promises: Sequence[Promise], tree: TeamTree, known: TeamPage | None
) -> Mapping[UnitKey, TeamPage | None]:
    """Return the latest figures of the units to which something about a topic was promised."""
    pages: dict[UnitKey, TeamPage | None] = {known.unit: known} if known else {}
    told = [one for one in promises if one.plan.topic is not None and tree.teams]
    wanted = {_unit_of(one, tree) for one in told} - pages.keys()
    found = find_figures(
        session,
        tree=tree,
        units=wanted,
        catalogue=load_catalogue(),
        locale=str(get_locale()),
    )
    return {**pages, **found}


def _unit_of(promise: Promise, tree: TeamTree) -> UnitKey:
    return UnitKey(team_id=promise.team_id or tree.root.id)


def _reading(session: Session, tree: TeamTree) -> Callable[[TeamPage], bool]:
    """Return which pages whoever looks may read, by where they were counted in its round."""
    person = me()
    viewer = Viewer.of(person)

    def may_read(page: TeamPage) -> bool:
        leaf = roster.own_leaf(session, round_id=page.round.id, team_id=person.team_id)
        return bool(may_read_unit(viewer, tree, page.unit, own_leaf=leaf))

    return may_read


def _shown(
    promises: Sequence[Promise],
    *,
    tree: TeamTree,
    effect: Callable[[Promise], Effect | None],
) -> tuple[Shown, ...]:
    topics = topic_names(load_catalogue(), str(get_locale()))
    viewer, now = Viewer.of(me()), today()
    return tuple(
        Shown(
            promise=one,
            scope=_scope(one, tree),
            owner=one.owner_name,
            topic=topics.get(one.plan.topic or "", ""),
            overdue=one.is_overdue(now),
            effect=effect(one),
            history=tuple(told(step) for step in one.history),
            may_keep=_may_keep(viewer, tree, one),
            may_change=bool(may_make_promise(viewer, tree, team_id=one.team_id)),
        )
        for one in promises
    )


def _scope(promise: Promise, tree: TeamTree) -> str:
    return tree.get(promise.team_id).name if promise.team_id and promise.team_id in tree else ""


def _may_keep(viewer: Viewer, tree: TeamTree, promise: Promise) -> bool:
    return bool(may_keep_promise(viewer, tree, team_id=promise.team_id, owner=promise.plan.owner))
