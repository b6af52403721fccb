"""Handle customers who wait for a person: ask agents, compute outlooks, warn in time."""
