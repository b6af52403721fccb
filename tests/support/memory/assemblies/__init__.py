"""Put a worker, a desk or a door for customers together from the adapters in memory."""
