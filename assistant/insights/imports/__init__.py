"""Texts and sales of other systems: read, redacted, and kept for every build."""
