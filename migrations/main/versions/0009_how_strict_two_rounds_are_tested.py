"""How strictly the units of two rounds are tested is worked out once, and kept with the release.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "strictness",
        sa.Column("before_id", sa.Uuid(), nullable=False),
        sa.Column("after_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("claimed", sa.Float(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["after_id"], ["round.id"], name=op.f("fk_strictness_after_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["round.id"], name=op.f("fk_strictness_before_id_round")
        ),
        sa.PrimaryKeyConstraint("before_id", "after_id", "item", name=op.f("pk_strictness")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("strictness")
