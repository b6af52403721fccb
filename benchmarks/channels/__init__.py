"""Measure webhooks and the way of messages through a bad network."""
