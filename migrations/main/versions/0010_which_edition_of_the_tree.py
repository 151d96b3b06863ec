"""A process reads the tree of teams again only when its edition changed.

Revision 0010, after 0009.
"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    edition = op.create_table(
        "tree_edition",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree_edition")),
    )
    op.bulk_insert(edition, [{"id": 1, "edition": uuid.uuid4()}])


def downgrade() -> None:
    op.drop_table("tree_edition")
