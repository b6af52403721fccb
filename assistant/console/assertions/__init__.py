"""Show the assertions of the product's parts, with evidence and disputes; people settle."""
