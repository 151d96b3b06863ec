"""Who may read what somebody brings up, for every role?"""

from __future__ import annotations

from uuid import uuid4

import pytest

from feedbackpulse.access.domain import (
    SIGNAL_READERS,
    Reason,
    Refused,
    Viewer,
    may_cover_comment,
    may_read_signal,
)
from feedbackpulse.people.domain import Person, PersonId, Role, TeamId

TEAM, OTHER_TEAM = TeamId(uuid4()), TeamId(uuid4())


def viewer(*roles: Role, leads: tuple[TeamId, ...] = ()) -> Viewer:
    return Viewer.of(
        Person(
            id=PersonId(uuid4()),
            name="Iemand",
            email="iemand@example.org",
            roles=frozenset({Role.EMPLOYEE, *roles}),
            leads=frozenset(leads),
        )
    )


LEAD = viewer(Role.LEAD, leads=(TEAM,))


@pytest.mark.parametrize("sent_to", SIGNAL_READERS)
@pytest.mark.parametrize("role", Role)
def test_only_whom_the_sender_chose_reads_a_signal(role: Role, sent_to: Role) -> None:
    looks = viewer(role, leads=(TEAM,) if role is Role.LEAD else ())

    assert bool(may_read_signal(looks, sent_to=sent_to, team_id=TEAM)) is (role is sent_to)


def test_a_lead_reads_what_came_for_their_own_team_and_no_other() -> None:
    assert may_read_signal(LEAD, sent_to=Role.LEAD, team_id=TEAM)
    for team in (OTHER_TEAM, None):
        found = may_read_signal(LEAD, sent_to=Role.LEAD, team_id=team)
        assert found == Refused(Reason.NOT_YOUR_UNIT)


def test_who_stopped_leading_reads_nothing_more() -> None:
    assert not may_read_signal(viewer(Role.LEAD), sent_to=Role.LEAD, team_id=TEAM)


def test_nothing_is_ever_sent_to_any_other_role() -> None:
    everything = viewer(*Role, leads=(TEAM,))

    for role in set(Role) - SIGNAL_READERS:
        assert not may_read_signal(everything, sent_to=role, team_id=TEAM)


def test_no_other_role_opens_what_is_for_the_adviser() -> None:
    others = viewer(*(set(Role) - {Role.ADVISER}), leads=(TEAM,))

    assert not may_read_signal(others, sent_to=Role.ADVISER, team_id=None)


def test_hr_alone_makes_a_name_in_a_comment_unreadable() -> None:
    assert {role for role in Role if may_cover_comment(viewer(role))} == {Role.HR}
