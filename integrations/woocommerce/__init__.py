"""WooCommerce: customers, orders and products through its REST API v3, and signed webhooks.

`orders.py` is where to start. What WooCommerce cannot do is said in `docs/subsystems/shops.md`.
"""
