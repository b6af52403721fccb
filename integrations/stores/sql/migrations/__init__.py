"""How the tables came to be, one revision a file; run by `integrations.stores.sql.migrate`."""
