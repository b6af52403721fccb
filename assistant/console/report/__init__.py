"""Show the report on the assistant's own work: outcomes, people's changes of it, its cost."""
