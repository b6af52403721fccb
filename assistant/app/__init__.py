"""Compose the rooms into processes, commands, evaluations and the demo, and start them.

The only room that knows every adapter.
"""
