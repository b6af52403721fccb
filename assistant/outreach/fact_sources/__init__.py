"""Read the facts of a customer beside their orders: wishes and questions."""
