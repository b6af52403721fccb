"""Declare the types of insights.

`type_table` declares them; the other modules find the groups of those that need code of their own.
"""
