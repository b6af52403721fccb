"""Measure what a language model adds, and attack it."""
