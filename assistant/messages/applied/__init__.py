"""Apply the rules of a shop to one customer: sums with delivery, last days of returns."""
