"""Rows from what was said.

A projection of the event log, made again by replay; `row_projection` first.
"""
