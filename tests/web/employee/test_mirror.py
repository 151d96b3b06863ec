"""Does a lead look before the round is published, and see both pictures after it, alone?"""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

import pikepdf
import pytest
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import CycleId, Rhythm, Round
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.intake import NUMBER_BYTES, Answers, Sent, send_ballot
from tests.cycles.cycles import make_cycle
from tests.pages import Visitor, table, words_of
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
MIXED = (3, 3, 4, 3, 2, 4, 3, 3, 2, 3)
EXPECTED = "What I expected of each topic, and what my team said"
COURSE = "My own picture and that of my team, round by round"
SUMS = "The arithmetic for each topic"


def address(world: World, team: str, end: str = "", *, asked: Round | None = None) -> str:
    wanted = f"?round={asked.id}" if asked else ""
    return f"/reflect/mirror/{world.teams[team]}{end}{wanted}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Leadership:
    """Rounds about leading, which the tests open and publish when they want."""

    stores: Stores
    world: World
    cycle: CycleId

    def open(self, number: int) -> Round:
        """Open a round."""
        found = self._round(number)
        open_round(self.stores, round_id=found.id, now=found.opens_at, catalogue=load_catalogue())
        return self._round(number)

    def publish(self, asked: Round, ratings: Mapping[str, Sequence[int]]) -> None:
        """Let teams answer a round, each person the same to all questions, and publish it."""
        for team, given in ratings.items():
            for person, rating in zip(self.world.people[team], given, strict=False):
                self._answer(asked, person, rating)
        close_round(self.stores, round_id=asked.id, now=asked.closes_at)
        with self.stores.main() as session, transaction(session):
            cycles.plan_next_rounds(session, now=asked.closes_at, catalogue=load_catalogue())

    def _answer(self, asked: Round, person: PersonId, rating: int) -> None:
        sent = send_ballot(
            self.stores,
            round_id=asked.id,
            person_id=person,
            ballot_number=secrets.token_bytes(NUMBER_BYTES),
            answers=Answers(ratings={item.code: rating for item in asked.rated_items}, comments={}),
            now=asked.opens_at,
        )
        assert isinstance(sent, Sent)

    def _round(self, number: int) -> Round:
        with self.stores.main() as session:
            found = cycles.list_rounds(session, cycle_id=self.cycle)
        return next(one for one in found if one.number == number)


@pytest.fixture
def leadership(stores: Stores, world: World) -> Leadership:
    now = clock.now()
    cycle = make_cycle(
        title="How do we lead?",
        teams=frozenset({world.teams["Day"]}),
        blocks=(9,),
        first_day=(now - timedelta(days=10)).date(),
        opens=time(0, 1),
        closes=time(23, 0),
        window_days=7,
        rhythm=Rhythm.MONTHLY,
    )
    with stores.main() as session, transaction(session):
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(
            session,
            cycle_id=cycle.id,
            now=now - timedelta(days=40),
            catalogue=load_catalogue(),
        )
    return Leadership(stores=stores, world=world, cycle=cycle.id)


def look(visitor: Visitor, path: str, own: Sequence[int], expected: str = "") -> None:
    """Fill in one topic as a lead does."""
    answers = {f"answer_{place}": str(value) for place, value in enumerate(own, 1)}
    page = visitor.open(path)
    visitor.submit(page, {**answers, "expected": expected}, button="then=stop")


def test_a_lead_answers_the_twins_and_expects_a_level_one_topic_at_a_time(
    leadership: Leadership, world: World, visit: Visit
) -> None:
    asked = leadership.open(1)
    visitor = visit(world.lead("Day"))

    first = visitor.open(address(world, "Day", "/1", asked=asked))
    second = visitor.submit(first, {"answer_1": "4", "expected": "3.5"}, button="then=next")

    twin = load_catalogue().item("S1A-L1").text.en
    assert twin == "I give employees the room to do what is good for the customer."
    assert "Step 2 of 4" in second.text
    again = visitor.open(address(world, "Day", "/1", asked=asked))
    [chosen] = again.select("input[name=answer_1][checked]")
    [level] = again.select("option[selected]")
    assert (chosen["value"], level["value"]) == ("4", "3.5")
    assert "My own answers: 4. I expect 3.5." in words_of(
        visitor.open(address(world, "Day", asked=asked))
    )


def test_nothing_is_mandatory(leadership: Leadership, world: World, visit: Visit) -> None:
    asked = leadership.open(1)
    visitor = visit(world.lead("Day"))

    page = visitor.open(address(world, "Day", "/1", asked=asked))
    for _topic in range(4):
        page = visitor.submit(page, button="then=next")

    assert words_of(page).count("Skipped") == 4


