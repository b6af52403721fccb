"""Rasa as dialogue engine: its rules and forms decide what comes next, and have no effect."""
