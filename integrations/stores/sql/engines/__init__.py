"""Run work on each kind of database: a file of SQLite, a server of PostgreSQL."""
