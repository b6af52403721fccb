"""Serve the pages of signing in, of an agent's own account, and of running staff and assistant."""
