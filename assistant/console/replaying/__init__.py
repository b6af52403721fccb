"""Show what a replay of recorded conversations found."""
