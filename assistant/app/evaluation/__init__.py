"""Measure the assistant on scripted conversations, golden questions and messages with a known
answer.
"""
