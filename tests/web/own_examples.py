"""Things that somebody wrote, or was given, for themselves: what their addresses are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import peers as peer_rounds
from feedbackpulse.reflection import plans, shares
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.compliments import ComplimentId
from feedbackpulse.reflection.notebook import open_notebook
from feedbackpulse.reflection.own_words import (
    OwnWords,
    OwnWordsId,
    Place,
    add_own_words,
    list_own_words,
)
from feedbackpulse.reflection.peer_page import PeerPage
from feedbackpulse.reflection.plan import NoteKind, Plan
from feedbackpulse.reflection.sharing import Copy, Shareable
from tests.days import local_today
from tests.reflection.complimented import complimented
from tests.web.released import World


def reflect(stores: Stores, owner: PersonId) -> str:
    """Start a reflection for somebody; return what the address calls it."""
    with stores.main() as main, transaction(main):
        notebook = open_notebook(main, keys=stores.keys, owner=owner)
        started = reflections.start_reflection(
            main, notebook=notebook, checkpoints=("M4",), today=local_today()
        )
        return str(started.id)


def own_words(stores: Stores, owner: PersonId) -> OwnWordsId:
    """Return a strength in somebody's own words."""
    with stores.main() as main, transaction(main):
        notebook = open_notebook(main, keys=stores.keys, owner=owner)
        words = OwnWords(place=Place.STRENGTH, title="-")
        if kept := list_own_words(main, notebook=notebook):
            return kept[0].id
        return add_own_words(main, notebook=notebook, words=words, today=local_today())


def plan(stores: Stores, owner: PersonId) -> Plan:
    """Return the plan that somebody is writing, with a note in it."""
    today = local_today()
    with stores.main() as main, transaction(main):
        notebook = open_notebook(main, keys=stores.keys, owner=owner)
        found = plans.draft_plan(main, notebook=notebook, facet="M4E", today=today)
        return plans.add_note(
            main, notebook=notebook, plan_id=found.id, kind=NoteKind.WEEK, text="-", today=today
        )


def shared(stores: Stores, world: World) -> dict[str, UUID]:
    """Let the member share with a colleague, and read of another; return what addresses call it."""
    member, mate = world.member("Day"), world.people["Night"][5]
    given = _share(stores, member, mate)
    return {"page_id": given.page_id, "share_id": _share(stores, mate, member).share_id}


def _share(stores: Stores, owner: PersonId, reader: PersonId) -> shares.Shared:
    """Let somebody share one thing, and nothing that they shared before."""
    today, facts = local_today(), {"times": 1, "first": True, "high": False}
    copy = Copy(kind=Shareable.STRENGTH, ref="M4A", facts=facts)
    with stores.main() as main, transaction(main):
        notebook = open_notebook(main, keys=stores.keys, owner=owner)
        for one in shares.list_shared(main, notebook=notebook, today=today):
            shares.forget_shared(main, notebook=notebook, page_id=one.page_id, today=today)
        shares.share(
            main,
            keys=stores.keys,
            notebook=notebook,
            reader=reader,
            copies=[copy],
            until=today + timedelta(days=9),
            today=today,
        )
        [given] = shares.list_shared(main, notebook=notebook, today=today)
        return given


def asked(stores: Stores, world: World) -> dict[str, UUID]:
    """Let the member ask colleagues, and be asked by one; return what the addresses call both."""
    mates = world.people["Night"]
    return {
        "asked_id": _ask(stores, world.member("Day"), mates[:4]).id,
        "ask_id": _ask(stores, mates[4], [world.member("Day"), *mates[:3]]).round_id,
    }


def _ask(stores: Stores, owner: PersonId, peers: Sequence[PersonId]) -> PeerPage:
    """Let somebody ask colleagues anew, whatever became of it before."""
    today = local_today()
    with stores.main() as main, transaction(main):
        peer_rounds.end_rounds(main, owner=owner)
        return peer_rounds.invite(
            main,
            notebook=open_notebook(main, keys=stores.keys, owner=owner),
            peers=peers,
            checkpoints=["M4"],
            opens_on=today + timedelta(days=14),
            today=today,
            catalogue=load_catalogue(),
        )


def compliment(stores: Stores, world: World) -> ComplimentId:
    """Give the member a compliment; return what the address calls it."""
    with stores.main() as main, transaction(main):
        return complimented(
            main,
            keys=stores.keys,
            giver=world.lead("Day"),
            to=world.member("Day"),
            today=local_today(),
        )


def planned(stores: Stores, owner: PersonId) -> dict[str, Any]:
    """Return what addresses call somebody's plan, and the last note in it."""
    mine = plan(stores, owner)
    return {"plan_id": mine.id, "note_id": mine.notes[-1].id}
