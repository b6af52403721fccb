"""Simulate a small WooCommerce: its REST API over real HTTP, with its rules.

Errors and webhooks.
"""
