"""Find the values that a message names: addresses, dates, order numbers, names, payment methods."""
