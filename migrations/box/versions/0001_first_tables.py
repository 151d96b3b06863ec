"""First tables.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballot",
        sa.Column("number_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("stamp", sa.String(length=60), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number_hash", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index("ix_ballot_round_id_stamp", ["round_id", "stamp"], unique=False)

    op.create_table(
        "urn",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_urn")),
    )


def downgrade() -> None:
    op.drop_table("urn")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index("ix_ballot_round_id_stamp")

    op.drop_table("ballot")
