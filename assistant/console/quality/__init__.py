"""Show the quality of conversations: scorecards, checks, samples for people, an agent's own."""
