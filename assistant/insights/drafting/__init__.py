"""Pages for what customers ask and no page answers: drafted, filled in by people, tried,
published.
"""
