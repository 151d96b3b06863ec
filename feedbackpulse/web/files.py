"""Files to take along: a plain name, and always as something to keep, never as a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import BinaryIO, Final

from flask import Response

from feedbackpulse.extensions import current_settings
from feedbackpulse.workbench import nameless_file

PIECE: Final = 64 * 1024
"""How much of a file is in memory while it is sent."""


def send_file(content: bytes | Iterator[bytes], *, title: str, ending: str, media: str) -> Response:
    """Return a file to download; what comes in pieces is sent in pieces."""
    answer = Response(content, mimetype=media)
    name = file_name(title, ending=ending)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def send_written(
    write: Callable[[BinaryIO], object], *, title: str, ending: str, media: str
) -> Response:
    """Return a file to download that is written to the disk, and leaves from there in pieces.

    Nothing of it stays there: not when all of it is sent, nor when its reader goes away before.
    """
    with ExitStack() as thrown_away:
        file = thrown_away.enter_context(nameless_file(current_settings().workbench_path))
        write(file)
        length = file.tell()
        file.seek(0)
        sent = thrown_away.pop_all()
    answer = send_file(_pieces(file), title=title, ending=ending, media=media)
    answer.content_length = length
    answer.call_on_close(sent.close)
    return answer


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def file_name(title: str, *, ending: str) -> str:
    """Return the title as the name of a file, in plain letters that every machine takes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain) or ["file"]) + f".{ending}"
