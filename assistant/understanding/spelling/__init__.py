"""Correct the words of a message that nobody spells so; read `spelling_correction` first."""
