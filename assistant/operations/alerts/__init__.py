"""Back in stock: who waits for what, and the one letter that ends each wait."""
