"""Finding what the shop knows; imports nothing of the other packages."""
