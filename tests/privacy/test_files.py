"""Can somebody else who uses the same machine read what is stored?"""

from __future__ import annotations

import stat
from pathlib import Path

from feedbackpulse import create_app
from feedbackpulse.schema import upgrade
from tests.conftest import close
from tests.databases import settings_in
from tests.jobs.company import found


def test_only_its_own_user_can_read_an_installation(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    app = create_app(settings_in(folder))
    upgrade(app)
    company = found(app.extensions["feedbackpulse"].stores, "Company 6")
    with company.stores.main() as session:
        session.connection()  # while somebody reads, the write-ahead log is there
        company.open(company.plan())
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode)
            for path in (folder, *folder.rglob("*"))
            if path.suffix != ".lock"
        }
    close(app)

    assert {"feedbackpulse.sqlite", "feedbackpulse.sqlite-wal", "ballots.sqlite"} <= set(modes)
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}
