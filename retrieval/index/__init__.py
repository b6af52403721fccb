"""Build the versions of an index and keep them on disk."""
