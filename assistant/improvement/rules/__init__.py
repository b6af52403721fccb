"""Read written rules, of orders and of hours, as values that are compared and merged. Pure."""
