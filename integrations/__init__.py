"""Adapters to everything in another process, grouped by what they are for."""
