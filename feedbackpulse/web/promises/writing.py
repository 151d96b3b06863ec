"""Writing a promise: what can be chosen, what it must not repeat, and a look at it beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from flask import abort, request
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.access.domain import Viewer, leads_unit
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.consultations.service import words_brought_in
from feedbackpulse.database import one_at_a_time
from feedbackpulse.extensions import current_settings
from feedbackpulse.people import directory
from feedbackpulse.people.domain import PersonId, Role, TeamId, TeamTree, UnitKey
from feedbackpulse.promises import service as promises
from feedbackpulse.promises.domain import Origin, Promise, PromiseId, Source, State
from feedbackpulse.release.written import written, written_again
from feedbackpulse.signals import conversations
from feedbackpulse.signals.domain import Reader
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.promises.form import Filled, PromiseForm, filled_with
from feedbackpulse.web.promises.view import Shown, show_promises
from feedbackpulse.web.promises.words import topic_names
from feedbackpulse.web.team.units import released_rounds

EVERYBODY: Final = "everybody"
PREVIEW: Final = "preview"
MOST_TEAMS: Final = 100
"""From how many teams, at most, we list people who can keep a promise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What an address asks a promise to be made of."""

    origin: Origin = Origin.OWN
    origin_id: UUID | None = None
    topic: str = ""

    @classmethod
    def of_address(cls) -> Asked:
        """Return what stands in the address; nonsense is not found."""
        wanted, made_of = request.args.get("origin", Origin.OWN.value), request.args.get("from")
        if wanted not in set(Origin):
            abort(404)
        try:
            origin_id = UUID(made_of) if made_of else None
        except ValueError:
            abort(404)
        topic = request.args.get("topic", "")
        return cls(origin=Origin(wanted), origin_id=origin_id, topic=topic)

    def source(self, session: Session, *, as_hr: bool) -> Source:
        """Return where a promise comes from, with the last round that was released by now."""
        released = released_rounds(session)
        return Source(
            origin=self.origin,
            origin_id=self.origin_id,
            role=Role.HR if as_hr else Role.LEAD,
            round_id=released[-1].id if released else None,
        )


def scopes_of_hr(tree: TeamTree) -> dict[str, str]:
    """Return whom HR can promise something to, everybody first."""
    below = [team for _depth, team in tree.ordered() if team.parent_id is not None]
    return {EVERYBODY: str(_("The whole organisation"))} | {str(one.id): one.name for one in below}


def scope_of_team(tree: TeamTree, team_id: TeamId | None) -> dict[str, str]:
    """Return whom something is promised to: one team, or with the root or none everybody."""
    if team_id is None or team_id == tree.root.id:
        return {EVERYBODY: str(_("The whole organisation"))}
    return {str(team_id): tree.get(team_id).name}


def asked_scope() -> str:
    """Return whom an address wants to promise something to; everybody, when it does not say."""
    return request.args.get("team_id", EVERYBODY)


def new_form(
    session: Session, tree: TeamTree, *, scopes: Mapping[str, str], scope: str = EVERYBODY
) -> PromiseForm:
    """Return an empty form for who makes a promise."""
    asked = Asked.of_address()
    form = PromiseForm(data={"owner": str(me().id), "topic": asked.topic, "scope": scope})
    return _prepare(form, session, tree, scopes)


def form_of(session: Session, tree: TeamTree, promise: Promise) -> PromiseForm:
    """Return the form of a promise that is there."""
    scopes = scope_of_team(tree, promise.team_id)
    start: Filled = filled_with(promise, next(iter(scopes)))
    form = PromiseForm(data=start)
    form.was_due = promise.plan.due_on
    return _prepare(form, session, tree, scopes, keeps=promise.plan.owner)


def is_preview() -> bool:
    """Say whether somebody only wants to see how it will look."""
    return request.form.get("action") == PREVIEW


def chosen_team(form: PromiseForm) -> TeamId | None:
    """Return the team that a promise is for; None for everybody."""
    return None if form.scope.data == EVERYBODY else TeamId(UUID(form.scope.data))


def make(session: Session, form: PromiseForm, *, as_hr: bool) -> Promise:
    """Make the promise that was filled in; what is sent twice is made once."""
    one_at_a_time(session, "promise")
    team_id, words, plan = chosen_team(form), form.words(), form.plan()
    for one in promises.list_promises(session):
        if one.is_under_way and (one.team_id, one.words, one.plan) == (team_id, words, plan):
            return one
    return promises.make_promise(
        session,
        team_id=team_id,
        words=words,
        plan=plan,
        source=Asked.of_address().source(session, as_hr=as_hr),
        on=today(),
    )


def preview(session: Session, tree: TeamTree, form: PromiseForm) -> Shown:
    """Return what was filled in as everybody whom it concerns would see it."""
    plan = form.plan()
    names = directory.names_of(session, person_ids=[plan.owner] if plan.owner else [])
    draft = Promise(
        id=PromiseId(uuid4()),
        team_id=chosen_team(form),
        words=form.words(),
        plan=plan,
        source=Source(role=Role.LEAD, origin=Asked.of_address().origin),
        state=State.UNDER_WAY,
        reason="",
        made_on=today(),
        ended_on=None,
        owner_name=names.get(plan.owner, "") if plan.owner else "",
    )
    [shown] = show_promises([draft], tree=tree)
    return shown


def _prepare(
    form: PromiseForm,
    session: Session,
    tree: TeamTree,
    scopes: Mapping[str, str],
    *,
    keeps: PersonId | None = None,
) -> PromiseForm:
    form.today = today()
    form.written = lambda: _written(session, tree)
    owners = _owners(session, tree, scopes, chosen=form.scope.data, keeps=keeps)
    topics = topic_names(load_catalogue(), str(get_locale()))
    form.offer(scopes=scopes, owners=owners, topics=topics)
    form.is_cut = len(tree.teams) > MOST_TEAMS
    return form


def _owners(
    session: Session,
    tree: TeamTree,
    scopes: Mapping[str, str],
    *,
    chosen: str | None,
    keeps: PersonId | None,
) -> dict[str, str]:
    """Return who can keep a promise: of one team its people and leads, else leads and HR.

    And who keeps it already. Of many teams those nearest to the top, so that a list of people
    stays one; but always who leads the team that is chosen.
    """
    [first, *_others], lead = scopes, _leading(tree, chosen)
    if first == EVERYBODY:
        lead += _upper(tree, tree.root.id) if tree.teams else []
        within, role = [], Role.HR
    else:
        lead += _leading(tree, first)
        within, role = _upper(tree, TeamId(UUID(first))), None
    found = directory.active_people(
        session,
        on=today(),
        ids=[one for one in (me().id, keeps) if one is not None],
        within=within,
        lead=lead,
        role=role,
    )
    return {str(one.id): one.name for one in found}


def _leading(tree: TeamTree, scope: str | None) -> list[TeamId]:
    """Return a team and all above it; nothing where an address or a form names no team."""
    try:
        team = TeamId(UUID(scope or ""))
    except ValueError:
        return []
    return [team, *(above.id for above in tree.ancestors(team))] if team in tree else []


def _upper(tree: TeamTree, top: TeamId) -> list[TeamId]:
    """Return a team and those below it, level by level, as many as are listed."""
    found, level = [top], [top]
    while level and len(found) < MOST_TEAMS:
        level = [child.id for one in level for child in tree.children(one)]
        found += level
    return found[:MOST_TEAMS]


def _written(session: Session, tree: TeamTree) -> Iterable[str]:
    """Return the words of others that whoever looks may read.

    Those are comments, signals to them, and for HR what was said to questions that closed.
    """
    viewer = Viewer.of(me())
    led = {team.id for team in tree.teams if leads_unit(viewer, tree, UnitKey(team_id=team.id))}
    is_hr = Role.HR in viewer.roles
    rounds = [asked.id for asked in released_rounds(session)]
    teams = {team.id for team in tree.teams} if is_hr else led
    yield from written(session, rounds=rounds, teams=teams)
    yield from written_again(session, rounds=rounds, teams=teams, today=today())
    keys = current_settings().keystore_path
    sent_to = partial(conversations.words_arrived, session, keys=keys, today=today())
    if is_hr:
        yield from sent_to(reader=Reader.HR)
        yield from words_brought_in(session, on=today())
    if Role.ADVISER in viewer.roles:
        yield from sent_to(reader=Reader.ADVISER)
    if viewer.leads:  # of signals only those to the very teams that somebody leads
        yield from sent_to(reader=Reader.LEAD, team_ids=viewer.leads)
