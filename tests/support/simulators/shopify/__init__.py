"""Simulate a small Shopify: its Admin API over real HTTP, with its limits, errors and webhooks."""
