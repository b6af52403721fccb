"""Serve a small Graph API that keeps Meta's documented rules: for tests, benchmarks, the demo."""
