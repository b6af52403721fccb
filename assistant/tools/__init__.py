"""Declare the tools of a customer's conversation once, for every mind and every door."""
