"""Drop the table of teams: the rules of the desk have them."""

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Drop teams, which no page and no command ever filled."""
    op.drop_table("teams")
