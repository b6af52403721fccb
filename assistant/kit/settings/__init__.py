"""Read the configuration from the environment and from the files it names."""
