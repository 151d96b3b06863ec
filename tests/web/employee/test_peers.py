"""Can an employee ask colleagues to look back with them, and can these answer or decline unseen?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.domain import MailKind
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import colleagues, peers
from feedbackpulse.reflection.peer_page import PeerPage
from feedbackpulse.reflection.tables import LetterRow, PeerInvitationRow, PeerRoundRow
from tests.notebooks import notebook_of
from tests.pages import Visitor, table, words_of

Visit = Callable[[PersonId], Visitor]

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("Noor", "Ali", "Bo", "Cas", "Dee", "Eva")
MEANS = "Your own rating and the mean of your colleagues, from 1 to 5"
OPENS = clock.local_day(clock.now(), "Europe/Amsterdam") + timedelta(days=14)


@pytest.fixture
def team(stores: Stores) -> list[PersonId]:
    """Return Noor and four of the same team, then Eva of another."""
    with stores.main() as session, transaction(session):
        root = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        below = [
            people.add_team(session, code=code, name=name, parent_id=root.id).id
            for code, name in (("A", "Desk"), ("B", "Road"))
        ]
        return [
            people.add_person(
                session,
                name=f"{name} Demo",
                email=f"{name.lower()}@example.org",
                team_id=below[name == "Eva"],
                at=BEGAN,
            ).id
            for name in NAMES
        ]


def invited(stores: Stores, team: Sequence[PersonId], *, asked_on: date | None = None) -> PeerPage:
    """Let Noor have asked the others of her team about two subjects."""
    notebook = notebook_of(stores, team[0])
    day = asked_on or OPENS - timedelta(days=14)
    with stores.main() as session, transaction(session):
        return peers.invite(
            session,
            notebook=notebook,
            peers=team[1:5],
            checkpoints=["M1", "M4"],
            opens_on=day + timedelta(days=14),
            today=day,
            catalogue=load_catalogue(),
        )


def answered(stores: Stores, page: PeerPage, peer: PersonId, rating: int | None) -> None:
    """Let a colleague have said the same about everything."""
    codes = [f"{facet}-Q1" for facet in ("M1A", "M4A", "M4B")]
    with stores.main() as session, transaction(session):
        colleagues.send_answers(
            session,
            keys=stores.keys,
            peer=peer,
            round_id=page.round_id,
            answers=dict.fromkeys(codes, rating),
            today=page.asked_on,
            catalogue=load_catalogue(),
        )


def count(stores: Stores, row: type) -> int:
    with stores.main() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def mails(stores: Stores) -> list[tuple[PersonId, str]]:
    with stores.main() as session:
        rows = session.scalars(select(MailRow).order_by(MailRow.kind)).all()
        assert all(row.details == {} and row.round_id is None for row in rows)
        return [(PersonId(row.person_id), row.kind) for row in rows]


def test_colleagues_are_found_ticked_and_asked_without_a_script(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    noor = visit(team[0])
    page = noor.open("/reflect/peers/invite")
    assert "Eva Demo" not in words_of(page)
    first = [str(one) for one in team[1:4]]

    page = noor.submit(page, {"peers": first, "search": "eva"}, button="then=search")
    assert {box["value"] for box in page.select("[name=peers][checked]")} == set(first)
    assert "Eva Demo · Road" in words_of(page)
    page = noor.submit(page, {"peers": [*first, str(team[5])]}, button="then=invite")

    assert "Your colleagues are asked." in page.text
    assert "Ali Demo, Bo Demo, Cas Demo, Eva Demo" in words_of(page)
    assert count(stores, PeerInvitationRow) == 4
    assert {who for who, _ in mails(stores)} == {*team[1:4], team[5]}
    assert {kind for _, kind in mails(stores)} == {MailKind.COLLEAGUE}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"peers": []}, "Choose 4 to 8 colleagues. Now it is 0."),
        ({"checkpoints": []}, "Choose at least one subject."),
        ({"opens_on": "2020-01-01"}, "Choose a day between one week and eight weeks from now."),
        ({"opens_on": ""}, "Choose a day."),
    ],
)
def test_a_form_that_asks_too_little_says_what_to_do(
    visit: Visit,
    stores: Stores,
    team: list[PersonId],
    changes: dict[str, str | list[str]],
    message: str,
) -> None:
    noor = visit(team[0])
    good: dict[str, str | list[str]] = {"peers": [str(one) for one in team[1:5]]}

    page = noor.submit(
        noor.open("/reflect/peers/invite"), {**good, **changes}, button="then=invite", status=422
    )

    assert message in page.text
    assert count(stores, PeerRoundRow) == 0


def test_nobody_can_tick_themselves_somebody_unknown_or_a_word(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    noor = visit(team[0])
    odd = [str(team[0]), str(team[1]), str(team[1]), "00000000-0000-0000-0000-000000000000", "x"]

    page = noor.submit(
        noor.open("/reflect/peers/invite"), {"peers": odd}, button="then=invite", status=422
    )

    assert "Now it is 1." in page.text


def test_a_colleague_answers_once_and_leaves_no_trace_of_it(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    asked = invited(stores, team)
    ali = visit(team[1])
    assert "Noor Demo asks you to look back together" in words_of(ali.open("/"))
    page = ali.open(f"/reflect/for-colleagues/{asked.round_id}")
    assert "Very high or very low means give you away." in page.text
    assert not page.select("main textarea, main input[type=text]")

    done = ali.submit(page, {"answer-M4A-Q1": "4", "answer-M1A-Q1": "unseen"})

    assert "Nobody asks you anything now" in words_of(done)
    assert (count(stores, LetterRow), count(stores, PeerInvitationRow)) == (1, 3)
    ali.open(f"/reflect/for-colleagues/{asked.round_id}", status=404)
    assert "asks you to look back" not in words_of(ali.open("/"))


def test_who_is_asked_finds_it_among_what_is_linked_to_them_until_they_answer(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    asked = invited(stores, team)
    ali = visit(team[1])
    said = [each.text for each in ali.open("/account/data").select("dt, dd")]

    assert said[said.index("Colleagues who ask you to look back") + 1] == "Noor Demo"
    answered(stores, asked, team[1], 3)
    assert "Colleagues who ask you" not in words_of(ali.open("/account/data"))


def test_an_empty_form_is_shown_again(visit: Visit, stores: Stores, team: list[PersonId]) -> None:
    asked = invited(stores, team)
    ali = visit(team[1])

    page = ali.submit(ali.open(f"/reflect/for-colleagues/{asked.round_id}"), status=422)

    assert "Answer at least one part, or decline." in page.text
    assert count(stores, LetterRow) == 0


def test_a_colleague_declines_and_the_owner_sees_nothing_of_it(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    asked = invited(stores, team)
    noor, ali = visit(team[0]), visit(team[1])
    before = words_of(noor.open("/reflect/peers"))

    page = ali.submit(ali.open(f"/reflect/for-colleagues/{asked.round_id}/decline"))
    answered(stores, asked, team[2], 4)

    assert "You declined. Nobody is told." in page.text
    assert words_of(noor.open("/reflect/peers")) == before
    assert noor.open(f"/reflect/peers/{asked.id}").select_one("h1").text == "Ask colleagues"  # type: ignore[union-attr]


def test_on_its_day_the_owner_reads_it_hidden_strengths_first(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    asked = invited(stores, team, asked_on=OPENS - timedelta(days=28))
    for peer, rating in zip(team[1:5], (4, 4, 5, None), strict=True):
        answered(stores, asked, peer, rating)

    page = visit(team[0]).open(f"/reflect/peers/{asked.id}")

    [picture] = page.select("main figure img")
    assert str(picture["alt"]).startswith("What others see: ")
    rows = table(page, MEANS)
    assert rows[0] == ["Part", "You", "Colleagues", "What it says"]
    assert [row[2:] for row in rows[1:4]] == [["4.3", "What others see"]] * 3
    assert rows[4][3] == "Too few answers"
    assert "You invited 4 colleagues." in words_of(page)
    assert not {"Ali", "Bo", "Cas", "Dee"} & set(words_of(page).split())
    assert count(stores, LetterRow) == 0


def test_too_few_answers_show_nothing(visit: Visit, stores: Stores, team: list[PersonId]) -> None:
    asked = invited(stores, team, asked_on=OPENS - timedelta(days=28))
    for peer in team[1:3]:
        answered(stores, asked, peer, 5)

    page = visit(team[0]).open(f"/reflect/peers/{asked.id}")

    assert "There are not yet 3 answers." in words_of(page)
    assert {row[2] for row in table(page, MEANS)[1:]} == {"–nothing"}


def test_who_withdraws_ends_the_question_and_its_mail(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    noor = visit(team[0])
    chosen = [str(one) for one in team[1:5]]
    noor.submit(noor.open("/reflect/peers/invite"), {"peers": chosen}, button="then=invite")
    with stores.main() as session:
        [row] = session.scalars(select(PeerRoundRow)).all()
    link = noor.open("/reflect/peers").select_one("a[href$='/delete']")
    assert link is not None

    page = noor.submit(noor.open(str(link["href"])))

    assert "You withdrew your question." in page.text
    assert mails(stores) == []
    visit(team[1]).open(f"/reflect/for-colleagues/{row.id}", status=404)


def test_after_a_round_the_page_says_when_the_next_may_be(
    visit: Visit, stores: Stores, team: list[PersonId]
) -> None:
    invited(stores, team, asked_on=OPENS - timedelta(days=28))
    noor = visit(team[0])

    said = words_of(noor.open("/reflect/peers"))

    assert "You can ask colleagues again from" in said
    assert noor.open("/reflect/peers/invite").select_one("h1").text == "Ask colleagues"  # type: ignore[union-attr]
