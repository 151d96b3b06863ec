"""Somebody of every role, and something that exists for every part of an address."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import ApprovalId, ask_approval
from feedbackpulse.cycles.own_items import add_own_item
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.domain import JobId
from feedbackpulse.notices.channels import add_channel
from feedbackpulse.notices.formats import ChannelKind
from feedbackpulse.notices.webhook import Door
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role, UnitKey
from feedbackpulse.programme.domain import ClosedPeriodId
from feedbackpulse.programme.service import add_closed_period, feed_token
from feedbackpulse.promises import service as promises
from feedbackpulse.promises.domain import Plan as PromisePlan
from feedbackpulse.promises.domain import PromiseId, Source, Words
from feedbackpulse.signals.domain import Reader
from feedbackpulse.signals.door import find_door
from tests.browser.addresses import importing
from tests.consultations.examples import add_consultation, add_proposal
from tests.days import local_today
from tests.release.answerable import add_answerable
from tests.signals.inbox import add_signal
from tests.web.own_examples import asked, compliment, own_words, planned, reflect, shared
from tests.web.released import World

ADMIN_AT = 5
"""The administrator's place in the team Desk."""


def visitors(stores: Stores, world: World) -> dict[str, PersonId | None]:
    """Return one person for every column."""
    cast: dict[str, PersonId | None] = {
        "nobody": None,
        "member": world.member("Day"),
        "lead": world.lead("Day"),
        "other lead": world.lead("Desk"),
        "hr": world.hr,
    }
    with stores.main() as main, transaction(main):
        for number, role in enumerate((Role.COUNCIL, Role.ADVISER, Role.ADMIN), start=ADMIN_AT - 2):
            cast[role.value] = world.people["Desk"][number]
            people.grant_role(main, person_id=world.people["Desk"][number], role=role)
    return cast


def door(stores: Stores) -> str:
    """Return what stands in the address for sending without a name."""
    with stores.main() as main, transaction(main):
        return find_door(main)


def promise(stores: Stores, world: World) -> PromiseId:
    """Promise something to the team in the address, which its member keeps."""
    today = local_today()
    with stores.main() as main, transaction(main):
        return promises.make_promise(
            main,
            team_id=world.teams["Day"],
            words=Words(said="-", heard="-", does="-"),
            plan=PromisePlan(owner=world.member("Day"), due_on=today),
            source=Source(role=Role.LEAD),
            on=today,
        ).id


def write(stores: Stores, world: World) -> UUID:
    """Add a comment of the team in the address that may be answered; return its key."""
    unit = UnitKey(team_id=world.teams["Day"])
    with stores.main() as main, transaction(main):
        key, _code = add_answerable(main, round_id=world.rounds[-1].id, unit=unit)
    return key


def sent(stores: Stores, world: World) -> dict[str, UUID]:
    """Send a signal to each kind of reader; return what the addresses of its pages call it."""
    day = local_today() - timedelta(days=2)
    found: dict[str, UUID] = {}
    with stores.main() as main, transaction(main):
        found["employee.signal_id"] = add_signal(
            main, keys=stores.keys, on=day, sender=world.member("Day")
        )
        for reader in Reader:
            team_id = world.teams["Day"] if reader is Reader.LEAD else None
            found[f"{reader}.signal_id"] = found[f"{reader}.text_id"] = add_signal(
                main, keys=stores.keys, reader=reader, team_id=team_id, on=day
            )
    return found


def channel(stores: Stores) -> UUID:
    """Add a channel at a host that is not allowed, so that nothing leaves; return its id."""
    with stores.main() as main, transaction(main):
        return add_channel(
            main,
            door=Door.of("hooks.example.org"),
            kind=ChannelKind.SLACK,
            name="Everybody",
            url="https://hooks.example.org/secret",
            locale="en",
        ).id


def an_import(stores: Stores, world: World) -> JobId:
    """Begin a large import of the administrator; return the job."""
    with stores.main() as main, transaction(main):
        return next(importing(main, owner=world.people["Desk"][ADMIN_AT]))


