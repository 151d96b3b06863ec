"""Answer a round as somebody's browser does: fetch, blind, have it stamped, seal, cast, look back.

The steps are those of static/js/ballot/send.js and deliver.js. What is on its way is kept in
`Respondent.ballot` until the receipt has come, so that every lost answer can be asked for again.
"""

from __future__ import annotations

import json
import re
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from html import unescape
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from feedbackpulse.ballots.domain import Answers, BallotLabel, Stamp, encode, receipt_of
from feedbackpulse.ballots.service import NUMBER_BYTES, number_hash
from feedbackpulse.ballots.stamping import RANDOM_BYTES
from feedbackpulse.checkpoints.domain import OPEN_SCALE
from feedbackpulse.roster.manifest import encoded, part_of
from tests.faults.browsers import Browser, Reply, UnansweredError, UnreachableError
from tests.faults.history import Outcome
from tests.privacy.attacks.client import Blank, blind, finalize, prepare

CAST: Final = "/ballot/cast"
_CURVE: Final = ec.SECP256R1()
_SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_CSRF: Final = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a client knows after a step, and why; after casting also the receipt."""

    outcome: Outcome
    why: str = ""
    receipt: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ballot:
    """A ballot on its way, as the browser keeps it. *key* is the public key of its stamp."""

    round_id: UUID
    stamp: Stamp
    key: bytes
    blank: Blank
    sealed: bytes
    signature: bytes | None = None

    @property
    def number_hash(self) -> bytes:
        """Return under which key it lies in the box."""
        return number_hash(self.blank.message[RANDOM_BYTES:])

    @property
    def receipt(self) -> str:
        """Return the only receipt that is right."""
        return receipt_of(self.number_hash)

    def form(self) -> dict[str, str]:
        """Return what the box is sent."""
        assert self.signature is not None
        return {
            "round": self.round_id.hex,
            "stamp": self.stamp,
            "message": encoded(self.blank.message),
            "signature": encoded(self.signature),
            "sealed": encoded(self.sealed),
        }


@dataclass(kw_only=True)
class Respondent:
    """Somebody who answers one round with one browser."""

    browser: Browser
    round_id: UUID
    page: str = ""
    manifest: Mapping[str, Any] | None = None
    ballot: Ballot | None = None

    @property
    def path(self) -> str:
        """Return where the questions are."""
        return f"/pulse/{self.round_id}"

    def come_by_invitation(self, code: str) -> Reply:
        """Follow the link of a mail and press its button."""
        token = csrf_in(self.browser.get("/i").text)
        return self.browser.post("/i", {"csrf_token": token, "code": code})

    def sign_in(self, email: str, password: str) -> Reply:
        """Sign in with a password."""
        token = csrf_in(self.browser.get("/sign-in").text)
        form = {"csrf_token": token, "email": email, "password": password}
        return self.browser.post("/sign-in", form)

    def open_page(self) -> Reply:
        """Fetch the questions."""
        reply = self.browser.get(self.path)
        self.page = reply.text
        return reply

    def fetch_manifest(self) -> Reply:
        """Fetch what was fixed when the round opened."""
        reply = self.browser.get(f"{self.path}/manifest")
        self.manifest = reply.content
        if "parts" in self.manifest:
            return self._fetch_own_part()
        return reply

    def _fetch_own_part(self) -> Reply:
        """Fetch the part of a large manifest in which the own stamp has to be, and check it."""
        assert self.manifest is not None
        parts = self.manifest["parts"]
        number = part_of(Stamp(attribute(self.page, "data-stamp")), parts=len(parts))
        width = len(str(len(parts)))
        reply = self.browser.get(f"{self.path}/manifest/{number:0{width}}")
        assert encoded(sha256(reply.body).digest()) == parts[number]
        self.manifest = {**self.manifest, "stamps": json.loads(reply.body)}
        return reply

    def fill_in(self, answers: Answers | None = None) -> Ballot:
        """Make a ballot that nobody has seen, seal the answers into it, and keep it."""
        assert self.manifest is not None
        stamp = Stamp(attribute(self.page, "data-stamp"))
        self.ballot = new_ballot(self.manifest, stamp, answers)
        return self.ballot

    def get_stamp(self) -> Told:
        """Have the ballot stamped; the same one again gets the same signature."""
        assert self.ballot is not None
        blinded = encoded(self.ballot.blank.blinded)
        form = {"blinded": blinded, "csrf_token": csrf_in(self.page)}
        told, content = _ask(lambda: self.browser.post(f"{self.path}/stamp", form))
        if told.outcome is Outcome.OK:
            assert content["stamp"] == self.ballot.stamp, "stamped for another group"
            signature = finalize(self.ballot.key, self.ballot.blank, _decoded(content["signature"]))
            self.ballot = replace(self.ballot, signature=signature)
        return told

    def cast(self) -> Told:
        """Bring the ballot to the box; the same one again gets the same receipt."""
        assert self.ballot is not None
        form = self.ballot.form()
        told, content = _ask(lambda: self.browser.post(CAST, form, anonymous=True))
        if told.outcome is not Outcome.OK:
            return told
        assert content["receipt"] == self.ballot.receipt, "the receipt of another ballot"
        return replace(told, receipt=self.ballot.receipt)

    def deliver(self) -> Told:
        """Bring the ballot that is on its way to the box; what is unknown can be tried again."""
        assert self.ballot is not None
        if self.ballot.signature is None:
            told = self.get_stamp()
            if told.outcome is not Outcome.OK:
                return told
        return self.cast()

    def finds_receipt(self) -> bool | None:
        """Say whether the list after closing has the ballot; None while there is no list."""
        assert self.ballot is not None
        page = self.browser.get(f"{self.path}/receipts").text
        return self.ballot.receipt in page if "data-receipts" in page else None


def new_ballot(manifest: Mapping[str, Any], stamp: Stamp, answers: Answers | None = None) -> Ballot:
    """Return a ballot that nobody has seen, with answers sealed into it."""
    own = next(one for one in manifest["stamps"] if one["stamp"] == stamp)
    key = public_key(_decoded(own["n"]))
    return Ballot(
        round_id=UUID(hex=manifest["round"]),
        stamp=stamp,
        key=key,
        blank=blind(key, prepare(secrets.token_bytes(NUMBER_BYTES))),
        sealed=seal_by(manifest, stamp, answers or agreeing(manifest, own)),
    )


def csrf_in(page: str) -> str:
    """Return the token of the forms on a page, or nothing."""
    found = _CSRF.search(page)
    return unescape(found[1]) if found else ""


def attribute(page: str, name: str) -> str:
    """Return the first value of an attribute on a page. Raises LookupError."""
    found = re.search(rf'\b{name}="([^"]*)"', page)
    if found is None:
        raise LookupError(f"the page has no {name}")
    return unescape(found[1])


def public_key(modulus: bytes) -> bytes:
    """Return the public key of a stamp, made of its modulus, as DER."""
    numbers = rsa.RSAPublicNumbers(e=65537, n=int.from_bytes(modulus, "big"))
    return numbers.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def seal_by(manifest: Mapping[str, Any], stamp: Stamp, answers: Answers) -> bytes:
    """Return answers sealed to the keys in a manifest: the box's, and then a second one's."""
    label = BallotLabel(round_id=UUID(hex=manifest["round"]), stamp=stamp, number_hash=b"")
    plain = encode(answers, room=manifest["room"])
    sealed = _sealed(_decoded(manifest["box"]), plain, label.binding)
    second = manifest["second"]
    return _sealed(_decoded(second["key"]), sealed, label.outer_binding) if second else sealed


def agreeing(manifest: Mapping[str, Any], own: Mapping[str, Any]) -> Answers:
    """Return answers that rate everything a group is asked with a 4."""
    codes = {item["code"] for item in manifest["items"] if item["scale"] != OPEN_SCALE}
    return Answers(ratings=dict.fromkeys(sorted(codes & set(own.get("asks", codes))), 4))


def _ask(ask: Callable[[], Reply]) -> tuple[Told, Mapping[str, Any]]:
    """Ask something and judge the answer as deliver.js does."""
    try:
        reply = ask()
        return _judged(reply), reply.content
    except UnreachableError:
        return Told(outcome=Outcome.FAIL, why="unreachable"), {}
    except (UnansweredError, json.JSONDecodeError) as error:
        return Told(outcome=Outcome.INFO, why=str(error)), {}


def _judged(reply: Reply) -> Told:
    """Say what an answer means. A mistake of the server says nothing about what it did."""
    if reply.status == HTTPStatus.OK and reply.content:
        return Told(outcome=Outcome.OK)
    outcome = Outcome.INFO if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR else Outcome.FAIL
    return Told(outcome=outcome, why=reply.content.get("problem") or f"status {reply.status}")


def _sealed(point: bytes, plain: bytes, binding: bytes) -> bytes:
    key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    return _SUITE.encrypt(plain, key, info=binding)


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
