"""A small Graph API server that keeps Meta's documented rules, for tests.

Benchmarks and the demo.
"""