def test_after_the_round_both_pictures_stand_beside_each_other(
    leadership: Leadership, world: World, visit: Visit
) -> None:
    asked = leadership.open(1)
    visitor = visit(world.lead("Day"))
    look(visitor, address(world, "Day", "/1", asked=asked), [5, 5], "3.0")
    look(visitor, address(world, "Day", "/2", asked=asked), [3, 3, 3, 3], "4.5")
    leadership.publish(asked, {"Day": MIXED})

    page = visitor.open(address(world, "Day", asked=asked))

    said, catalogue = words_of(page), load_catalogue()
    assert catalogue.wording_of("leader.self_higher").en in said
    assert catalogue.wording_of("leader.same").en in said
    assert [title.text for title in page.select("article h3")] == [
        catalogue.checkpoint("S1").title.en,
        catalogue.checkpoint("S2").title.en,
    ]
    rows = table(page, SUMS)
    assert rows[1][:5] == [catalogue.checkpoint("S1").title.en, "5, 5", "5.00", "3.0", "+2.0"]
    assert [row[-1] for row in table(page, EXPECTED)[1:]] == [
        "as I expected",
        "lower than I expected",
    ]
    for action in catalogue.checkpoint("S1").development["leader"]:
        assert action.text.en in said


def test_the_picture_says_the_finding_and_is_kept_nowhere(
    leadership: Leadership, world: World, visit: Visit
) -> None:
    asked = leadership.open(1)
    visitor = visit(world.lead("Day"))
    look(visitor, address(world, "Day", "/1", asked=asked), [5, 5], "3.0")
    look(visitor, address(world, "Day", "/4", asked=asked), [], "3.0")
    early = visitor.get(address(world, "Day", "/gap-dark-phone.svg", asked=asked))
    leadership.publish(asked, {"Day": MIXED})

    [image] = visitor.open(address(world, "Day", asked=asked)).select("picture img")
    drawn = visitor.get(str(image["src"]))

    room = load_catalogue().checkpoint("S1").title.en
    assert image["alt"] == f"I see more: {room}. As I expected: Listening, all in all."
    assert (early.status_code, drawn.status_code) == (404, 200)
    assert drawn.headers["Cache-Control"] == "no-store"


def test_a_team_that_sees_more_is_told_first(
    leadership: Leadership, world: World, visit: Visit
) -> None:
    asked = leadership.open(1)
    visitor = visit(world.lead("Day"))
    look(visitor, address(world, "Day", "/1", asked=asked), [5, 5])
    look(visitor, address(world, "Day", "/3", asked=asked), [1, 1])
    leadership.publish(asked, {"Day": MIXED})

    page = visitor.open(address(world, "Day", asked=asked))

    catalogue = load_catalogue()
    assert [title.text for title in page.select("article h3")] == [
        catalogue.checkpoint("S3").title.en,
        catalogue.checkpoint("S1").title.en,
    ]
    assert catalogue.wording_of("leader.self_lower").en in words_of(page)


def test_a_withheld_level_is_said_to_be_so_and_no_gap_is_drawn_from_it(
    leadership: Leadership, world: World, visit: Visit
) -> None:
    asked = leadership.open(1)
    visitor = visit(world.lead("Day"))
    look(visitor, address(world, "Day", "/1", asked=asked), [5, 5], "3.0")
    leadership.publish(asked, {"Day": [3, 3, 3]})

    page = visitor.open(address(world, "Day", asked=asked))

    assert "There is no number of your team: fewer than" in words_of(page)
    assert [row[-1] for row in table(page, EXPECTED)[1:]] == ["cannot tell"]
    assert table(page, SUMS)[1][-1] == "–"


def test_hidden_answers_change_no_word(leadership: Leadership, world: World, visit: Visit) -> None:
    visitor, pages = visit(world.lead("Day")), []
    for number, hidden in ((1, [1, 1, 1]), (2, [5, 5, 5])):
        asked = leadership.open(number)
        look(visitor, address(world, "Day", "/1", asked=asked), [3, 3], "3.0")
        leadership.publish(asked, {"Day": hidden})
        pages.append(visitor.open(address(world, "Day", asked=asked)))

    first, second = pages
    assert table(first, SUMS) == table(second, SUMS)
    assert table(first, EXPECTED) == table(second, EXPECTED)
    assert [words.text for words in first.select("article")] == [
        words.text for words in second.select("article")
    ]


def test_once_a_round_is_published_nothing_is_written_any_more(
    leadership: Leadership, world: World, visit: Visit
) -> None:
    asked = leadership.open(1)
    visitor = visit(world.lead("Day"))
    path = address(world, "Day", "/1", asked=asked)
    look(visitor, path, [5, 5])
    late = visitor.open(path)
    leadership.publish(asked, {"Day": MIXED})

    after = visitor.submit(late, {"answer_1": "1", "answer_2": "1"})

    assert "This round is published, so what you wrote stays as it was." in after.text
    assert table(after, SUMS)[1][1] == "5, 5"


def test_who_did_not_look_in_time_reads_when_the_next_round_opens(
    leadership: Leadership, world: World, visit: Visit
) -> None:
    asked = leadership.open(1)
    leadership.publish(asked, {"Day": MIXED})

    page = visit(world.lead("Day")).open(address(world, "Day", asked=asked))

    assert "Too late for this round" in words_of(page)
    assert "From then on you can look." in words_of(page)


