"""Carry messages between customers and conversations, one folder for each channel."""
