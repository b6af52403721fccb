"""Show scenarios, their talks and their verdicts, and edit them."""
