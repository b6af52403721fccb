"""Change orders in Shopify, each effect once."""
