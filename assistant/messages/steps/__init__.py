"""Hold the steps that come before the assistant's turn."""
