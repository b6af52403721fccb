"""Find the rules of orders that people make exceptions of."""
