"""Add the people of the console, their teams and the programs that may call."""
