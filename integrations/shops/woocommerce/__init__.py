"""Connect WooCommerce: customers, orders and products by its REST API v3, and signed webhooks.

Start at `shop_orders.py`. WooCommerce's limits are described in `docs/subsystems/shops.md`.
"""
