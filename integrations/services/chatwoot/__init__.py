"""Chatwoot as helpdesk; start at `chatwoot_desk.py`, then `chatwoot_webhook.py` for what comes
back.
"""
