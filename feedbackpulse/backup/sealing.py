"""Seal a part of a backup to the key of a round: what it holds is unreadable once that is burnt."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from feedbackpulse.backup.domain import BrokenBackupError

# The suite that ballots are sealed with, so that the round's key serves; the label differs.
_CURVE: Final = ec.SECP256R1()
_SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_LABEL: Final = b"feedbackpulse: part of a backup\0"
_KEY: Final = 32
_TAG: Final = 16
_HEADER: Final = 65 + _KEY + _TAG
PIECE: Final = 1 << 18
_MORE, _LAST = b"more", b"last"


def sealed(text: Iterable[bytes], *, public_key: bytes, place: str) -> Iterator[bytes]:
    """Yield text sealed to a public key, of use in one place only; never more than a piece at once."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public_key)
    secret = secrets.token_bytes(_KEY)
    yield _SUITE.encrypt(secret, key, info=_LABEL + place.encode())
    cipher = AESGCM(secret)
    for number, (piece, ending) in enumerate(_marked(_pieces(text))):
        yield cipher.encrypt(_nonce(number), piece, ending)


def opened(file: BinaryIO, *, key: ec.EllipticCurvePrivateKey, place: str) -> Iterator[bytes]:
    """Yield the lines of what was sealed. Raises BrokenBackupError, also when the end is missing."""
    try:
        secret = _SUITE.decrypt(file.read(_HEADER), key, info=_LABEL + place.encode())
        cipher = AESGCM(secret)
        pieces = iter(lambda: file.read(PIECE + _TAG), b"")
        yield from _lines(
            cipher.decrypt(_nonce(number), piece, ending)
            for number, (piece, ending) in enumerate(_marked(pieces))
        )
    except (InvalidTag, ValueError) as error:
        raise BrokenBackupError(f"the seal of {place} does not fit") from error


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _pieces(text: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same text in pieces of one size, apart from the last."""
    held = bytearray()
    for part in text:
        held += part
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    yield bytes(held)


def _marked(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each piece, and whether another one follows."""
    waiting: bytes | None = None
    for piece in pieces:
        if waiting is not None:
            yield waiting, _MORE
        waiting = piece
    if waiting is None:
        raise BrokenBackupError("there is nothing in it")
    yield waiting, _LAST


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    begun = b""
    for piece in pieces:
        *whole, begun = (begun + piece).split(b"\n")
        yield from (line + b"\n" for line in whole)
    if begun:
        raise BrokenBackupError("a line has no end")
