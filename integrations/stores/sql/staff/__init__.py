"""Keep the accounts of the shop's people, their sessions and the audit in SQL."""
