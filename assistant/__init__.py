"""Hold the eleven rooms of the assistant: a package each, told in ARCHITECTURE.md."""
