"""Measure what insights find, what they cost, and that they keep nothing personal."""
