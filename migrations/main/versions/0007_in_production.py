"""In production: a second step at signing in, what happened to the installation, how units differ.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(), nullable=False),
        sa.Column("restored_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("offered", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_second_factor_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "spare_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_spare_code_person_id_person")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_spare_code")),
    )
    with op.batch_alter_table("spare_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spare_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "differences",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("checkpoint", sa.String(length=40), nullable=False),
        sa.Column("leaves_mean", sa.Float(), nullable=True),
        sa.Column("leaves_error", sa.Float(), nullable=True),
        sa.Column("leaves_tau", sa.Float(), nullable=True),
        sa.Column("larger_mean", sa.Float(), nullable=True),
        sa.Column("larger_error", sa.Float(), nullable=True),
        sa.Column("larger_tau", sa.Float(), nullable=True),
        sa.Column("icc_one", sa.Float(), nullable=True),
        sa.Column("icc_two", sa.Float(), nullable=True),
        sa.Column("icc_units", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_differences_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "checkpoint", name=op.f("pk_differences")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("twice", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(), nullable=True))
    # Whoever is signed in did so by one step, when their session began.
    session = sa.table("session", sa.column("proved_at"), sa.column("created_at"))
    op.execute(sa.update(session).values(proved_at=session.c.created_at))
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.alter_column("twice", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("proved_at")
        batch_op.drop_column("twice")

    with op.batch_alter_table("spare_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spare_code_person_id"))

    op.drop_table("differences")
    op.drop_table("spare_code")
    op.drop_table("second_factor")
    op.drop_table("installation")
