"""A public set of customers' tasks in a shop, as the operations and the dialogue see them."""
