"""One mark for each person and proposal, made with a key that is destroyed with the decision.

A mark is HMAC-SHA-256 of somebody's id under the key of one proposal. So the same person has the
same mark as long as that key lasts, and another one for every proposal; without the keystore a mark
leads to nobody.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Final
from uuid import UUID

from feedbackpulse.consultations.domain import ProposalId
from feedbackpulse.people.domain import PersonId
from feedbackpulse.secret_files import destroy, make_private_folder, read_secret, write_first

_PREFIX: Final = "proposal-"
_SUFFIX: Final = ".key"
_KEY_BYTES: Final = 32


def mark_of(keys: Path, *, proposal_id: ProposalId, person_id: PersonId) -> bytes:
    """Return somebody's mark under a proposal; its key is made with the first one."""
    return hmac.digest(_key(keys, proposal_id), person_id.bytes, "sha256")


def has_key(keys: Path, *, proposal_id: ProposalId) -> bool:
    """Say whether anybody ever made a mark under a proposal, and its key lasts."""
    return _file(keys, proposal_id).exists()


def destroy_other_keys(keys: Path, *, than: Collection[ProposalId]) -> None:
    """Destroy the key of every proposal but these."""
    lasting = {_file(keys, one).name for one in than}
    for path in keys.glob(f"{_PREFIX}*{_SUFFIX}"):
        if path.name not in lasting:
            destroy(keys, path.name)


def _key(keys: Path, proposal_id: ProposalId) -> bytes:
    path = _file(keys, proposal_id)
    if not path.exists():
        make_private_folder(keys)
        write_first(keys, path, secrets.token_bytes(_KEY_BYTES))
    return read_secret(path)


def _file(keys: Path, proposal_id: ProposalId) -> Path:
    return keys / f"{_PREFIX}{UUID(bytes=proposal_id.bytes).hex}{_SUFFIX}"
