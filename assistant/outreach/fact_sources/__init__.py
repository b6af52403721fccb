"""Read the facts of a customer beside their orders: wishes, questions, supplies, defects."""
