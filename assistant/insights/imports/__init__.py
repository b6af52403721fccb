"""Reviews and past conversations of other systems: read, redacted, and kept for every build."""