def test_round_by_round_the_gaps_stand_in_one_table(
    leadership: Leadership, world: World, visit: Visit
) -> None:
    visitor = visit(world.lead("Day"))
    first, second = (
        _looked_and_published(leadership, visitor, number, own)
        for number, own in ((1, [5, 5]), (2, [4, 4]))
    )
    page = visitor.open(address(world, "Day", asked=second))

    [_header, row] = table(page, COURSE)

    assert first.id != second.id
    assert row[0] == load_catalogue().checkpoint("S1").title.en
    assert row[1:] == ["5.0 · 3.0 (+2.0)", "4.0 · 3.0 (+1.0)"]


def _looked_and_published(
    leadership: Leadership, visitor: Visitor, number: int, own: Sequence[int]
) -> Round:
    asked = leadership.open(number)
    look(visitor, address(leadership.world, "Day", "/1", asked=asked), own)
    leadership.publish(asked, {"Day": MIXED})
    return asked


def test_who_leads_others_who_lead_is_not_put_beside_what_is_said_of_those(
    leadership: Leadership, world: World, visit: Visit
) -> None:
    asked = leadership.open(1)
    visitor = visit(world.lead("Care"))

    page = visitor.open(address(world, "Care", "/1", asked=asked))

    assert "people answer about their own lead" in words_of(page)
    assert not page.select("input[type=radio]")
    assert page.select("select[name=expected]")


def test_a_round_about_the_team_itself_has_expectations_only(world: World, visit: Visit) -> None:
    visitor = visit(world.lead("Day"))

    page = visitor.open(address(world, "Day", "/1", asked=world.rounds[2]))

    assert not page.select("input[type=radio]")
    look(visitor, address(world, "Day", "/1", asked=world.rounds[2]), [], "4.0")
    assert "I expect 4.0." in words_of(visitor.open(address(world, "Day", "/topics")))


def test_a_team_that_is_counted_with_others_is_told_that_no_number_will_come(
    world: World, visit: Visit
) -> None:
    visitor = visit(world.lead("Trio"))

    assert "counted together with others" in words_of(visitor.open("/reflect/mirror"))
    visitor.open(address(world, "Trio", "/1", asked=world.rounds[2]), status=404)


def test_the_page_of_a_team_leads_its_own_lead_there(world: World, visit: Visit) -> None:
    def links(person: PersonId) -> list[str]:
        page = visit(person).open("/team" + world.unit("Day"))
        return [str(link["href"]) for link in page.select("a")]

    assert address(world, "Day", "/topics") in links(world.lead("Day"))
    assert not [link for link in links(world.lead("Care")) if "/mirror/" in link]


def test_what_was_written_can_be_deleted(world: World, visit: Visit) -> None:
    visitor, asked = visit(world.lead("Day")), world.rounds[2]
    look(visitor, address(world, "Day", "/1", asked=asked), [], "4.0")

    page = visitor.open(address(world, "Day", "/delete", asked=asked))
    listed = visitor.submit(page)

    assert "What you wrote is deleted." in listed.text
    assert "Not looked at yet" in words_of(visitor.open(address(world, "Day", asked=asked)))


def test_what_was_written_goes_along_in_both_files(world: World, visit: Visit) -> None:
    visitor, asked = visit(world.lead("Day")), world.rounds[2]
    look(visitor, address(world, "Day", "/1", asked=asked), [], "4.0")

    taken = json.loads(visitor.get("/account/data/everything.json").text)
    to_read = visitor.get("/account/data/everything.pdf").data

    assert taken["written_by_me"]["mirrors"][0]["topics"][0]["expected"] == 4.0
    with pikepdf.open(io.BytesIO(to_read)) as made, made.open_outline() as outline:
        assert outline.root[-1].title == "My mirror: Day"


def test_it_is_there_for_the_lead_of_the_team_alone(world: World, visit: Visit) -> None:
    asked = world.rounds[2]
    look(visit(world.lead("Day")), address(world, "Day", "/1", asked=asked), [], "4.0")

    for other in (world.member("Day"), world.lead("Care"), world.lead("Desk"), world.hr):
        for end in ("", "/topics", "/1", "/delete"):
            assert visit(other).get(address(world, "Day", end, asked=asked)).status_code == 404
    assert visit(world.member("Day")).get("/reflect/mirror").status_code == 403
    assert visit(None).get(address(world, "Day")).headers["Location"].startswith("/sign-in")


def test_another_lead_of_the_same_team_has_a_mirror_of_their_own(
    world: World, visit: Visit, session: Session
) -> None:
    asked = world.rounds[2]
    look(visit(world.lead("Day")), address(world, "Day", "/1", asked=asked), [], "4.0")
    with transaction(session):
        people.appoint_lead(session, person_id=world.member("Day"), team_id=world.teams["Day"])

    page = visit(world.member("Day")).open(address(world, "Day", asked=asked))

    assert "I expect 4.0." not in words_of(page)
