"""Show pages to the shop's people: the console below /console, the insights below /insights."""
