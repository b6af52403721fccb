"""Turn evidence into a draft and a draft into a reply that may be sent; pure but for the search."""
