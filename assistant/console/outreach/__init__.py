"""Show the messages that the shop writes first, turn them on and off, and show their worth."""
