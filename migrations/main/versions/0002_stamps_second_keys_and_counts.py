"""Stamps, second keys and counts.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holder_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.String(length=8), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holder_key")),
    )
    with op.batch_alter_table("holder_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holder_key_holder"), ["holder"], unique=False)

    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("settings_sha256", sa.String(length=64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_approval_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("cycle_id", "version", name=op.f("uq_approval_cycle_id")),
    )
    op.create_table(
        "cut",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("attribute", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("favourable", sa.Integer(), nullable=False),
        sa.Column("rated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_cut_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "attribute", "value", "item", name=op.f("pk_cut")),
    )
    op.create_table(
        "option_count",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("option", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_option_count_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "item", "option", name=op.f("pk_option_count")),
    )
    op.create_table(
        "receipt",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_receipt_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "code", name=op.f("pk_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "round_manifest",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_manifest_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_manifest")),
    )
    op.create_table(
        "tally",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("cast", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_tally_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "team_id", "part", name=op.f("pk_tally")),
    )
    op.create_table(
        "comment_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_comment_reply_comment_id_comment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_reply")),
    )
    with op.batch_alter_table("comment_reply", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comment_reply_comment_id"), ["comment_id"], unique=False
        )

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mailbox", sa.LargeBinary(length=32), nullable=True))
        batch_op.create_index("ix_comment_mailbox", ["mailbox"], unique=True)

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attributes", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("second_key", sa.String(length=8), nullable=False, server_default="none")
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("on_paper", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attributes", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("second_key", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "second_key_holder", sa.String(length=8), nullable=False, server_default="none"
            )
        )
        batch_op.add_column(sa.Column("manifest_sha256", sa.String(length=64), nullable=True))

    with op.batch_alter_table("round_unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cards", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("public_key", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("on_paper", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("on_paper")

    with op.batch_alter_table("round_unit", schema=None) as batch_op:
        batch_op.drop_column("public_key")
        batch_op.drop_column("cards")

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("manifest_sha256")
        batch_op.drop_column("second_key_holder")
        batch_op.drop_column("second_key")
        batch_op.drop_column("attributes")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("on_paper")

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_column("second_key")
        batch_op.drop_column("attributes")

    with op.batch_alter_table("comment_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_reply_comment_id"))

    op.drop_table("comment_reply")
    with op.batch_alter_table(
        "comment", schema=None, table_kwargs={"sqlite_with_rowid": False}
    ) as batch_op:
        batch_op.drop_index("ix_comment_mailbox")
        batch_op.drop_column("mailbox")

    op.drop_table("tally")
    op.drop_table("round_manifest")
    op.drop_table("receipt")
    op.drop_table("option_count")
    op.drop_table("cut")
    op.drop_table("approval")
    with op.batch_alter_table("holder_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holder_key_holder"))

    op.drop_table("holder_key")
