"""Does a round of a made organisation run from planning to burning, as it does at full size?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from benchmarks.organisation import LEVELS, make_organisation
from benchmarks.scale.__main__ import as_text
from benchmarks.scale.running import run
from feedbackpulse.cycles import service as cycles
from feedbackpulse.database import Stores
from feedbackpulse.people.sizes import team_sizes
from feedbackpulse.people.trees import team_tree
from feedbackpulse.release.tables import CommentRow, FigureRow
from tests.databases import EngineName

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.mark.both_engines
def test_a_small_one_is_measured_whole(app: Flask, stores: Stores, engine_name: EngineName) -> None:
    measured = run(app, engine=engine_name, size=150)

    with stores.main() as session:
        [asked, *_] = cycles.list_rounds(session)
        figures = session.scalar(select(func.count()).select_from(FigureRow))
        comments = session.scalar(select(func.count()).select_from(CommentRow))
    assert measured.ballots == 120
    assert asked.burnt
    assert len(asked.rated_items) == 12
    assert figures
    assert comments
    assert "open the box" in as_text(measured)


def test_the_same_seed_makes_the_same_organisation(stores: Stores) -> None:
    made = make_organisation(stores, people=400, at=AT, seed=7)

    with stores.main() as session:
        tree, sizes = team_tree(session), team_sizes(session)
    assert max(depth for depth, _ in tree.ordered()) == LEVELS - 2
    assert len(tree.teams) == 32
    assert sum(size.own for size in sizes.values()) == made.people == 400
