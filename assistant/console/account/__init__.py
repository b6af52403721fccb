"""Pages of signing in, of an agent's own account, of running the shop's staff and assistant."""
