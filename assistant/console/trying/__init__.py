"""Try the assistant: the bench."""
