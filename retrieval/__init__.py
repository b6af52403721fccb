"""Find what the shop knows; this package imports nothing of the other packages."""
