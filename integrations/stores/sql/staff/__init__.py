"""The shop's people in SQL: accounts, sessions, the audit."""
