"""Declare the triggers: each cause of a message that the shop writes first."""
