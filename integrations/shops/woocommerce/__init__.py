"""WooCommerce: customers, orders and products through its REST API v3, and signed webhooks."""
