"""Read a message with the products, the basket and the question that the customer has in view."""
