"""What is kept of a person, in one file or gone: `service` is the one to read."""
