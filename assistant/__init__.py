"""The conversation: what is said, decided, done."""
