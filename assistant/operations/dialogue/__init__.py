"""Turn a customer's words into a complete call of an operation."""
