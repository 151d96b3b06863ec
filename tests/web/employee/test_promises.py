"""Do people read what is done with what they said, and only who it concerns?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from feedbackpulse.consultations.service import contribute, open_consultation
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId, Role, TeamId
from feedbackpulse.promises import service
from feedbackpulse.promises.domain import Plan, Promise, Source, Words
from tests.days import local_today
from tests.pages import Visitor, words_of
from tests.web.released import REMARK, World

Visit = Callable[[PersonId | None], Visitor]
TODAY = local_today()
WORDS: dict[str, str | list[str]] = {
    "said": "There is little room to talk about a hard call.",
    "heard": "A hard call stays with us for the rest of the day.",
    "does": "We take ten minutes after lunch.",
    "due_on": (TODAY + timedelta(days=30)).isoformat(),
    "topic": "M4",
    "recognisable": "no",
}


def promised(
    stores: Stores,
    world: World,
    *,
    team: str | None = "Day",
    owner: PersonId | None = None,
    made_on: date = TODAY,
    topic: str | None = None,
    after: int = 1,
) -> Promise:
    """Promise something to a team, after so many released rounds."""
    with stores.main() as session, transaction(session):
        return service.make_promise(
            session,
            team_id=None if team is None else TeamId(world.teams[team]),
            words=Words(said="It was said.", heard="It was heard.", does="It is done daily."),
            plan=Plan(owner=owner, due_on=made_on + timedelta(days=9), topic=topic),
            source=Source(role=Role.LEAD, round_id=world.rounds[after - 1].id),
            on=made_on,
        )


def test_a_lead_promises_something_and_the_team_reads_it(world: World, visit: Visit) -> None:
    lead, member = visit(world.lead("Day")), visit(world.member("Day"))
    form = lead.open(f"/team/{world.teams['Day']}/promises/new?origin=result&topic=M4")

    page = lead.submit(form, {**WORDS, "owner": str(world.member("Day"))})

    assert "We take ten minutes after lunch." in words_of(page)
    assert "from the results" in words_of(page)
    assert "We take ten minutes after lunch." in words_of(member.open("/changes"))
    assert "Day 1 keeps it" in words_of(member.open("/changes"))


def test_a_promise_that_is_sent_twice_is_made_once(
    stores: Stores, world: World, visit: Visit
) -> None:
    lead = visit(world.lead("Day"))
    form = lead.open(f"/team/{world.teams['Day']}/promises/new")

    for _time in range(2):
        lead.submit(form, WORDS)

    with stores.main() as session:
        assert len(service.list_promises(session)) == 1


def test_who_keeps_a_promise_tells_how_it_goes_and_ends_it_with_a_reason(
    stores: Stores, world: World, visit: Visit
) -> None:
    address = f"/changes/{promised(stores, world, owner=world.member('Day')).id}"
    keeper, lead = visit(world.member("Day")), visit(world.lead("Day"))

    keeper.submit(keeper.open(address), {"text": "Twice this week."})
    end = keeper.open(address + "/end")
    again = keeper.submit(end, {"state": "not", "reason": "No."}, status=422)
    keeper.submit(again, {"state": "not", "reason": "The room is rented out until May."})

    told = words_of(lead.open(address))
    assert "We will not do this" in told
    assert "Twice this week." in told
    assert "The room is rented out until May." in told


def test_what_has_ended_is_not_ended_again_but_can_be_taken_up(
    stores: Stores, world: World, visit: Visit
) -> None:
    address = f"/changes/{promised(stores, world, owner=world.member('Day')).id}"
    keeper = visit(world.member("Day"))
    end = keeper.open(address + "/end")
    keeper.submit(end, {"state": "done", "reason": ""})

    late = keeper.submit(end, {"state": "done", "reason": ""})
    keeper.submit(keeper.open(address))

    assert "This promise has ended meanwhile." in words_of(late)
    assert "Taken up again" in words_of(keeper.open(address))


def test_nobody_else_reads_the_promise_of_a_team_or_ends_it(
    stores: Stores, world: World, visit: Visit
) -> None:
    found = promised(stores, world, owner=world.member("Day"))

    for stranger in (world.member("Night"), world.lead("Desk")):
        visit(stranger).open(f"/changes/{found.id}", status=404)
        assert "It is done daily." not in words_of(visit(stranger).open("/changes"))
    colleague = visit(world.people["Day"][2])
    page = colleague.open(f"/changes/{found.id}")
    assert not page.select("main form[method=post]")
    colleague.open(f"/changes/{found.id}/end", status=404)
    visit(world.member("Day")).open(f"/changes/{found.id}/edit", status=404)


def test_everybody_reads_what_is_promised_to_the_whole_organisation(
    stores: Stores, world: World, visit: Visit
) -> None:
    promised(stores, world, team=None, owner=world.hr)

    for reader in (world.member("Night"), world.lead("Desk"), world.hr):
        assert "It is done daily." in words_of(visit(reader).open("/changes"))


def test_what_could_point_at_one_person_has_to_be_rewritten(world: World, visit: Visit) -> None:
    lead = visit(world.lead("Day"))
    form = lead.open(f"/team/{world.teams['Day']}/promises/new")

    page = lead.submit(form, {**WORDS, "recognisable": "yes"}, status=422)

    assert "Write it so that nobody can be recognised" in words_of(page)
    assert "We take ten minutes after lunch." in words_of(page)


def test_somebodys_own_words_have_to_be_put_in_other_words(world: World, visit: Visit) -> None:
    for maker, address in (
        (world.lead("Day"), f"/team/{world.teams['Day']}/promises/new"),
        (world.hr, "/org/promises/new"),
    ):
        visitor = visit(maker)
        quoting = {**WORDS, "said": f"You wrote: {REMARK}"}

        page = visitor.submit(visitor.open(address), quoting, status=422)

        assert "Somebody wrote “more time to listen please”." in words_of(page)


def test_what_people_brought_in_is_not_repeated_once_hr_can_read_it(
    stores: Stores, world: World, visit: Visit
) -> None:
    hr, said = visit(world.hr), "I dread each Monday since the autumn"
    quoting = {**WORDS, "said": said, "recognisable": "yes"}
    refused = []

    for closes_on in (TODAY + timedelta(days=2), TODAY - timedelta(days=2)):
        with stores.main() as session, transaction(session):
            opened = closes_on - timedelta(days=9)
            asked = open_consultation(
                session, title="How often?", question="Why?", closes_on=closes_on, on=opened
            )
            contribute(session, consultation_id=asked.id, body=said, on=opened)
        page = hr.submit(hr.open("/org/promises/new"), quoting, status=422)
        refused.append("Say it in your own words." in words_of(page))

    assert refused == [False, True]


def test_who_keeps_a_promise_stays_when_a_lead_changes_the_words(
    stores: Stores, world: World, visit: Visit
) -> None:
    found = promised(stores, world, owner=world.hr)
    lead = visit(world.lead("Day"))

    lead.submit(lead.open(f"/changes/{found.id}/edit"), WORDS)

    with stores.main() as session:
        assert service.get_promise(session, promise_id=found.id).plan.owner == world.hr


def test_a_lead_is_not_told_what_other_teams_wrote(world: World, visit: Visit) -> None:
    lead = visit(world.lead("Desk"))
    form = lead.open(f"/team/{world.teams['Night']}/promises/new", status=404)

    assert not form.select("main form[method=post]")


def test_who_wants_to_sees_beforehand_how_it_will_look(
    stores: Stores, world: World, visit: Visit
) -> None:
    hr = visit(world.hr)
    form = hr.open(f"/org/promises/new?team_id={world.teams['Desk']}")

    page = hr.submit(form, WORDS, button="action=preview")

    assert "This is how people see it" in words_of(page)
    assert page.select_one(f"option[selected][value='{world.teams['Desk']}']")
    with stores.main() as session:
        assert service.list_promises(session) == ()


def test_what_is_later_than_promised_says_so_and_can_be_asked_for(
    stores: Stores, world: World, visit: Visit
) -> None:
    promised(stores, world, made_on=TODAY - timedelta(days=40))
    member = visit(world.member("Day"))

    assert "Later than promised" in words_of(member.open("/changes?show=overdue"))
    assert "It is done daily." not in words_of(member.open("/changes?show=done"))


def test_the_history_shows_the_old_day_and_the_old_words(
    stores: Stores, world: World, visit: Visit
) -> None:
    found = promised(stores, world, owner=world.lead("Day"))
    lead = visit(world.lead("Day"))

    page = lead.submit(lead.open(f"/changes/{found.id}/edit"), WORDS)

    assert "It was: “It is done daily.”" in words_of(page)
    assert "Another day" in words_of(page)


def test_a_promise_shows_the_tested_change_and_so_does_the_page_of_the_team(
    stores: Stores, world: World, visit: Visit
) -> None:
    made_on = world.rounds[0].closes_at.date()
    found = promised(stores, world, made_on=made_on, topic="G1")
    member = visit(world.member("Day"))

    for address in (f"/changes/{found.id}", "/changes", "/outcome" + world.unit("Day")):
        assert "Did it help? Listening, all in all" in words_of(member.open(address))
        said = words_of(member.open(address))
        assert "since" in said
        assert "It does not say why something changed." in said


def test_before_the_next_round_a_promise_says_that_it_cannot_tell_yet(
    stores: Stores, world: World, visit: Visit
) -> None:
    found = promised(stores, world, topic="G1", after=2)

    said = words_of(visit(world.member("Day")).open(f"/changes/{found.id}"))

    assert "Cannot tell yet" in said
    assert "No round has asked about this since the promise." in said


def test_who_keeps_a_promise_finds_it_in_their_own_data(
    stores: Stores, world: World, visit: Visit
) -> None:
    promised(stores, world, owner=world.member("Day"))

    mine = words_of(visit(world.member("Day")).open("/account/data"))
    others = words_of(visit(world.lead("Day")).open("/account/data"))

    assert "It is done daily." in mine
    assert "It is done daily." not in others


def test_a_home_begins_with_what_changed(stores: Stores, world: World, visit: Visit) -> None:
    promised(stores, world)
    member = visit(world.member("Day"))

    page = member.open("/")

    headings = [found.text for found in page.select("main h2")]
    assert headings.index("What changed because of you") < headings.index(
        "The latest result of your team"
    )
    assert "It is done daily." in words_of(page)
