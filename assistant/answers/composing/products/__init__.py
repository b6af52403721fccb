"""Answer from the shop's products."""
