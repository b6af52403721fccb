"""Find the occasions of offers in the log, make their codes through the gate, and tell them."""
