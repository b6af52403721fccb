"""Orders, customers and what may be done to them, as every shop system can tell them."""
