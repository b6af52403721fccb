"""Tell which of the customer's own things a description means: lines of an order, variants,
reasons.
"""
