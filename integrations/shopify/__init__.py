"""Shopify: customers, orders and products through the GraphQL Admin API, and signed webhooks.

`orders.py` is where to start. What Shopify cannot do is said in `docs/subsystems/shops.md`.
"""
