"""Which teams form a tree, and what does the tree know?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from feedbackpulse.people.domain import (
    Appointment,
    BadAddressError,
    BrokenTreeError,
    Person,
    PersonId,
    Team,
    TeamId,
    TeamTree,
    find_loop,
    tidy_address,
)


def make_team(name: str, parent: Team | None = None) -> Team:
    return Team(
        id=TeamId(uuid4()), code=name.upper(), name=name, parent_id=parent.id if parent else None
    )


ROOT = make_team("Linde")
NORTH = make_team("Noord", ROOT)
CARE = make_team("Beheer", ROOT)
DESK = make_team("Klantcontact", NORTH)
TREE = TeamTree(teams=(DESK, NORTH, ROOT, CARE))


def test_the_root_is_the_team_without_a_parent() -> None:
    assert TREE.root == ROOT


def test_children_come_by_name() -> None:
    assert TREE.children(ROOT.id) == (CARE, NORTH)
    assert TREE.children(DESK.id) == ()


def test_ancestors_come_nearest_first() -> None:
    assert TREE.ancestors(DESK.id) == (NORTH, ROOT)
    assert TREE.ancestors(ROOT.id) == ()


def test_a_subtree_starts_with_its_own_team() -> None:
    assert TREE.subtree(NORTH.id) == (NORTH, DESK)


def test_the_whole_tree_reads_like_a_table_of_contents() -> None:
    assert TREE.ordered() == ((0, ROOT), (1, CARE), (1, NORTH), (2, DESK))


def test_there_may_be_no_teams_yet() -> None:
    empty = TeamTree(teams=())

    assert empty.ordered() == ()
    with pytest.raises(BrokenTreeError, match="no teams"):
        _ = empty.root


def test_a_team_outside_the_tree_is_not_found() -> None:
    stranger = make_team("Elders")

    assert stranger.id not in TREE
    with pytest.raises(KeyError):
        TREE.get(stranger.id)


def test_two_roots_are_refused() -> None:
    with pytest.raises(BrokenTreeError, match="more than one"):
        TeamTree(teams=(ROOT, make_team("Elders")))


def test_an_unknown_parent_is_refused() -> None:
    with pytest.raises(BrokenTreeError, match="KLANTCONTACT"):
        TeamTree(teams=(ROOT, DESK))


def test_a_team_that_appears_twice_is_refused() -> None:
    with pytest.raises(BrokenTreeError, match="twice"):
        TeamTree(teams=(ROOT, ROOT))


def test_a_cycle_is_refused_and_named() -> None:
    one, two = TeamId(uuid4()), TeamId(uuid4())

    with pytest.raises(BrokenTreeError, match="A, B"):
        TeamTree(
            teams=(
                ROOT,
                Team(id=one, code="A", name="A", parent_id=two),
                Team(id=two, code="B", name="B", parent_id=one),
            )
        )


def test_a_loop_is_found_without_the_path_that_leads_to_it() -> None:
    assert find_loop({"tail": "a", "a": "b", "b": "a", "root": None}) == ("a", "b")
    assert find_loop({"a": "a"}) == ("a",)
    assert find_loop({"a": "b", "b": "c", "c": None}) == ()


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Noor de Wit", "NW"), ("Sam", "S"), ("  ", ""), ("anna maria smit", "AS")],
)
def test_initials_are_the_first_and_the_last_letter(name: str, initials: str) -> None:
    person = Person(id=PersonId(uuid4()), name=name, email="a@example.org")

    assert person.initials == initials


def test_a_deputy_leads_up_to_and_including_the_last_day() -> None:
    deputy = Appointment(person_id=PersonId(uuid4()), team_id=DESK.id, until=date(2026, 3, 31))

    assert deputy.holds_on(date(2026, 3, 31))
    assert not deputy.holds_on(date(2026, 4, 1))


def test_an_address_is_kept_in_small_letters() -> None:
    assert tidy_address("  Noor.De-Wit+fp@Example.ORG ") == "noor.de-wit+fp@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "noor",
        "noor@",
        "@example.org",
        "noor@example",
        "noor wit@example.org",
        "noor@exam ple.org",
        "noor@example.org\nbcc: x@example.org",
        "noor..wit@example.org",
        "noor@-example.org",
        "noor@example.org,sam@example.org",
        "<b>@example.org",
        f"{'a' * 250}@example.org",
    ],
)
def test_an_impossible_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddressError):
        tidy_address(address)
