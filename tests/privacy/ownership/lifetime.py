"""Everything that somebody can write for themselves, written by one person, with a mark in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Item
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.reflection import (
    colleagues,
    compliments,
    leaving,
    mirrors,
    own_words,
    peers,
    plans,
    shares,
)
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.compliments import Compliment
from feedbackpulse.reflection.mirror import Answer, Look
from feedbackpulse.reflection.notebook import Notebook, open_notebook
from feedbackpulse.reflection.offers import list_offers
from feedbackpulse.reflection.own_words import OwnWords, Place
from feedbackpulse.reflection.peer_rounds import peer_items
from feedbackpulse.reflection.plan import NoteKind
from feedbackpulse.reflection.tables import PeerRoundRow, ShareRow
from tests.notebooks import notebook_of
from tests.reflection.complimented import complimented

MARK: Final = "zilverreiger"
ADDRESS: Final = f"{MARK}@example.net"
MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)
DAY: Final = date(2026, 3, 2)
WEEK: Final = timedelta(days=7)
ASKED: Final = ("peer 1", "peer 2", "peer 3", "peer 4")
ROLES: Final = ("colleague", "lead", "hr", "council", "adviser", "admin", "everything")
"""Who else there is; “everything” has every role at once, and leads the whole organisation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lifetime:
    """An organisation in which the owner wrote all there is to write, and by which ids."""

    everybody: Mapping[str, PersonId]
    team: TeamId
    other_team: TeamId
    ids: Mapping[str, UUID]

    @property
    def owner(self) -> PersonId:
        """Return who wrote it all."""
        return self.everybody["owner"]


def live(stores: Stores) -> Lifetime:
    """Let somebody reflect, plan, ask colleagues, look as a lead, share and prepare to leave."""
    with stores.main() as session, transaction(session):
        everybody, team, other_team = _hire(session)
        notebook = open_notebook(session, keys=stores.keys, owner=everybody["owner"])
        ids = {
            "reflection_id": _reflect(session, notebook),
            "words_id": own_words.add_own_words(
                session,
                notebook=notebook,
                words=OwnWords(place=Place.STRENGTH, title=MARK, text=MARK),
                today=DAY,
            ),
            **_plan(session, notebook),
            **_ask_peers(session, stores, notebook, everybody),
        }
        own_words.write_note(session, notebook=notebook, facet="M4A", text=MARK, today=DAY)
        ids["compliment_id"] = _be_complimented(session, stores, notebook, everybody)
        _look_as_a_lead(session, notebook, team)
        ids |= _share(session, stores, notebook, everybody["reader"])
        leaving.keep_private_address(
            session, keys=stores.keys, owner=notebook.owner, address=ADDRESS
        )
    return Lifetime(everybody=everybody, team=team, other_team=other_team, ids=ids)


def everything_of(stores: Stores, owner: PersonId) -> dict[str, Any]:
    """Return all that the owner can read back."""
    notebook = notebook_of(stores, owner)
    with stores.main() as session:
        return {
            **reflections.export(session, notebook=notebook),
            **plans.export(session, notebook=notebook),
            **own_words.export_own_words(session, notebook=notebook),
            **peers.export(session, notebook=notebook),
            **mirrors.export(session, notebook=notebook),
            **shares.export(session, notebook=notebook),
            **compliments.export_compliments(session, notebook=notebook),
        }


def _hire(session: Session) -> tuple[dict[str, PersonId], TeamId, TeamId]:
    root = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
    team = people.add_team(session, code="T", name="Team", parent_id=root.id)
    other = people.add_team(session, code="O", name="Other", parent_id=root.id)
    names = ("owner", "reader", *ASKED, *ROLES)
    everybody = {
        name: people.add_person(
            session, name=name, email=f"p{place}@example.org", team_id=team.id, at=MOMENT
        ).id
        for place, name in enumerate(names)
    }
    for name, led in (("owner", team), ("lead", team), ("everything", root)):
        people.appoint_lead(session, person_id=everybody[name], team_id=led.id, until=None)
    for role in (Role.HR, Role.COUNCIL, Role.ADVISER, Role.ADMIN):
        people.grant_role(session, person_id=everybody[role.value], role=role)
        people.grant_role(session, person_id=everybody["everything"], role=role)
    return everybody, team.id, other.id


