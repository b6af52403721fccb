"""The way of a message, from the customer's words to a delivered reply: inbox, worker, turn,
outbox, sweep.
"""
