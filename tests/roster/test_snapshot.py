"""Is everything in a round as it was at its opening, whatever happens to people and teams later?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from feedbackpulse.ballots.domain import Answers, Stamp
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Privacy, RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, PersonId, Role, UnitKey
from feedbackpulse.people.import_files import Fault
from feedbackpulse.people.import_plan import ImportRequest
from feedbackpulse.people.importing import ImportRefusedError, apply_import, preview_import
from feedbackpulse.release import service as release
from feedbackpulse.release.domain import Figure, Result
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.claiming import find_stamp
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import Refusal, Sent
from feedbackpulse.roster.tallies import tallies
from tests.jobs.company import START, Company, found

pytestmark = pytest.mark.both_engines

FOURS = Answers(ratings={"G1": 4})
DAY = date(2026, 1, 13)


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def round_id(company: Company) -> RoundId:
    round_id = company.plan()
    company.open(round_id)
    return round_id


@pytest.fixture
def during(company: Company, round_id: RoundId) -> datetime:
    """Return a moment in the middle of the round."""
    return company.round(round_id).opens_at + timedelta(hours=2)


def stamp(company: Company, round_id: RoundId, person: PersonId) -> Stamp | Refusal:
    return find_stamp(company.stores, round_id=round_id, person_id=person)[1]


def invited(company: Company, round_id: RoundId) -> Mapping[str, int]:
    with company.stores.main() as session:
        units = roster.units_of_round(session, round_id=round_id)
    return {f"{unit.name} {unit.key.part.value}": unit.invited for unit in units}


def counted(company: Company, round_id: RoundId, unit: UnitKey) -> Result:
    """Return what a closed round says of a unit."""
    with company.stores.main() as session:
        [result] = release.results(session, rounds=[round_id], units=[unit], items=["G1"])
    return result


def cast_under(company: Company, round_id: RoundId, unit: UnitKey) -> tuple[int, int]:
    with company.stores.main() as session:
        return next(
            (one.issued, one.cast)
            for one in tallies(session, round_id=round_id)
            if one.unit == unit
        )


@pytest.mark.sqlite_only
def test_the_snapshot_is_that_of_the_opening(company: Company, round_id: RoundId) -> None:
    """Two people drive the vans: too few to be a group, so they are counted with the shop."""
    assert invited(company, round_id) == {
        "Company whole": 28,
        "Bakery whole": 16,
        "Bakery rest": 8,
        "Ovens whole": 8,
        "Mill whole": 12,
    }
    together = {stamp(company, round_id, company.people[team][0]) for team in ("Shop", "Vans")}
    assert together == {stamp_of(company.unit("Bakery", Part.REST))}


def test_who_moves_during_a_round_is_counted_where_they_were(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    mover, before = company.people["Ovens"][0], invited(company, round_id)
    with company.stores.main() as session, transaction(session):
        people.move_person(session, person_id=mover, team_id=company.teams["Mill"], at=during)

    assert stamp(company, round_id, mover) == stamp_of(company.unit("Ovens"))
    assert invited(company, round_id) == before
    assert isinstance(company.send(round_id, mover, FOURS, late=timedelta(hours=2)), Sent)
    company.answer(round_id, "Mill", [4] * 12)
    for person in company.people["Ovens"][1:]:
        company.send(round_id, person, FOURS)
    company.close(round_id)
    assert cast_under(company, round_id, company.unit("Ovens")) == (8, 8)
    assert cast_under(company, round_id, company.unit("Mill")) == (12, 12)


@pytest.mark.sqlite_only
def test_who_is_in_no_team_any_more_still_answers_where_they_were(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    mover = company.people["Mill"][3]
    with company.stores.main() as session, transaction(session):
        people.move_person(session, person_id=mover, team_id=None, at=during)

    assert stamp(company, round_id, mover) == stamp_of(company.unit("Mill"))
    assert isinstance(company.send(round_id, mover, FOURS, late=timedelta(hours=3)), Sent)


@pytest.mark.sqlite_only
def test_who_comes_during_a_round_is_asked_from_the_next_one_on(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    newcomer = company.hire("Mill", at=during)

    assert company.send(round_id, newcomer, FOURS, late=timedelta(hours=3)) is Refusal.NOT_INVITED
    company.close(round_id)
    following = company.plan_next(now=company.round(round_id).closes_at)
    company.open(following)
    assert stamp(company, following, newcomer) == stamp_of(company.unit("Mill"))
    assert invited(company, following)["Mill whole"] == 13


def test_who_leaves_before_answering_has_no_invitation_from_that_moment_on(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    leaver, before = company.people["Mill"][2], invited(company, round_id)
    with company.stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=leaver, at=during)

    assert company.send(round_id, leaver, FOURS, late=timedelta(hours=2)) is Refusal.NOT_INVITED
    assert invited(company, round_id) == before
    for person in set(company.people["Mill"]) - {leaver}:
        company.send(round_id, person, FOURS)
    company.close(round_id)
    assert cast_under(company, round_id, company.unit("Mill")) == (11, 11)
    result = counted(company, round_id, company.unit("Mill"))
    assert isinstance(result, Figure)
    assert (result.invited, result.n) == (12, 11)


@pytest.mark.sqlite_only
def test_who_leaves_in_the_middle_of_sending_claims_nothing(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    leaver, number = company.people["Mill"][2], secrets.token_bytes(32)
    with company.stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=leaver, at=during)
    assert company.send(round_id, leaver, FOURS, number=number) is Refusal.NOT_INVITED

    company.close(round_id)

    with company.stores.main() as session:
        assert not any(one.issued or one.cast for one in tallies(session, round_id=round_id))


@pytest.mark.sqlite_only
def test_who_leaves_after_answering_stays_counted(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    company.answer(round_id, "Mill", [4] * 12)
    with company.stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=company.people["Mill"][0], at=during)
    company.close(round_id)

    assert cast_under(company, round_id, company.unit("Mill")) == (12, 12)
    result = counted(company, round_id, company.unit("Mill"))
    assert isinstance(result, Figure)
    assert (result.invited, result.n) == (12, 12)


def test_who_comes_back_during_a_round_has_no_second_invitation(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    answered, silent = company.people["Mill"][:2]
    company.send(round_id, answered, FOURS)
    with company.stores.main() as session, transaction(session):
        for person in (answered, silent):
            people.deactivate_person(session, person_id=person, at=during)
    with company.stores.main() as session, transaction(session):
        for person in (answered, silent):
            people.reactivate_person(session, person_id=person, at=during + timedelta(hours=1))

    late = timedelta(hours=4)
    assert company.send(round_id, answered, FOURS, late=late) is Refusal.ALREADY_SENT
    assert isinstance(company.send(round_id, silent, FOURS, late=late), Sent)
    assert company.send(round_id, silent, FOURS, late=late) is Refusal.ALREADY_SENT


@pytest.mark.sqlite_only
def test_who_is_hired_again_under_their_address_is_the_same_person(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    person = company.people["Mill"][0]
    with company.stores.main() as session, transaction(session):
        address = people.find_person(session, person_id=person, on=DAY)
        assert address is not None
        people.deactivate_person(session, person_id=person, at=during)
        for wanted in (address.email.upper(), f" {address.email}"):
            again = people.find_person_by_email(session, email=wanted, on=DAY)
            assert again is not None
            assert again.id == person
        plus = address.email.replace("@", "+again@")
        assert people.find_person_by_email(session, email=plus, on=DAY) is None


@pytest.mark.sqlite_only
def test_a_team_that_moves_in_the_tree_is_counted_where_it_was(
    company: Company, round_id: RoundId
) -> None:
    """The shop goes from the bakery to the mill while a round is open."""
    before = invited(company, round_id)
    with company.stores.main() as session, transaction(session):
        people.change_team(
            session,
            team_id=company.teams["Shop"],
            code="Shop",
            name="Counter",
            parent_id=company.teams["Mill"],
        )
    for team in ("Ovens", "Shop", "Mill"):
        company.answer(round_id, team, [4] * 12)
    company.close(round_id)

    assert invited(company, round_id) == before
    bakery = counted(company, round_id, company.unit("Bakery"))
    mill = counted(company, round_id, company.unit("Mill"))
    assert isinstance(bakery, Figure)
    assert isinstance(mill, Figure)
    assert (bakery.invited, mill.invited) == (16, 12)


@pytest.mark.sqlite_only
def test_two_teams_that_merge_during_a_round_are_counted_apart_once_more(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    with company.stores.main() as session, transaction(session):
        for person in company.people["Shop"]:
            people.move_person(session, person_id=person, team_id=company.teams["Ovens"], at=during)
    company.answer(round_id, "Ovens", [4] * 8)
    company.answer(round_id, "Shop", [2] * 6)
    company.close(round_id)
    following = company.plan_next(now=company.round(round_id).closes_at)
    company.open(following)

    ovens = counted(company, round_id, company.unit("Ovens"))
    assert isinstance(ovens, Figure)
    assert (ovens.invited, ovens.n) == (8, 8)
    assert invited(company, following) == {
        "Company whole": 28,
        "Bakery whole": 16,
        "Mill whole": 12,
    }


@pytest.mark.sqlite_only
def test_a_team_that_is_dissolved_keeps_its_past_and_has_no_next_round(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    company.answer(round_id, "Ovens", [4] * 8)
    with company.stores.main() as session, transaction(session):
        for person in company.people["Ovens"]:
            people.move_person(session, person_id=person, team_id=company.teams["Mill"], at=during)
    company.close(round_id)
    following = company.plan_next(now=company.round(round_id).closes_at)
    company.open(following)

    assert isinstance(counted(company, round_id, company.unit("Ovens")), Figure)
    assert "Ovens whole" not in invited(company, following)
    assert invited(company, following)["Mill whole"] == 20


@pytest.mark.sqlite_only
def test_who_leads_a_team_of_others_is_counted_in_their_own(
    company: Company, round_id: RoundId
) -> None:
    lead = company.people["Mill"][0]
    with company.stores.main() as session, transaction(session):
        people.appoint_lead(session, person_id=lead, team_id=company.teams["Ovens"])

    assert stamp(company, round_id, lead) == stamp_of(company.unit("Mill"))
    assert invited(company, round_id)["Ovens whole"] == 8


@pytest.mark.sqlite_only
def test_a_lead_without_a_team_is_not_asked_and_nobody_is_missing(company: Company) -> None:
    with company.stores.main() as session, transaction(session):
        lead = people.add_person(
            session, name="Lea Los", email="lea@example.org", team_id=None, at=START
        ).id
        people.appoint_lead(session, person_id=lead, team_id=company.teams["Mill"])
    round_id = company.plan()
    company.open(round_id)

    assert company.send(round_id, lead, FOURS) is Refusal.NOT_INVITED
    assert invited(company, round_id)["Company whole"] == 28


@pytest.mark.sqlite_only
def test_numbers_that_are_raised_hold_from_the_next_round_on(
    company: Company, round_id: RoundId
) -> None:
    stricter = Privacy(smallest_group=8, comments_group=12, margin=3)
    assert company.cycle_id is not None
    with company.stores.main() as session, transaction(session):
        cycles.raise_privacy(
            session,
            cycle_id=company.cycle_id,
            privacy=stricter,
            now=company.round(round_id).opens_at,
        )

    assert company.round(round_id).privacy == Privacy()
    company.close(round_id)
    following = company.plan_next(now=company.round(round_id).closes_at)
    assert open_round(
        company.stores,
        round_id=following,
        now=company.round(following).opens_at,
        catalogue=load_catalogue(),
    )
    assert company.round(following).privacy == stricter
    assert all(number >= 8 for number in invited(company, following).values())


@pytest.mark.sqlite_only
def test_an_import_with_teams_in_a_circle_is_refused_whole_while_a_round_is_open(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    teams = "code;name;parent\nCompany;Company;\nBakery;Bakery;Ovens\nOvens;Ovens;Bakery\n"
    wanted = ImportRequest(teams=teams)
    before = invited(company, round_id)
    with company.stores.main() as session:
        tree = people.team_tree(session)
        _, problems = preview_import(session, wanted=wanted, on=DAY)
    assert {problem.fault for problem in problems} == {Fault.LOOP}

    with pytest.raises(ImportRefusedError), company.stores.main() as session, transaction(session):
        apply_import(session, wanted=wanted, at=during, on=DAY)

    with company.stores.main() as session:
        assert people.team_tree(session) == tree
    assert invited(company, round_id) == before


def test_an_import_that_moves_and_ends_people_leaves_an_open_round_alone(
    company: Company, round_id: RoundId, during: datetime
) -> None:
    before = invited(company, round_id)
    stays, admin = company.people["Mill"][0], company.people["Mill"][1]
    with company.stores.main() as session, transaction(session):
        people.grant_role(session, person_id=admin, role=Role.ADMIN)
    lines = "name;email;team\nMill 0;mill0@example.org;Ovens\nMill 1;mill1@example.org;Mill\n"
    with company.stores.main() as session, transaction(session):
        wanted = ImportRequest(people=lines, deactivate_missing=True)
        apply_import(session, wanted=wanted, at=during, on=DAY)

    assert invited(company, round_id) == before
    assert stamp(company, round_id, stays) == stamp_of(company.unit("Mill"))
    assert isinstance(company.send(round_id, stays, FOURS, late=timedelta(hours=3)), Sent)
    gone = company.people["Ovens"][0]
    assert company.send(round_id, gone, FOURS, late=timedelta(hours=3)) is Refusal.NOT_INVITED
