"""Configuration that is read from the environment and from the files it names."""
