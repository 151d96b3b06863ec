"""At which unit is a comment shown, and can few enough people have written it to know who?"""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.ballots.domain import Answers, CommentScope
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.comments import place_comments
from feedbackpulse.release.packed import Columns, OpenedBallot, pack
from tests.roster.organisations import unit

PARENTS = {
    unit("All"): None,
    unit("East"): unit("All"),
    unit("A"): unit("East"),
    unit("B"): unit("East"),
    unit("West"): unit("All"),
    unit("C"): unit("West"),
    unit("D"): unit("West"),
}
LEAVES = ("A", "B", "C", "D")
COLUMNS = Columns(leaves=tuple(map(unit, LEAVES)), items=(), choices={})


def ballot(team: str, text: str = "", scope: CommentScope = CommentScope.UNIT) -> OpenedBallot:
    comments = {"G4": text} if text else {}
    return OpenedBallot(unit=unit(team), answers=Answers(comments=comments, comment_scope=scope))


def shown(ballots: list[OpenedBallot]) -> dict[str, UnitKey]:
    placed = place_comments(
        pack(COLUMNS, ballots),
        parents=PARENTS,
        answered=Counter(one.unit for one in ballots),
        comments_group=10,
    )
    assert len({one.text for one in placed}) == len(placed)
    return {one.text: one.unit for one in placed}


def silent(**teams: int) -> list[OpenedBallot]:
    return [ballot(team) for team, number in teams.items() for _ in range(number)]


def test_ten_answers_in_a_unit_show_its_own() -> None:
    assert shown([ballot("A", "a"), *silent(A=9, B=3)]) == {"a": unit("A")}


def test_below_ten_they_go_up_until_the_units_they_come_from_have_ten_together() -> None:
    ballots = [ballot("A", "a"), ballot("B", "b"), *silent(A=5, B=3)]

    assert shown(ballots) == {"a": unit("East"), "b": unit("East")}


def test_a_sibling_that_shows_its_own_does_not_help() -> None:
    ballots = [ballot("A", "a"), ballot("B", "b"), *silent(A=11, B=5, C=2, D=2)]

    assert shown(ballots) == {"a": unit("A"), "b": unit("All")}


def test_what_is_left_at_the_top_is_shown_nowhere() -> None:
    assert shown([ballot("A", "a"), *silent(A=8, C=20, D=20)]) == {}


def test_who_chose_the_whole_organisation_is_read_there() -> None:
    ballots = [ballot("A", "a", CommentScope.ORGANISATION), *silent(A=15)]

    assert shown(ballots) == {"a": unit("All")}
    assert shown([ballot("A", "a", CommentScope.ORGANISATION), *silent(A=8)]) == {}


def test_whether_somebody_wrote_makes_no_difference_to_where() -> None:
    quiet = [ballot("A", "a"), *silent(A=5, B=4)]
    loud = [ballot("A", "a"), *silent(A=5), *(ballot("B", f"b{number}") for number in range(4))]

    assert shown(quiet)["a"] == shown(loud)["a"]


@settings(max_examples=300, deadline=None)
@given(numbers=st.tuples(*[st.integers(0, 14)] * 4))
def test_a_list_always_comes_from_at_least_ten_who_answered(numbers: tuple[int, ...]) -> None:
    ballots = [
        ballot(team, f"{team}{number}")
        for team, answers in zip(LEAVES, numbers, strict=True)
        for number in range(answers)
    ]

    lists: dict[UnitKey, list[str]] = {}
    for text, where in shown(ballots).items():
        lists.setdefault(where, []).append(text)

    for texts in lists.values():
        assert len(texts) >= 10
        assert {text[0] for text in texts} <= set(LEAVES)
