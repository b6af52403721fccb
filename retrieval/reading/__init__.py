"""Read which statements answer a question, with a network that was trained for it."""
