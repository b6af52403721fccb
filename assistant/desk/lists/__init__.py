"""Keep the lists and statistics of conversations along with the event log."""
