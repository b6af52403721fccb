"""Drop the offers: the assistant gives no codes any more. Costs are settings of insights now."""

from alembic import op

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    """Drop what offers kept; rename their settings that margins still follow from."""
    for table in ("offer_sums", "offer_reads", "offers"):
        op.drop_table(table)
    op.execute(
        'DELETE FROM change_sets WHERE content LIKE \'%"cause":"no_effect"%\''
        ' OR content LIKE \'%"cause":"offer"%\''
    )
    op.execute("DELETE FROM experiments WHERE content LIKE '%offers.price_objection%'")
    op.execute(
        "UPDATE settings_versions SET content = REPLACE(REPLACE(content,"
        " '\"offers.costs\"', '\"insights.costs\"'),"
        " '\"offers.tax_percent\"', '\"insights.tax_percent\"')"
    )
