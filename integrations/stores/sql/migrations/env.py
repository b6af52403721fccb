"""Run Alembic's revisions, on the connection and in the transaction it was given."""

from alembic import context

from integrations.stores.sql.shop import shop_tables  # noqa: F401 - they add to the metadata
from integrations.stores.sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
