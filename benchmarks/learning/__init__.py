"""A simulated quarter of the demo shop, with people who decide on proposals and without them."""
