"""Tell which of the customer's own things a description means.

Lines of an order, variants, reasons.
"""
