"""Reading a message: language, intent, and what it constrains."""
