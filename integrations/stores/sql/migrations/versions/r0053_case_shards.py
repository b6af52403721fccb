"""Keep for each shard of conversations how far the lists have taken in the log."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"

_ALL = """
WITH RECURSIVE shards (shard) AS (
    SELECT 0 UNION ALL SELECT shard + 1 FROM shards WHERE shard < 63
)
INSERT INTO case_shards (shard, position, fold)
SELECT shard, position, fold FROM shards CROSS JOIN case_position
"""

# An earlier version that starts over knows `case_position` alone. In its own transaction the shards
# go back with it.
_BACK_ON_SQLITE = """
CREATE TRIGGER case_shards_back AFTER UPDATE OF position ON case_position
WHEN new.position <= old.position BEGIN
    UPDATE case_shards SET position = min(position, new.position), fold = new.fold;
END
"""

# Locked in the order in which a step locks them.
_BACK = """
CREATE FUNCTION move_case_shards_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM case_shards ORDER BY shard FOR UPDATE;
    UPDATE case_shards SET position = least(position, new.position), fold = new.fold;
    RETURN NULL;
END
$$
"""
_BACK_TRIGGER = """
CREATE TRIGGER case_shards_back AFTER UPDATE OF position ON case_position
FOR EACH ROW WHEN (new.position <= old.position) EXECUTE FUNCTION move_case_shards_back()
"""

# `assistant.conversation.ids.shard_of`. Not called immutable, for `convert_to` is not: the
# planner then writes the expression in its place.
_SHARD = """
CREATE FUNCTION conversation_shard(conversation_id text) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT get_byte(sha256(convert_to(conversation_id, 'UTF8')), 0) % 64
$$
"""


def upgrade() -> None:
    """Make case_shards, where all shards are as far as the lists are."""
    op.create_table(
        "case_shards",
        sa.Column("shard", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("fold", sa.Text, nullable=False),
    )
    op.execute(_ALL)
    if op.get_context().dialect.name == "postgresql":
        op.execute(_SHARD)
        op.execute(_BACK)
        op.execute(_BACK_TRIGGER)
    else:
        op.execute(_BACK_ON_SQLITE)
