"""Measure the assistant on scripted conversations, golden questions and labelled messages."""
