"""Stamp keys and printed codes.

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
        "code",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stamp", sa.String(length=60), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_code")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.create_index("ix_code_round_id_stamp", ["round_id", "stamp"], unique=False)

    op.create_table(
        "stamp_key",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stamp", sa.String(length=60), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("peeled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "stamp", name=op.f("pk_stamp_key")),
    )
    with op.batch_alter_table("urn", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("outer", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("urn", schema=None) as batch_op:
        batch_op.drop_column("outer")
        batch_op.drop_column("room")

    op.drop_table("stamp_key")
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.drop_index("ix_code_round_id_stamp")

    op.drop_table("code")
