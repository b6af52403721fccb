"""Find the shop's passages that answer a question; imports nothing of the other packages."""
