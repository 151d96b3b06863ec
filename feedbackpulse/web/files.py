"""Files to take along: a plain name, and always as something to keep, never as a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from flask import Response


def send_file(content: bytes | Iterator[bytes], *, title: str, ending: str, media: str) -> Response:
    """Return a file to download; what comes in pieces is sent in pieces."""
    answer = Response(content, mimetype=media)
    name = file_name(title, ending=ending)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def file_name(title: str, *, ending: str) -> str:
    """Return the title as the name of a file, in plain letters that every machine takes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain) or ["file"]) + f".{ending}"
