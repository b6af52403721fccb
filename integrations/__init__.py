"""Hold the adapters to everything in another process: channels, shops, stores, services."""
