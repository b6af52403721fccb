"""The way of a message, from the customer's words to a delivered reply.

Inbox, worker, turn, outbox, sweep.
"""
