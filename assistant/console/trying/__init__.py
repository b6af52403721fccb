"""Try the assistant: the bench, and the saved questions of a shop."""
