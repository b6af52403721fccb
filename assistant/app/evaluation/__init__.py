"""Measure the assistant on scripted conversations.

Golden questions and messages with a known answer.
"""
