"""What channels that other companies run have in common: accounts, contacts, statuses.

Templates.
"""
