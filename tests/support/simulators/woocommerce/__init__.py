"""Simulate a small WooCommerce: its REST API over real HTTP, with its rules, errors and webhooks."""
