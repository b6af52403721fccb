"""Hold the way of a message, from the customer's words to a delivered reply.

`README.md` tells it in order: inbox, worker, turn, outbox, sweep.
"""
