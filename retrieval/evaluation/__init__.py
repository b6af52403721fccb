"""Measure how good a ranking is."""
