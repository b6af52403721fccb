"""What lists and statistics of conversations know, kept along with the event log."""
