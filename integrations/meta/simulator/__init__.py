"""A small Graph API server that keeps Meta's documented rules, for tests, benchmarks and the demo.

`simulator.py` first: what tests and the phone-like page steer. Rules and shapes are those of Meta's
pages as of November 2026; where these are silent or contradict each other, the README says what was
chosen.
"""
