"""Read the products of a Shopify store: one that is sold now, or all of them."""
