"""What to do with a turn: pure."""
