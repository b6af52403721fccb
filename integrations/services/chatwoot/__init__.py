"""Chatwoot as helpdesk.

Start at `chatwoot_desk.py`, then `chatwoot_webhook.py` for what comes back.
"""
