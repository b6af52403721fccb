"""Drop the prices of wishes and the defects of batches: no message is written of them any more."""

from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    """Drop both tables; the ledger keeps what was written for triggers of before."""
    op.drop_table("outreach_prices")
    op.drop_table("outreach_defects")
