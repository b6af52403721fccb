"""Answer from the shop's pages."""
