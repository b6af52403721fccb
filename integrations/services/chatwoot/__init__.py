"""Show conversations in Chatwoot, where the shop's people answer.

Start at `chatwoot_desk.py`, then `chatwoot_webhook.py` for the way back.
"""
