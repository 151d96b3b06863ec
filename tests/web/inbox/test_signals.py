"""Can each kind of reader do what has to be done with a signal, and can nobody else see it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from feedbackpulse import clock
from feedbackpulse.clock import local_day
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.signals import conversations
from feedbackpulse.signals.domain import Reader, SignalId, SignalKind
from tests.pages import Visitor, words_of
from tests.signals.inbox import add_signal
from tests.web.inbox.desks import Desks, open_desks

Visit = Callable[[PersonId | None], Visitor]
SAID = "I think Joris Rietveen forgets to call people back, and that they are waiting for it."
TODAY = local_day(clock.now(), "Europe/Amsterdam")
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def desks(stores: Stores) -> Desks:
    return open_desks(stores)


@pytest.fixture
def send(stores: Stores) -> Callable[..., SignalId]:
    def add(**sent: Any) -> SignalId:
        with stores.main() as session, transaction(session):
            return add_signal(session, keys=stores.keys, **({"on": YESTERDAY} | sent))

    return add


def own_words(stores: Stores, signal_id: SignalId, sender: PersonId) -> list[str]:
    with stores.main() as session:
        found = conversations.own_conversation(
            session, keys=stores.keys, signal_id=signal_id, sender=sender
        )
    assert found is not None
    return [message.body for message in found.messages]


def test_each_desk_shows_what_was_sent_to_it_and_nothing_else(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    said = {
        Reader.HR: "For the people of HR.",
        Reader.ADVISER: "For the adviser alone.",
        Reader.LEAD: "For the lead of the day shift.",
    }
    for reader, text in said.items():
        send(reader=reader, text=text, team_id=desks.team if reader is Reader.LEAD else None)
    send(reader=Reader.LEAD, text="For the lead of the night shift.", team_id=desks.other_team)

    shown = {
        Reader.HR: words_of(visit(desks.hr).open("/org/signals")),
        Reader.ADVISER: words_of(visit(desks.adviser).open("/adviser")),
        Reader.LEAD: words_of(visit(desks.lead).open(desks.of_lead)),
    }

    for reader, page in shown.items():
        assert said[reader] in page
        assert "night shift" not in page
        assert not any(said[other] in page for other in set(Reader) - {reader})


def test_who_left_is_still_named_and_reads_nothing(
    desks: Desks, send: Callable[..., SignalId], stores: Stores, visit: Visit
) -> None:
    send(reader=Reader.HR, text="The door sticks.", sender=desks.member)
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=desks.other_lead, role=Role.HR)
        for person in (desks.member, desks.other_lead):
            people.deactivate_person(session, person_id=person, at=clock.now())

    page = words_of(visit(desks.hr).open("/org/signals"))

    assert "Day 1" in page
    assert "Night 0" not in page


def test_nobody_but_its_lead_opens_the_signals_of_a_team(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send(reader=Reader.LEAD, team_id=desks.team, text=SAID)
    others = (
        desks.top,
        desks.other_lead,
        desks.hr,
        desks.adviser,
        desks.admin,
        desks.member,
    )

    for person in others:
        visitor = visit(person)
        for address in (desks.of_lead, f"{desks.of_lead}/{one}"):
            response = visitor.get(address)
            assert response.status_code in {403, 404}
            assert "Joris" not in response.text


def test_who_reads_at_a_desk_sees_who_else_does(desks: Desks, stores: Stores, visit: Visit) -> None:
    before = words_of(visit(desks.adviser).open("/adviser"))
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=desks.admin, role=Role.ADVISER)
        admin = people.find_person(session, person_id=desks.admin, on=TODAY)

    after = words_of(visit(desks.adviser).open("/adviser"))

    assert admin is not None
    assert admin.name not in before
    assert admin.name in after


def test_a_signal_is_not_found_at_another_desk(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send(reader=Reader.ADVISER, text=SAID)

    assert visit(desks.hr).get(f"/org/signals/{one}").status_code == 404
    assert visit(desks.lead).get(f"{desks.of_lead}/{one}").status_code == 404
    assert visit(desks.adviser).get(f"/adviser/signals/{one}").status_code == 200


def test_what_came_today_without_a_name_is_there_tomorrow(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send(text="Sent a moment ago.", on=TODAY)
    visitor = visit(desks.hr)

    assert "Nothing waits for an answer" in words_of(visitor.open("/org/signals"))
    assert visitor.get(f"/org/signals/{one}").status_code == 404


def test_a_reader_answers_and_the_sender_reads_it(
    desks: Desks, send: Callable[..., SignalId], visit: Visit, stores: Stores
) -> None:
    one = send(sender=desks.member)
    visitor = visit(desks.hr)
    page = visitor.open(f"/org/signals/{one}")

    after = visitor.submit(
        page,
        {"answer-body": "We start on Monday."},
        form=f"form[action='/org/signals/{one}/answer']",
    )

    assert "HR wrote back" in words_of(after)
    assert own_words(stores, one, desks.member) == ["We start on Monday."]
    assert "Answered" in words_of(visitor.open("/org/signals"))


def test_an_answer_that_is_too_long_stays_in_the_field(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one, typed = send(), "x" * 2001
    visitor = visit(desks.hr)

    page = visitor.submit(
        visitor.open(f"/org/signals/{one}"),
        {"answer-body": typed},
        form=f"form[action='/org/signals/{one}/answer']",
        status=422,
    )

    field = page.select_one("#answer-body")
    assert field is not None
    assert field.text.strip() == typed


def test_a_reader_says_who_answers_by_when_and_about_what(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send()
    visitor = visit(desks.hr)
    page = visitor.open(f"/org/signals/{one}")
    form = f"form[action='/org/signals/{one}/arrange']"
    day = TODAY + timedelta(days=3)
    filled: dict[str, str | list[str]] = {
        "arrange-owner": str(desks.hr),
        "arrange-answer_by": day.isoformat(),
        "arrange-subject": "M4",
    }

    after = visitor.submit(page, filled, form=form)

    assert "answers · answer by" in words_of(after)
    chosen = after.select(f"{form} option[selected]")
    assert [option["value"] for option in chosen] == [str(desks.hr), "M4"]
    late = visitor.submit(
        after, filled | {"arrange-answer_by": "2020-01-01"}, form=form, status=422
    )
    assert "Choose a day from today on" in words_of(late)


def test_only_who_reads_at_a_desk_can_be_the_one_who_answers(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send(reader=Reader.LEAD, team_id=desks.team)

    page = visit(desks.lead).open(f"{desks.of_lead}/{one}")

    owners = page.select("#arrange-owner option")
    assert [option["value"] for option in owners] == ["", str(desks.lead)]


def test_a_signal_is_closed_with_a_reason_that_its_sender_reads(
    desks: Desks, send: Callable[..., SignalId], visit: Visit, stores: Stores
) -> None:
    one = send(sender=desks.member)
    visitor = visit(desks.hr)
    form = f"form[action='/org/signals/{one}/close']"
    page = visitor.open(f"/org/signals/{one}")

    refused = visitor.submit(page, {}, form=form, status=422)
    after = visitor.submit(page, {"close-reason": "We have no money for it."}, form=form)

    assert "Say why. The sender reads it." in words_of(refused)
    assert "Open it again" in words_of(after)
    assert own_words(stores, one, desks.member) == ["We have no money for it."]
    again = visitor.submit(after, {}, form=f"form[action='/org/signals/{one}/reopen']")
    assert "It is open again." in words_of(again)


def test_doubles_are_put_together_and_taken_apart(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    kept = send(text="Let us call every customer back on the same day.")
    double = send(text="Call each customer back on the same day, please.")
    visitor = visit(desks.hr)

    page = visitor.open(f"/org/signals/{double}")
    after = visitor.submit(
        page, {"merge-into": str(kept)}, form=f"form[action='/org/signals/{double}/merge']"
    )

    assert "This was put with one that says the same." in words_of(after)
    assert "1 other says the same" in words_of(visitor.open("/org/signals"))
    apart = visitor.submit(after, {}, form=f"form[action='/org/signals/{double}/split']")
    assert "It stands by itself again." in words_of(apart)


def test_an_overdue_signal_says_so_and_hr_sees_only_how_many_leads_have(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    send(reader=Reader.LEAD, team_id=desks.team, text=SAID, on=TODAY - timedelta(days=20))

    of_lead = words_of(visit(desks.lead).open(desks.of_lead))
    of_hr = words_of(visit(desks.hr).open("/org/signals"))

    assert "1 of them is overdue." in of_lead
    assert "1 signal to a lead is overdue." in of_hr
    assert "Joris" not in of_hr


def test_what_went_to_the_adviser_makes_no_promise_and_no_number_elsewhere(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send(reader=Reader.ADVISER, on=TODAY - timedelta(days=20), kind=SignalKind.CONCERN)

    page = visit(desks.adviser).open(f"/adviser/signals/{one}")

    assert "Make a promise of it" not in words_of(page)
    assert "overdue" not in words_of(visit(desks.hr).open("/org/signals"))


def test_a_name_is_made_unreadable_and_readable_without_any_field_that_holds_the_text(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send(text=SAID)
    visitor = visit(desks.hr)
    address = f"/org/signals/{one}/names/signal/{one}"
    page = visitor.open(address)
    fields = page.select("main input, main textarea, main select")

    after = visitor.submit(page, {"words": ["2", "3"]})

    assert {field["name"] for field in fields} == {"csrf_token", "words"}
    assert not any("Joris" in str(field) for field in fields)
    assert "I think ▇▇▇ ▇▇▇ forgets" in words_of(after)
    shown = words_of(visitor.open(f"/org/signals/{one}"))
    assert "I think ▇▇▇ forgets" in shown
    assert "Joris" not in shown
    again = visitor.submit(after, {}, form="section form")
    assert "Everybody can read these words again." in words_of(again)
    assert "Joris Rietveen" in words_of(visitor.open(f"/org/signals/{one}"))


def test_nothing_and_more_than_a_name_are_refused(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send(text=SAID)
    visitor = visit(desks.hr)
    page = visitor.open(f"/org/signals/{one}/names/signal/{one}")
    chosen = {"Choose a word first.": [], "That is more than a name.": [str(n) for n in range(8)]}

    for told, numbers in chosen.items():
        after = words_of(visitor.submit(page, {"words": numbers}, status=422))
        assert told in after
        assert "Joris" in after


def test_the_open_log_says_that_a_name_was_made_unreadable_and_no_more(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send(text=SAID, reader=Reader.ADVISER)
    visitor = visit(desks.adviser)
    visitor.submit(
        visitor.open(f"/adviser/signals/{one}/names/signal/{one}"), {"words": ["2", "3"]}
    )

    log = words_of(visit(desks.member).open("/programme"))

    assert "A name was made unreadable in what somebody wrote." in log
    assert "Done by who it was sent to" in log
    assert not {"Joris", "adviser", "Rietveen"} & set(log.split())


def test_a_reader_stops_showing_an_idea_to_everybody(
    desks: Desks, send: Callable[..., SignalId], visit: Visit
) -> None:
    one = send(text="A fictional idea that hurts somebody.", shown=True)
    member, visitor = visit(desks.member), visit(desks.hr)

    before = words_of(member.open("/share"))
    page = visitor.open(f"/org/signals/{one}")
    after = visitor.submit(page, {}, form=f"form[action='/org/signals/{one}/hide']")

    assert "that hurts somebody" in before
    assert "Only its readers see this idea now." in words_of(after)
    assert "that hurts somebody" not in words_of(member.open("/share"))
