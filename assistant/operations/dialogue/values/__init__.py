"""Read the values of single kinds of slot."""
