"""F10: texts that are no texts, or that programs like to break on.

NUL, lone surrogates, overlong and cut-off UTF-8, letters that run backwards, ten thousand accents
on one letter and names in two spellings: in addresses, in fields, in headers and in the name of a
file. Nothing ends in an error of ours, and nobody else notices.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, quote_from_bytes

from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import check
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.odd_bytes import Odd, ask, get, post
from tests.faults.running import Installation, Site, gunicorn

TEXTS: Final[dict[str, bytes]] = {
    "NUL": b"a\0b",
    "a lone surrogate": b"\xed\xa0\x80",
    "overlong": b"\xc0\xaf\xe0\x80\xaf",
    "cut off": b"caf\xc3",
    "no UTF-8 at all": b"\xff\xfe\xfd",
    "beyond the last": b"\xf4\x90\x80\x80",
    "backwards": "\u202egnp.exe".encode(),
    "many accents": ("a" + "\u0301" * 10_000).encode(),
    "two spellings": "caf\u00e9 cafe\u0301".encode(),
    "nothing to see": "\u200b\ufeff\u2060".encode(),
    "new lines": b"a\r\nSet-Cookie: b=c\r\n\r\n",
    "an emoji of many": "\U0001f469\u200d\U0001f469\u200d\U0001f467".encode() * 500,
}


def measure(site: Site) -> Result:
    """Send them to what the product runs."""
    return _measure(site, "feedbackpulse.wsgi:app")


def control(site: Site) -> Result:
    """The test of the test: a server that takes every text for good UTF-8."""
    return _measure(site, "tests.faults.careless_limits:trusting()")


def _measure(site: Site, app: str) -> Result:
    history = History(file=site.histories / f"F10-{site.engine}.jsonl")
    bad, asked = [], 0
    with site.installation(people=5) as installation:
        with gunicorn(installation, workers=1, app=app) as server:
            for odd in _requests(installation, site.size(4, len(TEXTS))):
                asked += 1
                heard = ask(server.address, odd)
                if heard.status == 0 or heard.status >= 500:
                    bad.append(f"{odd.name}: {heard.status}")
            for person in installation.codes:
                deliver(history, prepare(installation, server.address, person), person)
        violations = [str(one) for one in check(history.events, look(installation, history.events))]
    return Result(numbers={"requests": asked, "texts": len(TEXTS)}, violations=[*bad, *violations])


def _requests(installation: Installation, texts: int) -> Iterator[Odd]:
    for name, text in list(TEXTS.items())[:texts]:
        yield from _of_text(installation, name, text)


def _of_text(installation: Installation, name: str, text: bytes) -> Iterator[Odd]:
    """Yield a text in every place that takes one."""
    own = quote_from_bytes(text).encode()[:50_000]
    round_path = f"/pulse/{installation.round_id}"
    short = own[:2000]
    yield Odd(name=f"{name} as a page", head=get(b"/" + short))
    yield Odd(name=f"{name} as a round", head=get(b"/pulse/" + short))
    yield Odd(name=f"{name} as a question", head=get(b"/sign-in?next=" + short))
    yield Odd(
        name=f"{name} as a cookie",
        head=get(b"/", headers=b"Cookie: feedbackpulse=" + short + b"\r\n"),
    )
    yield Odd(
        name=f"{name} as a language", head=get(b"/", headers=b"Accept-Language: " + short + b"\r\n")
    )
    for path in ("/ballot/cast", "/ballot", "/i", "/sign-in", round_path, f"{round_path}/stamp"):
        fields = b"&".join(field + b"=" + own for field in _FIELDS)
        yield Odd(name=f"{name} in the fields of {path}", head=post(path, fields))
        yield Odd(name=f"{name} as the name of a field of {path}", head=post(path, own + b"=1"))
        yield Odd(
            name=f"{name} in the parts of {path}",
            head=post(path, _parts(text), kind="multipart/form-data; boundary=x"),
        )


_FIELDS: Final = (b"round", b"stamp", b"message", b"sealed", b"email", b"password", b"code")


def _parts(text: bytes) -> bytes:
    plain = text.replace(b"\r\n", b" ")
    named = quote(plain[:200]).encode()
    part = (
        b'--x\r\nContent-Disposition: form-data; name="code"; filename="%s"\r\n\r\n%s\r\n--x--\r\n'
    )
    return part % (named, plain)


FAULTS: Final = (
    Fault(
        id="F10",
        name="Texts that are no texts",
        limit="no error of ours, nobody else notices",
        measure=measure,
        control=control,
        suite=("postgresql",),
        suite_control=False,
    ),
)
