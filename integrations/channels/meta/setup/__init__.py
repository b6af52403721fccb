"""Set a number or a page up with Meta, and find the mistakes in its settings."""
