"""Keep the typed assertions of the product's parts, with their evidence and disputes."""
