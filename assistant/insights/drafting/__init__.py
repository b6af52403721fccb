"""Pages for what customers ask and no page answers.

Drafted, filled in by people, tried, published.
"""
