"""What closing a round costs beside decrypting its ballots, and counting beside NumPy alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Final
from uuid import uuid4

import numpy as np
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from benchmarks.figures import Figure, Size, Turn, measured, repeated, summed_up, timed
from benchmarks.ground import site
from benchmarks.organisation import fill_box, make_organisation
from benchmarks.scale.running import START, get_round, plan_round, stores_of
from feedbackpulse import create_app
from feedbackpulse.ballots.domain import LOWEST
from feedbackpulse.ballots.sealing import new_private_key, public_bytes
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.release.counting import count
from feedbackpulse.release.packed import Bytes, Columns, Opened, Places
from tests.conftest import close
from tests.databases import ENGINES, EngineName, settings_in

_SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PLAIN: Final = b" " * 4096
_ITEMS: Final = 12


def figures(size: Size) -> Iterator[Figure]:
    """Measure closing on both engines, and counting."""
    people = size.of(60, 1_000)
    for engine, name in zip(ENGINES, ("SQLite", "PostgreSQL"), strict=True):
        turns = [_closing(engine, people) for _ in range(size.turns)]
        yield summed_up(
            f"close a round of {people:,}, {name}",
            turns,
            limit="HPKE alone, on all cores",
            goal=1 / 3,
        )
    yield _counting(size)


def _closing(engine: EngineName, people: int) -> Turn:
    """Let one round happen, and compare its closing with what can be decrypted meanwhile."""
    with site(engine) as place:
        app = create_app(settings_in(place.empty))
        try:
            rate, ballots = _closed(stores_of(app), people)
        finally:
            close(app)
    return Turn(rate=rate, limit=decrypting(ballots))


def _closed(stores: Stores, people: int) -> tuple[float, int]:
    """Return how many ballots a second are closed, released and burnt, and how many there were."""
    make_organisation(stores, people=people, at=START)
    planned = plan_round(stores)
    open_round(stores, round_id=planned.id, now=planned.opens_at, catalogue=load_catalogue())
    asked = get_round(stores, planned.id)
    ballots = fill_box(stores, asked)
    rate = timed(lambda: close_round(stores, round_id=asked.id, now=asked.closes_at), times=ballots)
    return rate, ballots


def decrypting(ballots: int) -> float:
    """Return how many sealed ballots all cores decrypt a second, and nothing else."""
    key, cores = new_private_key(), os.cpu_count() or 1
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_bytes(key))
    sealed = _SUITE.encrypt(_PLAIN, public, info=b"")
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    share = max(1, ballots // cores)
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        work = partial(_decrypt, private, sealed)
        list(pool.map(work, [1] * cores))  # until every process is there
        return timed(lambda: list(pool.map(work, [share] * cores)), times=share * cores)


def _decrypt(private: bytes, sealed: bytes, times: int) -> None:
    key = load_der_private_key(private, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    for _ in range(times):
        _SUITE.decrypt(sealed, key, info=b"")


def _counting(size: Size) -> Figure:
    """Compare counting answers per unit with NumPy's own grouping of the same bytes."""
    ballots, units = size.of(1_000, 80_000), size.of(20, 8_000)
    chance = np.random.default_rng(1)
    where = chance.integers(0, units, ballots, dtype=np.int32)
    ratings = chance.integers(1, 6, (ballots, _ITEMS), dtype=np.int8)
    opened = _opened(where, ratings, units)
    return measured(
        f"count {ballots:,} ballots in {units:,} units",
        lambda: repeated(lambda: count(opened), seconds=size.seconds),
        limit="bincount of the same by NumPy",
        of_limit=lambda: repeated(lambda: _grouped(where, ratings, units), seconds=size.seconds),
        size=size,
    )


def _opened(where: Places, ratings: Bytes, units: int) -> Opened:
    leaves = tuple(UnitKey(team_id=TeamId(uuid4()), part=Part.WHOLE) for _ in range(units))
    items = tuple(f"Q{number}" for number in range(_ITEMS))
    return Opened(
        columns=Columns(leaves=leaves, items=items, choices={}),
        units=where,
        ratings=ratings,
        chosen=np.zeros((len(where), 0), dtype=np.int8),
        words=(),
    )


def _grouped(where: Places, ratings: Bytes, units: int) -> None:
    for item in range(_ITEMS):
        scores = ratings[:, item].astype(np.int64) - LOWEST
        np.bincount(where, minlength=units)
        np.bincount(where, weights=scores, minlength=units)
        np.bincount(where, weights=scores * scores, minlength=units)