def consulted(stores: Stores) -> dict[str, UUID]:
    """Add a question to everybody that is over, and a proposal; return what addresses call them."""
    day = local_today()
    with stores.main() as main, transaction(main):
        return {
            "consultation_id": add_consultation(main, on=day),
            "proposal_id": add_proposal(main, on=day),
        }


def own_item(stores: Stores) -> int:
    """Write a question of the organisation's own; return its number."""
    with stores.main() as main, transaction(main):
        text = LocalText(nl="De kantine luistert.", en="The canteen listens.")
        return add_own_item(main, text=text, scale="agree5", on=local_today()).number


def closed_period(stores: Stores) -> ClosedPeriodId:
    """Close some days; return what the address calls them."""
    with stores.main() as main, transaction(main):
        day = date(2030, 7, 1)
        return add_closed_period(main, first_day=day, last_day=day, name="Summer").id


def calendar_token(stores: Stores) -> str:
    """Return what stands in the address of the calendar."""
    with stores.main() as main, transaction(main):
        return feed_token(main)


def asked_of_council(stores: Stores, world: World) -> ApprovalId:
    """Ask the works council about the cycle, if nobody did; return what the address calls it."""
    with stores.main() as main, transaction(main):
        cycle = cycles.get_cycle(main, cycle_id=world.rounds[-1].cycle_id)
        return ask_approval(main, cycle=cycle, on=local_today()).id


def examples(stores: Stores, world: World, names: Collection[str]) -> dict[str, Any]:
    """Return something that exists for each of these parts of an address."""
    member = world.member("Day")
    with stores.main() as main, transaction(main):
        people.reactivate_person(main, person_id=member, at=clock.now())
    makers: dict[tuple[str, ...], Callable[[], dict[str, Any]]] = {
        ("words_id",): lambda: {"words_id": own_words(stores, member)},
        ("door",): lambda: {"door": door(stores)},
        ("plan_id", "note_id"): lambda: planned(stores, member),
        ("asked_id", "ask_id"): lambda: asked(stores, world),
        ("page_id", "share_id"): lambda: shared(stores, world),
        ("signal_id", "text_id"): lambda: {**sent(stores, world)},
        ("compliment_id",): lambda: {"compliment_id": compliment(stores, world)},
        ("promise_id",): lambda: {"promise_id": promise(stores, world)},
        ("comment_id",): lambda: {"comment_id": write(stores, world)},
        ("channel_id",): lambda: {"channel_id": channel(stores)},
        ("item_number",): lambda: {"item_number": own_item(stores)},
        ("consultation_id", "proposal_id"): lambda: {**consulted(stores)},
        ("period_id",): lambda: {"period_id": closed_period(stores)},
        ("token",): lambda: {"token": calendar_token(stores)},
        ("job_id",): lambda: {"job_id": an_import(stores, world)},
        ("reflection_id",): lambda: {"reflection_id": reflect(stores, member)},
        ("approval_id",): lambda: {"approval_id": asked_of_council(stores, world)},
    }
    found = by_heart(world)
    for keys, make in makers.items():
        if not set(names).isdisjoint(keys):
            found |= make()
    return found


def by_heart(world: World) -> dict[str, Any]:
    """Return the parts of an address for which nothing has to be made."""
    return {
        "place": "strength",
        "facet": "M4A",
        "kind": "idea",
        "act": "take",
        "subject": "signal",
        "redaction_id": uuid4(),
        "file_kind": "json",
        "step": "goal",
        "code": "ABCDEF",
        "team_id": world.teams["Day"],
        "part": "whole",
        "cycle_id": world.rounds[-1].cycle_id,
        "round_id": world.rounds[-1].id,
        "person_id": world.member("Day"),
        "number": 1,
        "name": "hr",
        "session_id": uuid4(),
        "picture": "trend",
        "ending": "zip",
        "topic": "M4",
        "shade": "dark",
        "holder": "council",
        "width": "phone",
        "filename": "css/app.css",
        "letter": "invitation",
        "language": "en",
    }


def every_name(app: Flask) -> set[str]:
    """Return all parts that addresses have."""
    return {name for rule in app.url_map.iter_rules() for name in rule.arguments}
