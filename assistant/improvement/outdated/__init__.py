"""Find the lines that still have the old figure after a page changed, and make proposals."""
