"""Measure the desk and the console with many conversations and many people."""
