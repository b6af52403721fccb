"""Run the day's round: make rows and topics from new events, then find and keep insights.

Read `builder` first.
"""
