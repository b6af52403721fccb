"""Show replays of recorded conversations, and their differences."""
