"""Read the sales of a Shopify store."""
