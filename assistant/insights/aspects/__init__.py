"""Read which aspects of a product, delivery or service a text speaks of: `aspect_reader` first."""
