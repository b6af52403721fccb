"""Simulate a small Chatwoot: its application API over real HTTP, with its rules, errors and
webhooks.
"""