def _reflect(session: Session, notebook: Notebook) -> UUID:
    """Finish two large reflections and one small, and leave one of each running."""
    last = uuid4()
    for turn in range(3):
        day = DAY - WEEK * 13 * (2 - turn)
        begun = reflections.start_reflection(
            session, notebook=notebook, checkpoints=["M4", "M9"], today=day
        )
        for place, item in enumerate(_items()):
            value = 5 if not place else 1 if place == 1 else 3
            reflections.rate(
                session, notebook=notebook, reflection_id=begun.id, item=item, value=value
            )
        prompt = load_catalogue().item("M4A-O1")
        reflections.write(
            session, notebook=notebook, reflection_id=begun.id, prompt=prompt, text=MARK
        )
        if turn != 2:
            reflections.finish_reflection(
                session, notebook=notebook, reflection_id=begun.id, today=day
            )
            last = begun.id
    return last


def _items() -> list[Item]:
    catalogue = load_catalogue()
    return [*catalogue.reflection_items("M4"), *catalogue.reflection_items("M9")]


def _plan(session: Session, notebook: Notebook) -> dict[str, UUID]:
    draft = plans.draft_plan(session, notebook=notebook, facet="M4B", today=DAY)
    plans.change_plan(
        session,
        notebook=notebook,
        plan_id=draft.id,
        change=lambda plan: replace(
            plan,
            goal=MARK,
            reality=MARK,
            text_if=MARK,
            text_then=MARK,
            obstacle=MARK,
            support=MARK,
        ),
    )
    plans.begin_plan(session, notebook=notebook, plan_id=draft.id, today=DAY)
    noted = plans.add_note(
        session,
        notebook=notebook,
        plan_id=draft.id,
        kind=NoteKind.COMPLIMENT,
        text=MARK,
        today=DAY,
    )
    return {"plan_id": draft.id, "note_id": noted.notes[-1].id}


def _ask_peers(
    session: Session, stores: Stores, notebook: Notebook, everybody: Mapping[str, PersonId]
) -> dict[str, UUID]:
    """Ask four colleagues, three of whom answer."""
    catalogue = load_catalogue()
    page = peers.invite(
        session,
        notebook=notebook,
        peers=[everybody[name] for name in ASKED],
        checkpoints=["M4"],
        opens_on=DAY + 2 * WEEK,
        today=DAY,
        catalogue=catalogue,
    )
    asked = session.scalars(
        select(PeerRoundRow.id).where(PeerRoundRow.owner == notebook.owner)
    ).one()
    items = peer_items(catalogue, ["M4"])
    for name in ASKED[:3]:
        colleagues.send_answers(
            session,
            keys=stores.keys,
            peer=everybody[name],
            round_id=page.round_id,
            answers={item.code: 4 for item in items},
            today=DAY,
            catalogue=catalogue,
        )
    return {"asked_id": page.id, "ask_id": asked}


def _be_complimented(
    session: Session, stores: Stores, notebook: Notebook, everybody: Mapping[str, PersonId]
) -> UUID:
    """Be given a compliment that is kept, and one that waits unseen."""
    kept = complimented(
        session,
        keys=stores.keys,
        giver=everybody["peer 1"],
        to=notebook.owner,
        today=DAY,
        body=MARK,
        name=MARK,
    )
    compliments.give_compliment(
        session,
        keys=stores.keys,
        giver=everybody["peer 2"],
        to=notebook.owner,
        compliment=Compliment(facet="M4A", body=MARK),
    )
    return kept


def _look_as_a_lead(session: Session, notebook: Notebook, team: TeamId) -> None:
    look = Look(topic="S1", answers=(Answer(item="S1A-L1", item_version=1, value=2),), expected=4.5)
    mirrors.keep_look(session, notebook=notebook, team=team, round_id=uuid4(), look=look)


def _share(
    session: Session, stores: Stores, notebook: Notebook, reader: PersonId
) -> dict[str, UUID]:
    """Let one colleague read all that can be shared."""
    shares.share(
        session,
        keys=stores.keys,
        notebook=notebook,
        reader=reader,
        copies=list_offers(session, notebook=notebook),
        until=DAY + 2 * WEEK,
        today=DAY,
    )
    shared = shares.list_shared(session, notebook=notebook, today=DAY)
    rows = session.scalars(select(ShareRow.id).where(ShareRow.owner == notebook.owner)).all()
    return {"page_id": shared[0].page_id, "share_id": rows[0]}
