"""Build the tables, one revision a file; run by `integrations.stores.sql.migrate`."""
