"""Describe orders, customers and effects on them, as every shop system can tell them."""
