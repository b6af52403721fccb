"""Rows from what was said: a projection of the event log, made again by replay; `row_projection`
first.
"""
