"""The types of insights.

`type_table` declares them, the other modules say how the special ones are found.
"""
