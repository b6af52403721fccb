"""Compute how sure a number is, and whether it changed: pure, on numbers alone."""
