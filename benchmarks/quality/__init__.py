"""Measure how right answers, search, intents and imports are."""
