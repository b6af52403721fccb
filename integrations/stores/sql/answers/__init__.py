"""Keep verified answers in SQL."""
