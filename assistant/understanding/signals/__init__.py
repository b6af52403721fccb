"""Read the signals of messages that a person should get."""
