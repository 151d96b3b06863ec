"""Is nothing left of a file that was made to be sent, whatever becomes of its process?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from feedbackpulse import clock
from feedbackpulse.workbench import LEFT_BEHIND, clear_workbench, corner, nameless_file

HALFWAY = """
import sys, time
from pathlib import Path
from feedbackpulse.workbench import corner, nameless_file

bench = Path(sys.argv[1])
with nameless_file(bench) as file, corner(bench) as folder:
    file.write(b"figures")
    file.flush()
    (folder / "rows").write_text("figures")
    print("halfway", flush=True)
    time.sleep(60)
"""


def test_what_is_made_on_it_is_gone_when_it_is_closed(tmp_path: Path) -> None:
    bench = tmp_path / "bench"

    with nameless_file(bench) as file, corner(bench) as folder:
        file.write(b"figures")
        (folder / "rows").write_text("figures")
        lying = [*bench.iterdir()]

    assert lying == [folder]
    assert [*bench.iterdir()] == []


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), corner(tmp_path) as folder:
        (folder / "none" / "rows").touch()

    assert [*tmp_path.iterdir()] == []


def test_a_killed_process_leaves_what_the_night_throws_away(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HALFWAY, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "halfway\n"
        os.kill(process.pid, signal.SIGKILL)
    [left] = tmp_path.iterdir()
    assert left.is_dir()

    clear_workbench(tmp_path, now=clock.now())
    too_early = [*tmp_path.iterdir()]
    clear_workbench(tmp_path, now=clock.now() + LEFT_BEHIND + timedelta(seconds=1))

    assert too_early == [left]
    assert [*tmp_path.iterdir()] == []


def test_without_a_workbench_there_is_nothing_to_clear(tmp_path: Path) -> None:
    clear_workbench(tmp_path / "none", now=clock.now())

    assert not (tmp_path / "none").exists()
