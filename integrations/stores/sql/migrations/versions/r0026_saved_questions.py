"""A shop saves questions as its own tests."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add the tables saved_questions, question_runs and question_results."""
    op.create_table(
        "saved_questions",
        sa.Column("question_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "question_runs",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("going", sa.Boolean, nullable=False),
        sa.Column("in_force", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("question_runs_going", "question_runs", ["going", "asked_at"])
    op.create_table(
        "question_results",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("question_id", sa.Text, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
    )
