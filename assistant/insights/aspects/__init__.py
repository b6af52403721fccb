"""What of a product, a delivery or a service a text speaks of, and how: `aspect_reader` first."""
