"""Files that go with messages, on disk."""
