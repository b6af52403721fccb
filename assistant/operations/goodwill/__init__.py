"""Count the exceptions of people against the limits of their roles."""
