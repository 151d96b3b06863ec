"""A4: do both sides stamp as RFC 9474 says? A8: can whoever stamps tell whose ballot came back?"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha512
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from playwright.sync_api import Page

from feedbackpulse.ballots.stamping import blind_sign, new_signing_key, public_der, verify
from tests.ballots.blindness import blinding_factor, fits
from tests.ballots.published import BlindVector, rfc9474_key, rfc9474_vectors
from tests.browser import oracle
from tests.browser.modules import page_with, run
from tests.privacy.attacks.client import Blank, blind, finalize
from tests.privacy.attacks.measure import Lab, Measure

ASKED: Final = 20
_BLIND: Final = """
  const key = await rsa.importKey(fromHex(modulus));
  const chosen = { salt: fromHex(salt), factor: fromHex(factor) };
  const { blinded, inverse } = await rsa.blind(key, fromHex(message), chosen);
  const signature = await rsa.finalize(
    key, fromHex(message), fromHex(blindSignature), inverse, salt.length / 2);
  return [blinded, inverse, signature].map(toHex);
"""
Signer = Callable[[rsa.RSAPrivateKey, bytes], bytes]


def vectors(lab: Lab) -> Measure:
    """A4: hold both sides against the vectors, and against what another library wrote."""
    return _agreeing(lab, blind_sign)


def vectors_naively(lab: Lab) -> Measure:
    """The test of the test: a signer that adds a little of its own."""
    return _agreeing(lab, lambda key, blinded: blind_sign(key, blinded)[:-1] + b"\0")


def _agreeing(lab: Lab, sign: Signer) -> Measure:
    published = rfc9474_vectors()
    with page_with(lab.browser()) as page:
        right = sum(_is_as_published(page, vector, sign) for vector in published)
    other = _agrees_with_recorded(sign)
    holds = right == len(published) and other
    figure = f"{right} / {len(published)}, {int(other)} / 1"
    return Measure(figure=figure, holds=holds, details=(f"other library: {oracle.PACKAGE}",))


def _is_as_published(page: Page, vector: BlindVector, sign: Signer) -> bool:
    key = rfc9474_key()
    n = key.public_key().public_numbers().n
    factor = pow(int.from_bytes(vector.inverse, "big"), -1, n).to_bytes(512, "big")
    said = run(
        page,
        _BLIND,
        modulus=n.to_bytes(512, "big"),
        message=vector.message,
        salt=vector.salt,
        factor=factor,
        blindSignature=vector.blind_signature,
    )
    in_browser = [vector.blinded.hex(), vector.inverse.hex(), vector.signature.hex()]
    return bool(said == in_browser) and sign(key, vector.blinded) == vector.blind_signature


def _agrees_with_recorded(sign: Signer) -> bool:
    private, said = oracle.recorded()
    key = load_der_private_key(private, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return sign(key, said["blinded"]) == said["blind_signature"] and verify(
        public_der(key), said["message"], said["signature"]
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamped:
    """A request, what it got, and the ballot that was cast with it."""

    blank: Blank
    blind_signature: bytes
    signature: bytes


def blindness(_: Lab) -> Measure:
    """A8: every request fits every ballot, and no factor stands out."""
    return _fitting(lambda _: None)


def blindness_naively(_: Lab) -> Measure:
    """The test of the test: a browser that takes the factor from its ballot."""
    return _fitting(_factor_of)


def _fitting(choose: Callable[[bytes], int | None]) -> Measure:
    stamped = [_stamp(choose) for _ in range(ASKED)]
    pairs = [(request, ballot) for request in stamped for ballot in stamped]
    fitting = sum(_fits(request, ballot) for request, ballot in pairs)
    known = sum(_stands_out(request, ballot) for request, ballot in pairs)
    holds = fitting == len(pairs) and known == 0 and len(_factors(pairs)) == len(pairs)
    return Measure(
        figure=f"{fitting} / {len(pairs)}",
        holds=holds,
        details=(f"{known} requests with a factor that can be guessed from a ballot",),
    )


def _stamp(choose: Callable[[bytes], int | None]) -> Stamped:
    message = secrets.token_bytes(64)
    public = public_der(_signer())
    blank = blind(public, message, factor=choose(message))
    answer = blind_sign(_signer(), blank.blinded)
    signature = finalize(public, blank, answer)
    return Stamped(blank=blank, blind_signature=answer, signature=signature)


@cache
def _signer() -> rsa.RSAPrivateKey:
    return new_signing_key()


def _factor_of(message: bytes) -> int:
    return int.from_bytes(sha512(message).digest(), "big")


def _fits(request: Stamped, ballot: Stamped) -> bool:
    return fits(
        public_der(_signer()),
        blinded=request.blank.blinded,
        blind_signature=request.blind_signature,
        message=ballot.blank.message,
        signature=ballot.signature,
    )


def _factor(request: Stamped, ballot: Stamped) -> int:
    return blinding_factor(
        public_der(_signer()),
        blind_signature=request.blind_signature,
        signature=ballot.signature,
    )


def _factors(pairs: Sequence[tuple[Stamped, Stamped]]) -> set[int]:
    return {_factor(request, ballot) for request, ballot in pairs}


def _stands_out(request: Stamped, ballot: Stamped) -> bool:
    """Say whether an attacker could have guessed the factor that joins these two."""
    return _factor(request, ballot) in {1, _factor_of(ballot.blank.message)}
