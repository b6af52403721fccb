"""Weigh offers against the limits that people set, and keep them."""
