"""Does the doctor recognise a folder that lies elsewhere?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedbackpulse.doctor.checks.folders import check_folder, kind_of_disk

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/pulse /srv/pulse nfs4 rw 0 0
/dev/sdb1 /srv/pulse/local ext4 rw 0 0
//server/a\\040b /mnt/a\\040b cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/pulse/instance", "nfs4"),
        ("/srv/pulse/local/instance", "ext4"),
        ("/srv/pulses", "ext4"),
        ("/mnt/a b/instance", "cifs"),
    ],
)
def test_the_disk_of_a_folder_is_the_nearest_one(folder: str, kind: str) -> None:
    assert kind_of_disk(Path(folder), MOUNTS) == kind


def test_an_ordinary_folder_is_no_finding(tmp_path: Path) -> None:
    assert list(check_folder(tmp_path)) == []
