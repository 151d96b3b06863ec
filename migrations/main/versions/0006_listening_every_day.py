"""Listening every day: signals, promises, consultations, team sessions, compliments.

Revision 0006, after 0005.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_table(
        "signal_allowance",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_allowance")),
    )
    op.create_table(
        "signal_notice",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_notice")),
    )
    op.create_table(
        "signal_door",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_door")),
    )
    # There from the first day on, so that no page that is only looked at has to make it.
    token = "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(12))
    door = sa.table("signal_door", sa.column("id", sa.Integer), sa.column("token", sa.String))
    op.bulk_insert(door, [{"id": 1, "token": token}])
    op.create_table(
        "contribution_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_contribution_group_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_group")),
    )
    with op.batch_alter_table("contribution_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contribution_group_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "contribution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("name_of", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_contribution_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["contribution_group.id"],
            name=op.f("fk_contribution_group_id_contribution_group"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["name_of"],
            ["person.id"],
            name=op.f("fk_contribution_name_of_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contribution_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "promise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("does", sa.Text(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_for", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("origin_id", sa.Uuid(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_promise_owner_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_promise_round_id_round"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_promise_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_team_id"), ["team_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("checkpoint", sa.String(length=40), nullable=True),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("wanted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"], ["person.id"], name=op.f("fk_proposal_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "redaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"], ["person.id"], name=op.f("fk_redaction_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_redaction_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "results_opened",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("lead", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead"], ["person.id"], name=op.f("fk_results_opened_lead_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["round.id"],
            name=op.f("fk_results_opened_round_id_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "lead", name=op.f("pk_results_opened")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "results_opened_count",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["round.id"],
            name=op.f("fk_results_opened_count_round_id_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_results_opened_count")),
    )
    op.create_table(
        "shown_compliment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receiver", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("facet", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["receiver"],
            ["person.id"],
            name=op.f("fk_shown_compliment_receiver_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_shown_compliment_team_id_team"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_compliment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("shown_compliment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shown_compliment_receiver"), ["receiver"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_shown_compliment_team_id"), ["team_id"], unique=False)

    op.create_table(
        "signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reader", sa.String(length=16), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("sender", sa.Uuid(), nullable=True),
        sa.Column("mailbox", sa.LargeBinary(length=32), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=True),
        sa.Column("checkpoint", sa.String(length=40), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["signal.id"],
            name=op.f("fk_signal_merged_into_signal"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name=op.f("fk_signal_owner_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["sender"], ["person.id"], name=op.f("fk_signal_sender_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_signal_team_id_team"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("mailbox", name=op.f("uq_signal_mailbox")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signal_reader"), ["reader"], unique=False)
        batch_op.create_index(batch_op.f("ix_signal_sender"), ["sender"], unique=False)
        batch_op.create_index(batch_op.f("ix_signal_team_id"), ["team_id"], unique=False)

    op.create_table(
        "team_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("statements", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("step_at", sa.DateTime(), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("told", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["round.id"],
            name=op.f("fk_team_session_round_id_round"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_session_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_session")),
        sa.UniqueConstraint("code", name=op.f("uq_team_session_code")),
    )
    with op.batch_alter_table("team_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_session_team_id"), ["team_id"], unique=False)

    op.create_table(
        "promise_step",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
            name=op.f("fk_promise_step_promise_id_promise"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_promise_step")),
    )
    with op.batch_alter_table("promise_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_promise_step_promise_id"), ["promise_id"], unique=False
        )

    op.create_table(
        "proposal_vote",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", "mark", name=op.f("pk_proposal_vote")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session_vote",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["team_session.id"],
            name=op.f("fk_session_vote_session_id_team_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "step", "ticket", name=op.f("pk_session_vote")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signal_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("from_sender", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id"],
            ["signal.id"],
            name=op.f("fk_signal_message_signal_id_signal"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_message")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("signal_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_signal_message_signal_id"), ["signal_id"], unique=False
        )

    # A hidden row number would keep the order in which replies came in.
    with op.batch_alter_table(
        "comment_reply", recreate="always", table_kwargs={"sqlite_with_rowid": False}
    ) as batch_op:
        batch_op.add_column(
            sa.Column("from_writer", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("comment_reply") as batch_op:
        batch_op.alter_column("from_writer", server_default=None)
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asks_worth", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_column("asks_worth")

    with op.batch_alter_table("comment_reply", schema=None) as batch_op:
        batch_op.drop_column("from_writer")

    with op.batch_alter_table("signal_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signal_message_signal_id"))

    op.drop_table("signal_message")
    op.drop_table("session_vote")
    op.drop_table("proposal_vote")
    with op.batch_alter_table("promise_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_step_promise_id"))

    op.drop_table("promise_step")
    with op.batch_alter_table("team_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_session_team_id"))

    op.drop_table("team_session")
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signal_team_id"))
        batch_op.drop_index(batch_op.f("ix_signal_sender"))
        batch_op.drop_index(batch_op.f("ix_signal_reader"))

    op.drop_table("signal")
    with op.batch_alter_table("shown_compliment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shown_compliment_team_id"))
        batch_op.drop_index(batch_op.f("ix_shown_compliment_receiver"))

    op.drop_table("shown_compliment")
    op.drop_table("results_opened_count")
    op.drop_table("results_opened")
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_redaction_subject_id"))

    op.drop_table("redaction")
    op.drop_table("proposal")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_team_id"))
        batch_op.drop_index(batch_op.f("ix_promise_due_on"))

    op.drop_table("promise")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_consultation_id"))

    op.drop_table("contribution")
    with op.batch_alter_table("contribution_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_group_consultation_id"))

    op.drop_table("contribution_group")
    op.drop_table("signal_door")
    op.drop_table("signal_notice")
    op.drop_table("signal_allowance")
    op.drop_table("consultation")
