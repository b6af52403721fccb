"""Hold the common parts of other companies' channels: accounts, contacts, statuses, templates."""
