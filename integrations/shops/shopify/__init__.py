"""Shopify: customers, orders and products through the GraphQL Admin API, and signed webhooks."""
