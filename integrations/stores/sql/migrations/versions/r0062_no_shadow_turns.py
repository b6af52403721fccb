"""Drop the turns taken in shadow; a change set that followed from them stays, as one asked for."""

from alembic import op

revision = "0062"
down_revision = "0059"

_SHADOWED, _ASKED_FOR = '"cause":"shadowed"', '"cause":"asked_for"'


def upgrade() -> None:
    """Drop the three tables, and name the cause of the change sets that they led to."""
    op.execute(
        f"UPDATE change_sets SET content = REPLACE(content, '{_SHADOWED}', '{_ASKED_FOR}')"  # noqa: S608
        f" WHERE content LIKE '%{_SHADOWED}%'"
    )
    for table in ("shadow_turns", "shadow_runs", "shadow_tallies"):
        op.drop_table(table)
