"""Make the tables of the shop's people: who they are, who is signed in, what was done."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make staff, teams, staff_sessions and audit."""
    op.create_table(
        "staff",
        sa.Column("agent_id", sa.Text, primary_key=True),
        sa.Column("email", sa.Text, nullable=False, unique=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("code_sha256", sa.Text, nullable=False),
        sa.Column("code_expires_at", sa.DateTime(timezone=True)),
        sa.Column("subject", sa.Text, nullable=False),
    )
    op.create_table(
        "teams",
        sa.Column("team_id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_sha256", sa.Text, primary_key=True),
        sa.Column("agent_id", sa.Text, sa.ForeignKey("staff.agent_id"), nullable=False),
        sa.Column("means", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("staff_sessions_agent", "staff_sessions", ["agent_id"])
    op.create_index("staff_sessions_seen", "staff_sessions", ["seen_at"])
    op.create_table(
        "audit",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
    )
    op.create_index("audit_actor", "audit", ["actor", "number"])
    op.create_index("audit_subject", "audit", ["subject", "number"])
