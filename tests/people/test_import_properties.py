"""Does an import accept exactly the files that leave one tree of teams, whatever is in them?"""

from __future__ import annotations

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from feedbackpulse.people.domain import BrokenTreeError, Team, TeamId, TeamTree
from feedbackpulse.people.import_checks import plan_import
from feedbackpulse.people.import_files import Fault
from feedbackpulse.people.import_plan import ImportRequest, Organisation

ROOT = Team(id=TeamId(uuid4()), code="A", name="A")
LEAF = Team(id=TeamId(uuid4()), code="B", name="B", parent_id=ROOT.id)
EMPTY = Organisation(teams=(), people=(), appointments=())
SMALL = Organisation(teams=(ROOT, LEAF), people=(), appointments=())

parents = st.dictionaries(
    st.sampled_from("ABCDE"), st.sampled_from(["", *"ABCDEX"]), min_size=1, max_size=5
)


def is_one_tree(now: Organisation, lines: dict[str, str]) -> bool:
    codes = {team.id: team.code for team in now.teams}
    after = {team.code: codes.get(team.parent_id, "") for team in now.teams if team.parent_id}
    after = {**{team.code: "" for team in now.teams}, **after, **lines}
    ids = {code: TeamId(uuid4()) for code in after}
    try:
        teams = tuple(
            Team(id=ids[code], code=code, name=code, parent_id=ids[parent] if parent else None)
            for code, parent in after.items()
        )
        TeamTree(teams=teams)
    except (KeyError, BrokenTreeError):
        return False
    return True


@given(lines=parents, now=st.sampled_from([EMPTY, SMALL]))
def test_exactly_the_files_that_leave_one_tree_are_taken(
    lines: dict[str, str], now: Organisation
) -> None:
    text = "code,name,parent\n" + "".join(f"{code},{code},{up}\n" for code, up in lines.items())

    _plan, problems = plan_import(now, ImportRequest(teams=text))

    assert (problems == ()) is is_one_tree(now, lines)
    assert {one.fault for one in problems} <= {
        Fault.UNKNOWN_PARENT,
        Fault.LOOP,
        Fault.SECOND_ROOT,
    }


@given(
    teams=st.text(st.sampled_from('code,;name parent\n\r"\x00é\u2028A-=')),
    people=st.text(st.sampled_from('name,;email team@x.org\n\r"\x00é')),
)
def test_rubbish_is_named_and_never_breaks_anything(teams: str, people: str) -> None:
    wanted = ImportRequest(
        teams="code,name,parent\n" + teams,
        people="name,email,team\n" + people,
        deactivate_missing=True,
    )
    plan, problems = plan_import(SMALL, wanted)

    assert problems or plan.new_people or plan.is_empty is False
