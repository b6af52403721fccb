"""Customers who wait for a person: whom the desk asks, what it can promise, when it warns."""
