"""Pages of the shop's people: below /console, and of the insights below /insights."""
