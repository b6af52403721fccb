"""Connect Shopify: customers, orders and products by the GraphQL Admin API, and signed webhooks.

Start at `shop_orders.py`. Shopify's limits are described in `docs/subsystems/shops.md`.
"""
