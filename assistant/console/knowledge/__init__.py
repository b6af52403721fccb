"""Show people the assistant's knowledge: sources, pages and products."""
