"""Notebooks: what people write about themselves is encrypted, each with a key of their own.

Revision 0005, after 0004. What was written before is carried over in the same transaction; going
back drops the notebooks, as nothing of them may lie readable again.
"""

import json
import secrets
import uuid
from collections import defaultdict

import sqlalchemy as sa
from alembic import context, op
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedbackpulse.secret_files import make_private_folder, write_first

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("link", sa.Uuid(), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_handover_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_handover")),
        sa.UniqueConstraint("link", name=op.f("uq_handover_link")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_erase_on"), ["erase_on"], unique=False)

    op.create_table(
        "notebook",
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("server_key", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("derivation", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("recovery", sa.LargeBinary(), nullable=True),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_notebook_owner_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_notebook")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "peer_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("checkpoints", sa.JSON(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_peer_round_owner_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_round")),
    )
    with op.batch_alter_table("peer_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_round_opens_on"), ["opens_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_peer_round_owner"), ["owner"], unique=False)

    op.create_table(
        "reflection_reminder",
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["person.id"],
            name=op.f("fk_reflection_reminder_owner_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_reflection_reminder")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("reflection_reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reflection_reminder_on"), ["on"], unique=False)

    op.create_table(
        "share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("reader", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended", sa.String(length=16), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_share_owner_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reader"], ["person.id"], name=op.f("fk_share_reader_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_reader"), ["reader"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_until"), ["until"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reader", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader"],
            ["notebook.owner"],
            name=op.f("fk_letter_reader_notebook"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_about"), ["about"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_reader"), ["reader"], unique=False)

    op.create_table(
        "notebook_page",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["notebook.owner"],
            name=op.f("fk_notebook_page_owner_notebook"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notebook_page")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("notebook_page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notebook_page_owner"), ["owner"], unique=False)

    op.create_table(
        "peer_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("peer", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["peer"], ["person.id"], name=op.f("fk_peer_invitation_peer_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["peer_round.id"],
            name=op.f("fk_peer_invitation_round_id_peer_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_invitation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("peer_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_peer_invitation_peer"), ["peer"], unique=False)
        batch_op.create_index(batch_op.f("ix_peer_invitation_round_id"), ["round_id"], unique=False)

    op.create_table(
        "share_reading",
        sa.Column("share_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"],
            ["share.id"],
            name=op.f("fk_share_reading_share_id_share"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("share_id", "on", name=op.f("pk_share_reading")),
    )
    _carry_over(op.get_bind())
    with op.batch_alter_table("reflection_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reflection_rating_owner"))

    op.drop_table("reflection_rating")
    with op.batch_alter_table("reflection_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reflection_words_owner"))

    op.drop_table("reflection_words")
    op.drop_table("reflection")
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asks_learning", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asks_learning", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    op.create_table(
        "private_address",
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("server_key", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"],
            ["person.id"],
            name=op.f("fk_private_address_owner_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_private_address")),
    )
    op.create_table(
        "reflection_usage",
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("quarter", name=op.f("pk_reflection_usage")),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reflection_large_weeks", sa.Integer(), nullable=False, server_default="13")
        )
        batch_op.add_column(
            sa.Column("reflection_small_weeks", sa.Integer(), nullable=False, server_default="3")
        )


def downgrade() -> None:
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_column("reflection_small_weeks")
        batch_op.drop_column("reflection_large_weeks")

    op.drop_table("reflection_usage")
    op.drop_table("private_address")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("asks_learning")

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_column("asks_learning")

    op.create_table(
        "reflection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("checkpoints", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_reflection_owner_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint("id", "owner", name=op.f("uq_reflection_id")),
        sa.UniqueConstraint("owner", "number", name=op.f("uq_reflection_owner")),
    )
    op.create_table(
        "reflection_words",
        sa.Column("reflection_id", sa.Uuid(), nullable=False),
        sa.Column("prompt", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("prompt_version", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reflection_id", "owner"],
            ["reflection.id", "reflection.owner"],
            name=op.f("fk_reflection_words_reflection_id_reflection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reflection_id", "prompt", name=op.f("pk_reflection_words")),
    )
    with op.batch_alter_table("reflection_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reflection_words_owner"), ["owner"], unique=False)

    op.create_table(
        "reflection_rating",
        sa.Column("reflection_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("item_version", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "value BETWEEN 1 AND 5", name=op.f("ck_reflection_rating_value_on_scale")
        ),
        sa.ForeignKeyConstraint(
            ["reflection_id", "owner"],
            ["reflection.id", "reflection.owner"],
            name=op.f("fk_reflection_rating_reflection_id_reflection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reflection_id", "item", name=op.f("pk_reflection_rating")),
    )
    with op.batch_alter_table("reflection_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reflection_rating_owner"), ["owner"], unique=False)

    op.drop_table("share_reading")
    with op.batch_alter_table("peer_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_peer_invitation_round_id"))
        batch_op.drop_index(batch_op.f("ix_peer_invitation_peer"))

    op.drop_table("peer_invitation")
    with op.batch_alter_table("notebook_page", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notebook_page_owner"))

    op.drop_table("notebook_page")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_reader"))
        batch_op.drop_index(batch_op.f("ix_letter_about"))

    op.drop_table("letter")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_until"))
        batch_op.drop_index(batch_op.f("ix_share_reader"))
        batch_op.drop_index(batch_op.f("ix_share_owner"))

    op.drop_table("share")
    with op.batch_alter_table("reflection_reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reflection_reminder_on"))

    op.drop_table("reflection_reminder")
    with op.batch_alter_table("peer_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_peer_round_owner"))
        batch_op.drop_index(batch_op.f("ix_peer_round_opens_on"))

    op.drop_table("peer_round")
    op.drop_table("notebook")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_erase_on"))

    op.drop_table("handover")


_NONCE = 12
_BLOCK = 512
_NOTEBOOK = sa.table(
    "notebook",
    sa.column("owner", sa.Uuid()),
    sa.column("server_key", sa.Integer()),
    sa.column("wrapped", sa.LargeBinary()),
    sa.column("address", sa.LargeBinary()),
    sa.column("sealed", sa.Boolean()),
    sa.column("used_on", sa.Date()),
)
_PAGE = sa.table(
    "notebook_page",
    sa.column("id", sa.Uuid()),
    sa.column("owner", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("sealed", sa.LargeBinary()),
)
_REFLECTION = sa.table(
    "reflection",
    sa.column("id", sa.Uuid()),
    sa.column("owner", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("started_on", sa.Date()),
    sa.column("finished_on", sa.Date()),
    sa.column("checkpoints", sa.JSON()),
)
_RATING = sa.table(
    "reflection_rating",
    sa.column("reflection_id", sa.Uuid()),
    sa.column("owner", sa.Uuid()),
    sa.column("item", sa.String()),
    sa.column("item_version", sa.Integer()),
    sa.column("facet", sa.String()),
    sa.column("value", sa.Integer()),
)
_WORDS = sa.table(
    "reflection_words",
    sa.column("reflection_id", sa.Uuid()),
    sa.column("owner", sa.Uuid()),
    sa.column("prompt", sa.String()),
    sa.column("prompt_version", sa.Integer()),
    sa.column("facet", sa.String()),
    sa.column("text", sa.Text()),
)


def _carry_over(connection: sa.Connection) -> None:
    """Encrypt every reflection into its owner's notebook."""
    rows = connection.execute(sa.select(_REFLECTION)).all()
    if not rows:
        return
    ratings, words = _by_reflection(connection, _RATING), _by_reflection(connection, _WORDS)
    server_key = _server_key()
    for owner in {row.owner for row in rows}:
        mine = [row for row in rows if row.owner == owner]
        key = _make_notebook(connection, owner, mine, server_key)
        for row in mine:
            content = _content(row, ratings[row.id], words[row.id])
            sealed = _encrypt(key, _padded(content), f"page {owner} reflection {row.id}")
            page = {"id": row.id, "owner": owner, "kind": "reflection", "sealed": sealed}
            connection.execute(_PAGE.insert().values(page))


def _make_notebook(connection, owner, mine, server_key) -> bytes:
    root = secrets.token_bytes(32)
    letters = X25519PrivateKey.from_private_bytes(_derived(root, b"letters"))
    finished = [row.finished_on for row in mine if row.finished_on is not None]
    connection.execute(
        _NOTEBOOK.insert().values(
            owner=owner,
            server_key=1,
            wrapped=_encrypt(server_key, root, f"notebook {owner}"),
            address=letters.public_key().public_bytes_raw(),
            sealed=False,
            used_on=max(finished).replace(day=1) if finished else None,
        )
    )
    return _derived(root, b"pages")


def _by_reflection(connection, table) -> defaultdict[uuid.UUID, list[dict[str, object]]]:
    found = defaultdict(list)
    for row in connection.execute(sa.select(table)).mappings():
        kept = {name: row[name] for name in row if name not in {"reflection_id", "owner"}}
        found[row["reflection_id"]].append(kept)
    return found


def _content(row, ratings, words) -> dict[str, object]:
    return {
        "number": row.number,
        "kind": "large",
        "started_on": row.started_on.isoformat(),
        "finished_on": row.finished_on.isoformat() if row.finished_on else None,
        "checkpoints": row.checkpoints,
        "facets": [],
        "ratings": sorted(ratings, key=lambda each: each["item"]),
        "words": sorted(words, key=lambda each: each["prompt"]),
    }


def _server_key() -> bytes:
    folder = context.config.attributes["keys"]
    make_private_folder(folder)
    path = folder / "notebooks-0001.key"
    if not path.exists():
        write_first(folder, path, secrets.token_bytes(32))
    return path.read_bytes()


def _padded(content: dict[str, object]) -> bytes:
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return written + b" " * (-len(written) % _BLOCK)


def _encrypt(key: bytes, plain: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def _derived(root: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(root)
