"""Drop the table of teams: the rules of the desk have them."""

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Drop teams, which no page and no command ever filled."""
    op.drop_table("teams")
