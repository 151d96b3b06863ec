"""The manifest of a round with many stamps lies in parts, so that a browser needs one of them.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_manifest_part",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_manifest_part_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_round_manifest_part")),
    )


def downgrade() -> None:
    op.drop_table("round_manifest_part")
