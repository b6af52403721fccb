"""Hold the parts of every web app of ours.

Errors, health, middleware, streams, signed webhooks.
"""
