"""The dialogue: from a customer's words to a complete call of an operation."""
