"""Folders that other machines have too. As far as a folder lets that be seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from feedbackpulse.doctor.domain import Code, Finding

_SYNCHRONISED: Final = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "nextcloud")
_MARKS: Final = (".stfolder", ".dropbox", ".owncloudsync.log", ".sync_exclude.lst")
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "ceph"})
_MOUNTS: Final = Path("/proc/mounts")


def check_folder(folder: Path) -> Iterator[Finding]:
    """Find a folder that is copied elsewhere all the time, or that lies on another machine."""
    folder = folder.resolve()
    around = (folder, *folder.parents)
    if any(_is_synchronised(each) for each in around):
        yield Finding(code=Code.SYNCHRONISED_FOLDER, subject=str(folder))
    elif (kind := kind_of_disk(folder, _mounts())) in _NETWORK:
        yield Finding(code=Code.NETWORK_FOLDER, subject=str(folder), value=kind)


def _is_synchronised(folder: Path) -> bool:
    if any(name in folder.name.lower() for name in _SYNCHRONISED):
        return True
    return any(_is_there(folder / mark) for mark in _MARKS)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder above ours that we may not look into
        return False


def kind_of_disk(folder: Path, mounts: str) -> str:
    """Return the kind of file system a folder lies on, by the kernel's list of them."""
    best, kind = Path("/"), ""
    for line in mounts.splitlines():
        _device, place, found, *_rest = (*line.split(" "), "", "", "")
        mounted = Path(place.replace("\\040", " "))
        if folder.is_relative_to(mounted) and mounted.is_relative_to(best):
            best, kind = mounted, found
    return kind


def _mounts() -> str:
    try:
        return _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
